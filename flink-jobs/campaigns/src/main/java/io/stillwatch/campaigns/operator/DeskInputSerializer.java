package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.patterns.operator.AttemptSerializer;
import io.stillwatch.patterns.operator.FlatSerializer;
import io.stillwatch.patterns.operator.LinkObservationSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a desk is told, on its way there. Travels between tasks of one version of the job, is never
 * stored.
 */
public final class DeskInputSerializer extends FlatSerializer<DeskInput> {

  public static final DeskInputSerializer INSTANCE = new DeskInputSerializer();

  private static final long serialVersionUID = 1L;

  private DeskInputSerializer() {}

  @Override
  public DeskInput createInstance() {
    throw new IllegalStateException("a desk is never told nothing");
  }

  @Override
  public void serialize(DeskInput input, DataOutputView target) throws IOException {
    target.writeBoolean(input instanceof HandOver);
    if (input instanceof HandOver handOver) {
      AttemptSerializer.INSTANCE.serialize(handOver.failed(), target);
      AttemptSerializer.INSTANCE.serialize(handOver.next(), target);
    } else if (input instanceof LinkReport report) {
      LinkObservationSerializer.INSTANCE.serialize(report.observation(), target);
      target.writeLong(report.accounts());
      target.writeLong(report.sinceMs());
      target.writeInt(report.times());
    }
  }

  @Override
  public DeskInput deserialize(DataInputView source) throws IOException {
    return source.readBoolean()
        ? new HandOver(
            AttemptSerializer.INSTANCE.deserialize(source),
            AttemptSerializer.INSTANCE.deserialize(source))
        : new LinkReport(
            LinkObservationSerializer.INSTANCE.deserialize(source),
            source.readLong(),
            source.readLong(),
            source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<DeskInput> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeskInput> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

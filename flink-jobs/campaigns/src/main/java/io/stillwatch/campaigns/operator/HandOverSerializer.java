package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.HandOver;
import io.stillwatch.patterns.operator.AttemptSerializer;
import io.stillwatch.patterns.operator.FlatSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A hand-over on its way to its tenant's desk. Travels between tasks of one version of the job, is
 * never stored.
 */
public final class HandOverSerializer extends FlatSerializer<HandOver> {

  public static final HandOverSerializer INSTANCE = new HandOverSerializer();

  private static final long serialVersionUID = 1L;

  private HandOverSerializer() {}

  @Override
  public HandOver createInstance() {
    throw new IllegalStateException("a hand-over is never empty");
  }

  @Override
  public void serialize(HandOver handOver, DataOutputView target) throws IOException {
    AttemptSerializer.INSTANCE.serialize(handOver.failed(), target);
    AttemptSerializer.INSTANCE.serialize(handOver.next(), target);
  }

  @Override
  public HandOver deserialize(DataInputView source) throws IOException {
    return new HandOver(
        AttemptSerializer.INSTANCE.deserialize(source),
        AttemptSerializer.INSTANCE.deserialize(source));
  }

  @Override
  public TypeSerializerSnapshot<HandOver> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<HandOver> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

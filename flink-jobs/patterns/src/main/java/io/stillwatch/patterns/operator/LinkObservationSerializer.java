package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * A link observation on its way to its link. Travels between tasks of one version of the job, is
 * never stored.
 */
public final class LinkObservationSerializer extends FlatSerializer<LinkObservation> {

  public static final LinkObservationSerializer INSTANCE = new LinkObservationSerializer();

  private static final long serialVersionUID = 1L;

  private LinkObservationSerializer() {}

  @Override
  public LinkObservation createInstance() {
    throw new IllegalStateException("an observation is never empty");
  }

  @Override
  public void serialize(LinkObservation observation, DataOutputView target) throws IOException {
    StringValue.writeString(observation.tenant(), target);
    StringValue.writeString(observation.accountId(), target);
    writeNullable(observation.organizationId(), target);
    writeNullable(observation.apiKeyId(), target);
    target.writeBoolean(observation.verified());
    StringValue.writeString(observation.exchangeId(), target);
    target.writeLong(observation.clockMs());
    target.writeLong(observation.occurredAtMs());
    target.writeLong(observation.receivedAtMs());
    target.writeByte(observation.kind().ordinal());
    target.writeLong(observation.link());
    Traits traits = observation.traits();
    target.writeLong(traits.template());
    target.writeLong(traits.closing());
    target.writeLong(traits.card());
    target.writeLong(traits.network());
    target.writeLong(traits.program());
    target.writeLong(traits.tools());
    target.writeLong(traits.bornAtMs());
    target.writeInt(traits.templates());
    target.writeInt(traits.exchanges());
    target.writeLong(traits.otherCard());
    target.writeLong(traits.otherNetwork());
  }

  @Override
  public LinkObservation deserialize(DataInputView source) throws IOException {
    return new LinkObservation(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        source.readBoolean(),
        StringValue.readString(source),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        LinkKind.of(source.readByte()),
        source.readLong(),
        new Traits(
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readLong(),
            source.readInt(),
            source.readInt(),
            source.readLong(),
            source.readLong()));
  }

  @Override
  public TypeSerializerSnapshot<LinkObservation> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LinkObservation> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

package io.stillwatch.jobs;

import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.TraceIds;
import io.stillwatch.patterns.operator.SightingSerializer;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A part of an exchange on its way to its trace, and while it waits there; without any text. */
final class PartSerializer extends ValueSerializer<Waiting<Sighting>> {

  private static final long serialVersionUID = 1L;
  private static final Phase[] PHASES = Phase.values();

  private final SightingSerializer sightings = new SightingSerializer();

  @Override
  public TypeSerializer<Waiting<Sighting>> duplicate() {
    return new PartSerializer();
  }

  @Override
  public void serialize(Waiting<Sighting> part, DataOutputView target) throws IOException {
    target.writeUTF(part.source());
    target.writeUTF(part.at().trace());
    target.writeUTF(part.at().span());
    target.writeUTF(part.at().parent());
    target.writeBoolean(part.named());
    target.writeByte(part.phase().ordinal());
    target.writeLong(part.timeMs());
    target.writeLong(part.untilMs());
    sightings.serialize(part.what(), target);
  }

  @Override
  public Waiting<Sighting> deserialize(DataInputView source) throws IOException {
    return new Waiting<>(
        source.readUTF(),
        new TraceIds(source.readUTF(), source.readUTF(), source.readUTF()),
        source.readBoolean(),
        PHASES[source.readByte()],
        source.readLong(),
        source.readLong(),
        sightings.deserialize(source));
  }

  @Override
  public TypeSerializerSnapshot<Waiting<Sighting>> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartSerializer;
  }

  @Override
  public int hashCode() {
    return PartSerializer.class.hashCode();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Waiting<Sighting>> {
    public Snapshot() {
      super(PartSerializer::new);
    }
  }
}

package io.stillwatch.patterns.operator;

import io.stillwatch.signals.Sighting;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A sighting on its way to its account, as it is. It is stored only for the seconds that a part of
 * an exchange waits for its partner.
 */
public final class SightingSerializer extends FlatSerializer<Sighting> {

  private static final long serialVersionUID = 1L;

  @Override
  public SightingSerializer duplicate() {
    return this;
  }

  @Override
  public Sighting createInstance() {
    throw new IllegalStateException("a sighting is never empty");
  }

  @Override
  public void serialize(Sighting sighting, DataOutputView target) throws IOException {
    target.writeInt(sighting.length());
    target.write(sighting.bytes(), 0, sighting.length());
  }

  @Override
  public Sighting deserialize(DataInputView source) throws IOException {
    byte[] packed = new byte[source.readInt()];
    source.readFully(packed);
    return Sighting.unpack(packed);
  }

  @Override
  public TypeSerializerSnapshot<Sighting> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sighting> {
    public Snapshot() {
      super(SightingSerializer::new);
    }
  }
}

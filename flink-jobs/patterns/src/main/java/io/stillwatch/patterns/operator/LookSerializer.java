package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.Look;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A look on its way to stock Flink CEP, which also keeps it in its state. */
public final class LookSerializer extends FlatSerializer<Look> {

  public static final LookSerializer INSTANCE = new LookSerializer();

  private static final long serialVersionUID = 1L;

  private LookSerializer() {}

  @Override
  public Look createInstance() {
    throw new IllegalStateException("a look is never empty");
  }

  @Override
  public void serialize(Look look, DataOutputView target) throws IOException {
    SightingSerializer.INSTANCE.serialize(look.sighting(), target);
    target.writeLong(look.clockMs());
    target.writeBoolean(look.asked());
    target.writeBoolean(look.answered());
    target.writeBoolean(look.freshPair());
    SightingSerializer.writeSignals(look.signals(), target);
  }

  @Override
  public Look deserialize(DataInputView source) throws IOException {
    return new Look(
        SightingSerializer.INSTANCE.deserialize(source),
        source.readLong(),
        source.readBoolean(),
        source.readBoolean(),
        source.readBoolean(),
        SightingSerializer.readSignals(source));
  }

  @Override
  public TypeSerializerSnapshot<Look> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Look> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

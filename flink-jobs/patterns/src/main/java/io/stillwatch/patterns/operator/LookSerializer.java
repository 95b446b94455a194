package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.AccountSnapshot;
import io.stillwatch.profiles.AccountView;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.Look;
import io.stillwatch.signals.SignalSet;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A look on its way to stock Flink CEP, which also keeps it in its state. */
public final class LookSerializer extends FlatSerializer<Look> {

  private static final long serialVersionUID = 1L;

  private static final Horizon[] HORIZONS = Horizon.values();
  private static final Counter[] COUNTERS = Counter.values();

  private final SightingSerializer sightings = new SightingSerializer();

  @Override
  public LookSerializer duplicate() {
    return this;
  }

  @Override
  public Look createInstance() {
    throw new IllegalStateException("a look is never empty");
  }

  @Override
  public void serialize(Look look, DataOutputView target) throws IOException {
    sightings.serialize(look.sighting(), target);
    target.writeLong(look.clockMs());
    target.writeBoolean(look.asked());
    target.writeBoolean(look.answered());
    target.writeBoolean(look.freshPair());
    putSignals(look.signals(), target);
    putAccount(look.account(), target);
  }

  @Override
  public Look deserialize(DataInputView source) throws IOException {
    return new Look(
        sightings.deserialize(source),
        source.readLong(),
        source.readBoolean(),
        source.readBoolean(),
        source.readBoolean(),
        getSignals(source),
        getAccount(source));
  }

  private static void putSignals(SignalSet signals, DataOutputView target) throws IOException {
    target.writeByte(signals.length());
    for (int code = 0; code < signals.length(); code++) {
      target.writeLong(signals.raw(code));
    }
  }

  private static SignalSet getSignals(DataInputView source) throws IOException {
    long[] values = new long[source.readByte()];
    for (int code = 0; code < values.length; code++) {
      values[code] = source.readLong();
    }
    return SignalSet.of(values);
  }

  private static void putAccount(AccountView account, DataOutputView target) throws IOException {
    target.writeLong(account.firstSeenMs());
    target.writeLong(account.clockMs());
    target.writeDouble(account.distinctPrompts());
    for (Horizon horizon : HORIZONS) {
      for (Counter counter : COUNTERS) {
        target.writeDouble(account.value(counter, horizon));
      }
    }
  }

  private static AccountView getAccount(DataInputView source) throws IOException {
    long firstSeenMs = source.readLong();
    long clockMs = source.readLong();
    double distinctPrompts = source.readDouble();
    double[][] values = new double[HORIZONS.length][COUNTERS.length];
    for (double[] ofHorizon : values) {
      for (int i = 0; i < ofHorizon.length; i++) {
        ofHorizon[i] = source.readDouble();
      }
    }
    return new AccountSnapshot(firstSeenMs, clockMs, distinctPrompts, values);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  /** The account in a look may be the living profile; a copy holds what it says now. */
  @Override
  public Look copy(Look from) {
    return from.kept();
  }

  @Override
  public Look copy(Look from, Look reuse) {
    return from.kept();
  }

  @Override
  public TypeSerializerSnapshot<Look> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Look> {
    public Snapshot() {
      super(LookSerializer::new);
    }
  }
}

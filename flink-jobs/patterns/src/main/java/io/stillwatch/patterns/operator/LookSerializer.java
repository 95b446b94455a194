package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.AccountSnapshot;
import io.stillwatch.profiles.AccountView;
import io.stillwatch.profiles.Amount;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.Segment;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** A look on its way to stock Flink CEP, which also keeps it in its state. */
public final class LookSerializer extends WholeSerializer<Look> {

  private static final long serialVersionUID = 1L;

  private static final Horizon[] HORIZONS = Horizon.values();
  private static final Counter[] COUNTERS = Counter.values();
  private static final Amount[] AMOUNTS = Amount.values();
  private static final Segment[] SEGMENTS = Segment.values();

  @Override
  public LookSerializer duplicate() {
    return new LookSerializer();
  }

  @Override
  void write(Look look, RecordBytes out) {
    SightingSerializer.put(look.sighting(), out);
    out.putLong(look.clockMs());
    out.putByte(look.asked() ? 1 : 0);
    out.putByte(look.answered() ? 1 : 0);
    out.putByte(look.freshPair() ? 1 : 0);
    SightingSerializer.putSignals(look.signals(), out);
    putAccount(look.account(), out);
  }

  @Override
  Look read(RecordBytes in) {
    return new Look(
        SightingSerializer.get(in),
        in.getLong(),
        in.getByte() != 0,
        in.getByte() != 0,
        in.getByte() != 0,
        SightingSerializer.getSignals(in),
        getAccount(in));
  }

  private static void putAccount(AccountView account, RecordBytes out) {
    out.putLong(account.firstSeenMs());
    out.putLong(account.clockMs());
    out.putDouble(account.distinctPrompts());
    for (Horizon horizon : HORIZONS) {
      for (Counter counter : COUNTERS) {
        out.putDouble(account.value(counter, horizon));
      }
    }
    for (Amount amount : AMOUNTS) {
      out.putDouble(account.surge(amount));
    }
    Segment segment = account.segment();
    out.putByte(segment == null ? 0 : 1 + segment.ordinal());
  }

  private static AccountView getAccount(RecordBytes in) {
    long firstSeenMs = in.getLong();
    long clockMs = in.getLong();
    double distinctPrompts = in.getDouble();
    double[][] values = new double[HORIZONS.length][COUNTERS.length];
    for (double[] ofHorizon : values) {
      for (int i = 0; i < ofHorizon.length; i++) {
        ofHorizon[i] = in.getDouble();
      }
    }
    double[] surges = new double[AMOUNTS.length];
    Arrays.fill(surges, Double.NaN);
    int segment = 0;
    if (in.more()) { // looks of releases without baselines end here
      for (int i = 0; i < surges.length; i++) {
        surges[i] = in.getDouble();
      }
      segment = in.getByte();
    }
    return new AccountSnapshot(
        firstSeenMs,
        clockMs,
        distinctPrompts,
        values,
        surges,
        segment == 0 ? null : SEGMENTS[segment - 1]);
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

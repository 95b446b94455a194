package io.stillwatch.perf.engine;

import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.patterns.operator.SightingSerializer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.AccountSnapshot;
import io.stillwatch.profiles.AccountView;
import io.stillwatch.profiles.Look;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The events as peers see them: looks without an account behind them, so that peers pay for nothing
 * but matching. Written as a sighting, by hand, which is the fairest that a user of Flink can have.
 */
final class LookByItself extends TypeSerializerSingleton<Look> {

  static final FlatType<Look> TYPE = new FlatType<>(Look.class, new LookByItself());

  private static final long serialVersionUID = 1L;
  private static final AccountView NOBODY = AccountSnapshot.of(AccountProfile.empty());

  private final SightingSerializer sightings = new SightingSerializer();

  private LookByItself() {}

  @Override
  public LookByItself duplicate() {
    return new LookByItself();
  }

  static Look of(Sighting sighting) {
    return new Look(
        sighting, sighting.occurredAtMs(), true, true, false, sighting.signals(), NOBODY);
  }

  @Override
  public void serialize(Look look, DataOutputView target) throws IOException {
    sightings.serialize(look.sighting(), target);
  }

  @Override
  public Look deserialize(DataInputView source) throws IOException {
    return of(sightings.deserialize(source));
  }

  @Override
  public Look deserialize(Look reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public Look createInstance() {
    throw new IllegalStateException("a look is never empty");
  }

  @Override
  public Look copy(Look from) {
    return from;
  }

  @Override
  public Look copy(Look from, Look reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<Look> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Look> {
    public Snapshot() {
      super(() -> new LookByItself());
    }
  }
}

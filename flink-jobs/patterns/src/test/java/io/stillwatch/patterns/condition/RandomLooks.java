package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Traffic;
import io.stillwatch.profiles.AccountSnapshot;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileLimits;
import io.stillwatch.profiles.Segment;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalSet;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Looks whose values are few and odd, so that conditions meet them, and their corners. */
final class RandomLooks {

  static final long[] WHOLES = {
    0,
    1,
    2,
    3,
    -1,
    -7,
    200,
    429,
    (1L << 53) + 1,
    1L << 53,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 1
  };

  static final double[] REALS = {
    0,
    0.25,
    0.5,
    1,
    2,
    -1,
    -1.5,
    200,
    1e300,
    9007199254740993.0,
    9.3e18,
    -9.3e18,
    9.223372036854775807e18,
    Double.MIN_VALUE
  };

  static final String[] TEXTS = {
    "", "a", "gpt", "gpt-4", "gpt-4-turbo", "модель", "😀x", "x😀", "a.b", "aaa", "\uD83D", "tab\t"
  };

  private RandomLooks() {}

  static Look of(Random random) {
    Facts.Builder facts = Facts.builder();
    for (Fact fact : Fact.values()) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      switch (fact.kind()) {
        case BOOL -> facts.truth(fact, random.nextBoolean());
        case INT -> facts.number(fact, WHOLES[random.nextInt(WHOLES.length)]);
        case DOUBLE -> facts.real(fact, REALS[random.nextInt(REALS.length)]);
        case TEXT -> facts.text(fact, TEXTS[random.nextInt(TEXTS.length)]);
        case MARK -> facts.mark(fact, true);
      }
    }
    Sighting sighting =
        new Sighting(
            TEXTS[random.nextInt(TEXTS.length)],
            "account",
            text(random),
            text(random),
            "x",
            1,
            Phase.EXCHANGE,
            0,
            0,
            facts.build(),
            SignalSet.EMPTY,
            LinkHashes.NONE);
    long clock = 1_750_000_000_000L;
    return new Look(
        sighting, clock, true, true, random.nextBoolean(), signals(random), account(random, clock));
  }

  private static @Nullable String text(Random random) {
    return random.nextInt(3) == 0 ? null : TEXTS[random.nextInt(TEXTS.length)];
  }

  private static SignalSet signals(Random random) {
    long[] values = new long[Traffic.CATALOG.width()];
    for (Signal signal : Traffic.CATALOG.all()) {
      values[signal.code()] =
          signal.kind() == Signal.Kind.SCORE
              ? Double.doubleToRawLongBits(random.nextInt(5) / 4.0)
              : WHOLES[random.nextInt(WHOLES.length)];
    }
    return SignalSet.of(values);
  }

  private static AccountSnapshot account(Random random, long clock) {
    double[][] values = new double[Horizon.values().length][Counter.values().length];
    for (double[] ofHorizon : values) {
      for (int i = 0; i < ofHorizon.length; i++) {
        ofHorizon[i] = Math.abs(REALS[random.nextInt(REALS.length)]);
      }
    }
    return new AccountSnapshot(
        clock - random.nextInt(3) * 3_600_000L,
        clock,
        random.nextInt(4),
        values,
        new double[] {surge(random), surge(random)},
        random.nextInt(3) == 0 ? null : Segment.values()[random.nextInt(Segment.values().length)]);
  }

  private static double surge(Random random) {
    return random.nextInt(3) == 0
        ? Double.NaN
        : Math.min(Math.abs(REALS[random.nextInt(REALS.length)]), ProfileLimits.SURGE_MAX);
  }
}

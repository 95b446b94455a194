package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingSignalsTest {

  private static final SignalCatalog CATALOG = Sightings.CATALOG;

  private final WaitingSignals waiting = new WaitingSignals(CATALOG);
  private final AccountProfile profile = AccountProfile.empty();
  private final int at = profile.append(Section.OPEN) + 16;

  @Test
  void everyPromptSignalThatFitsComesBackAsItWas() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      long[] values = new long[CATALOG.width()];
      for (Signal signal : CATALOG.all()) {
        if (signal.side() == Signal.Side.PROMPT && random.nextInt(3) > 0) {
          values[signal.code()] =
              signal.kind() == Signal.Kind.SCORE
                  ? Double.doubleToRawLongBits(random.nextInt(10_001) / 10_000.0)
                  : random.nextLong();
        }
      }
      waiting.write(profile, at, SignalSet.of(values.clone()));
      SignalSet back = waiting.merged(profile, at, SignalSet.EMPTY);
      int hashes = 0;
      int scores = 0;
      for (Signal signal : CATALOG.all()) {
        boolean score = signal.kind() == Signal.Kind.SCORE;
        boolean kept =
            signal.side() == Signal.Side.PROMPT
                && (score
                    ? scores++ < ProfileLimits.OPEN_SCORES_MAX
                    : hashes++ < ProfileLimits.OPEN_HASHES_MAX);
        assertEquals(
            kept ? values[signal.code()] : 0,
            back.raw(signal.code()),
            "seed 11, round " + round + ", " + signal.name());
      }
    }
  }

  @Test
  void whatTheResponseShowsItselfWins() {
    waiting.write(profile, at, Sightings.pair(7, 8));
    long[] own = new long[CATALOG.width()];
    own[CATALOG.code("pair")] = 9;
    own[CATALOG.code("reasoning_share")] = Double.doubleToRawLongBits(0.5);
    SignalSet merged = waiting.merged(profile, at, SignalSet.of(own));
    assertEquals(9, merged.hash(CATALOG.code("pair")));
    assertEquals(8, merged.hash(CATALOG.code("prompt")));
    assertEquals(0.5, merged.score(CATALOG.code("reasoning_share")));
  }

  @Test
  void onlySignalsOfThePromptTellThatItCameAlong() {
    assertTrue(waiting.anyIn(Sightings.pair(7, 8)));
    long[] own = new long[CATALOG.width()];
    own[CATALOG.code("refusal")] = Double.doubleToRawLongBits(1);
    assertFalse(waiting.anyIn(SignalSet.of(own)));
  }
}

package io.stillwatch.profiles;

import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;

/**
 * The signals of its prompt that a waiting request keeps for its response: which, and where in its
 * record.
 *
 * <pre>
 *   0  hashes   i64 x {@value ProfileLimits#OPEN_HASHES_MAX}   by code
 *      scores   u16 x {@value ProfileLimits#OPEN_SCORES_MAX}   by code, in ten-thousandths
 * </pre>
 *
 * <p>Signals are read with four decimals, so a score comes back as it was. Of prompt signals with
 * higher codes than fit, a response by itself shows nothing.
 */
final class WaitingSignals {

  static final int BYTES = 8 * ProfileLimits.OPEN_HASHES_MAX + 2 * ProfileLimits.OPEN_SCORES_MAX;

  private static final int SCORES_AT = 8 * ProfileLimits.OPEN_HASHES_MAX;
  private static final double STEPS = 10_000;

  private final int[] hashes;
  private final int[] scores;
  private final int width;

  WaitingSignals(SignalCatalog catalog) {
    hashes = codes(catalog, false, ProfileLimits.OPEN_HASHES_MAX);
    scores = codes(catalog, true, ProfileLimits.OPEN_SCORES_MAX);
    width = catalog.width();
  }

  private static int[] codes(SignalCatalog catalog, boolean score, int max) {
    return catalog.all().stream()
        .filter(signal -> signal.side() == Signal.Side.PROMPT)
        .filter(signal -> (signal.kind() == Signal.Kind.SCORE) == score)
        .mapToInt(Signal::code)
        .limit(max)
        .toArray();
  }

  /** Whether any of them is shown. */
  boolean anyIn(SignalSet signals) {
    return any(hashes, signals) || any(scores, signals);
  }

  private static boolean any(int[] codes, SignalSet signals) {
    for (int code : codes) {
      if (signals.raw(code) != 0) {
        return true;
      }
    }
    return false;
  }

  void write(AccountProfile profile, int at, SignalSet signals) {
    for (int i = 0; i < hashes.length; i++) {
      profile.putLong(at + 8 * i, signals.raw(hashes[i]));
    }
    for (int i = 0; i < scores.length; i++) {
      int steps = (int) Math.round(signals.score(scores[i]) * STEPS);
      profile.putByte(at + SCORES_AT + 2 * i, (byte) steps);
      profile.putByte(at + SCORES_AT + 2 * i + 1, (byte) (steps >>> 8));
    }
  }

  /** What was kept, and over it what the response shows itself. */
  SignalSet merged(AccountProfile profile, int at, SignalSet response) {
    long[] merged = new long[Math.max(response.length(), width)];
    for (int i = 0; i < hashes.length; i++) {
      merged[hashes[i]] = profile.getLong(at + 8 * i);
    }
    for (int i = 0; i < scores.length; i++) {
      int steps =
          (profile.getByte(at + SCORES_AT + 2 * i) & 0xff)
              | (profile.getByte(at + SCORES_AT + 2 * i + 1) & 0xff) << 8;
      merged[scores[i]] = steps == 0 ? 0 : Double.doubleToRawLongBits(steps / STEPS);
    }
    for (int code = 0; code < response.length(); code++) {
      if (response.raw(code) != 0) {
        merged[code] = response.raw(code);
      }
    }
    return SignalSet.of(merged);
  }
}

package io.stillwatch.profiles;

/**
 * Exponential decay by half-lives, the same on every machine.
 *
 * <p>{@code Math.exp} may differ in its last bit between processors, and a decision has to come out
 * the same wherever it is derived again; so the fraction of a half-life is looked up in a table
 * that {@link StrictMath} filled, and whole half-lives are exact powers of two.
 */
final class Decay {

  private static final int STEPS = 4096;
  private static final double[] FRACTION = new double[STEPS];

  static {
    for (int i = 0; i < STEPS; i++) {
      FRACTION[i] = StrictMath.pow(0.5, (double) i / STEPS);
    }
  }

  private Decay() {}

  /** What remains of 1 after so long. */
  static double factor(long elapsedMs, long halfLifeMs) {
    if (elapsedMs <= 0) {
      return 1;
    }
    long halves = elapsedMs / halfLifeMs;
    if (halves > 60) {
      return 0;
    }
    int step = (int) ((elapsedMs % halfLifeMs) * STEPS / halfLifeMs);
    return Math.scalb(FRACTION[step], (int) -halves);
  }
}

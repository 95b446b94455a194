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

  /**
   * What remains of 1 from one time to a later one.
   *
   * <p>Time goes in steps of a half-life, counted from the epoch: however often a counter is
   * brought up to date on the way, the steps add up to the same.
   */
  static double factor(long fromMs, long toMs, long halfLifeMs) {
    long steps = divide(toMs * STEPS, halfLifeMs) - divide(fromMs * STEPS, halfLifeMs);
    if (steps <= 0) {
      return 1;
    }
    long halves = steps / STEPS;
    return halves > 60 ? 0 : Math.scalb(FRACTION[(int) (steps % STEPS)], (int) -halves);
  }

  /** The same as {@code /}, of which six for each event took longer than all else of the decay. */
  static long divide(long value, long by) {
    if (value < 0) {
      return value / by;
    }
    long about = (long) ((double) value / by);
    long rest = value - about * by;
    return rest < 0 ? about - 1 : rest >= by ? about + 1 : about;
  }
}

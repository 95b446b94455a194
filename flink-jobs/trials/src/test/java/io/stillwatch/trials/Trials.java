package io.stillwatch.trials;

/** Runs a trial for many seeds and names the one that failed. */
final class Trials {

  /** What is tried with one seed. */
  @FunctionalInterface
  interface Trial {
    void run(long seed) throws Exception;
  }

  private Trials() {}

  static void forSeeds(int seeds, Trial trial) {
    for (long seed = 0; seed < seeds; seed++) {
      try {
        trial.run(seed);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}

package io.stillwatch.subscriber;

import java.util.Random;

/** Runs a trial for many seeds and names the seed that failed. */
final class Trials {

  private Trials() {}

  /** One trial. */
  @FunctionalInterface
  interface Trial {
    void run(Random random) throws Exception;
  }

  static void forSeeds(int seeds, Trial trial) {
    for (int seed = 0; seed < seeds; seed++) {
      try {
        trial.run(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}

package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecayTest {

  @Test
  void aQuotientIsTheSameAsThatOfTheDivision() {
    SplittableRandom random = new SplittableRandom(3);
    for (Horizon horizon : Horizon.ALL) {
      long by = horizon.halfLifeMs();
      for (int i = 0; i < 200_000; i++) {
        // Of any length, and often next to where the quotient steps.
        long value = random.nextLong() >> random.nextInt(Long.SIZE);
        same(value, by);
        same(value / by * by, by);
        same(value / by * by - 1, by);
      }
      same(Long.MAX_VALUE, by);
      same(Long.MIN_VALUE, by);
    }
  }

  private static void same(long value, long by) {
    assertEquals(value / by, Decay.divide(value, by), () -> value + " / " + by);
  }

  @Test
  void whatRemainsHalvesWithEachHalfLife() {
    long halfLife = Horizon.ALL[0].halfLifeMs();
    long from = 1_750_000_000_000L / halfLife * halfLife;
    assertEquals(1, Decay.factor(from, from, halfLife));
    assertEquals(0.5, Decay.factor(from, from + halfLife, halfLife));
    assertEquals(0.125, Decay.factor(from, from + 3 * halfLife, halfLife));
    assertEquals(0, Decay.factor(from, from + 61 * halfLife, halfLife));
  }
}

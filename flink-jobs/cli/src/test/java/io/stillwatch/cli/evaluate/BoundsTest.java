package io.stillwatch.cli.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Bounds against values that are known in closed form or printed in tables. */
class BoundsTest {

  @Test
  void withoutHitsTheUpperBoundIsTheRuleOfThree() {
    for (int of : new int[] {1, 10, 1_000, 1_000_000}) {
      assertEquals(1 - Math.pow(0.05, 1.0 / of), Bounds.upper(0, of), 1e-11);
    }
  }

  @Test
  void theUpperBoundIsExact() {
    assertEquals(0.3942, Bounds.upper(1, 10), 5e-5);
    assertEquals(0.1868580222, Bounds.upper(1_826, 10_119), 1e-9);
    assertEquals(1, Bounds.upper(10, 10));
    assertEquals(1, Bounds.upper(0, 0));
  }

  @Test
  void wilsonsIntervalStaysWithinZeroAndOne() {
    assertEquals(new Bounds.Interval(0, 1), Bounds.wilson(0, 0));
    assertEquals(new Bounds.Interval(0.6097, 1), Bounds.wilson(6, 6));
    assertEquals(new Bounds.Interval(0, 0.3903), Bounds.wilson(0, 6));
  }

  @Test
  void roundingIsHalfToEvenOnTheExactValue() {
    assertEquals(0.2, Bounds.rounded(0.25, 1));
    assertEquals(0.3, Bounds.rounded(0.35, 1));
    assertEquals(72.5, Bounds.rounded(72.5, 1));
  }
}

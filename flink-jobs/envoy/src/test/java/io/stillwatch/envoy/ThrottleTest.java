package io.stillwatch.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.envoy.Throttle.Outcome;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

  private final Throttle throttle = new Throttle(3);

  @Test
  void soManyRequestsAMinuteAreAdmittedAndTheNextIsToldWhen() {
    for (int i = 4; i >= 0; i--) {
      assertEquals(new Outcome(true, 5, i, i == 0 ? 12 : 0), throttle.draw("a", 5, 1_000));
    }
    assertEquals(new Outcome(false, 5, 0, 12), throttle.draw("a", 5, 1_000));
    assertEquals(new Outcome(false, 5, 0, 1), throttle.draw("a", 5, 12_999));
    assertTrue(throttle.draw("a", 5, 13_000).admitted());
    assertFalse(throttle.draw("a", 5, 13_000).admitted());
    assertTrue(throttle.draw("b", 5, 13_000).admitted(), "another account has another bucket");
  }

  @Test
  void inNoMinuteMoreThanTwiceTheLimitPassesHoweverRequestsCome() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Throttle one = new Throttle(10);
      int limit = 1 + random.nextInt(20);
      long now = 0;
      int admitted = 0;
      while (now < 600_000) {
        now += random.nextInt(random.nextBoolean() ? 100 : 20_000);
        admitted += one.draw("a", limit, now).admitted() ? 1 : 0;
      }
      // ten minutes, and the bucket that was full at the start
      assertTrue(admitted <= 11 * limit + 1, "seed " + seed + ": " + admitted + " of " + limit);
    }
  }

  @Test
  void timesMayBeNegative() {
    assertTrue(throttle.draw("a", 1, -200_000).admitted());
    assertFalse(throttle.draw("a", 1, -200_000).admitted());
    assertTrue(throttle.draw("a", 1, -140_000).admitted());
  }

  @Test
  void aDrawThatComesLateGivesNothingAway() {
    assertTrue(throttle.draw("a", 1, 100_000).admitted());
    assertFalse(throttle.draw("a", 1, 50_000).admitted());
    assertFalse(throttle.draw("a", 1, 100_001).admitted());
    assertTrue(throttle.draw("a", 1, 160_000).admitted());
  }

  @Test
  void aLimitThatIsTightenedHoldsAtOnce() {
    throttle.draw("a", 100, 0);
    assertEquals(1, throttle.draw("a", 2, 0).remaining());
  }

  @Test
  void whoIsSilentForTwoMinutesTakesNoMemory() {
    throttle.draw("a", 10, 0);
    throttle.draw("b", 10, 70_000);
    assertEquals(2, throttle.size());
    for (int i = 0; i < 10; i++) {
      assertTrue(throttle.draw("b", 10, 129_000).admitted());
    }
    throttle.draw("c", 10, 131_000);
    assertEquals(2, throttle.size(), "a is gone");
    assertFalse(throttle.draw("b", 10, 131_500).admitted(), "b is not, nor does it begin anew");
    assertEquals(2, throttle.size());
  }

  @Test
  void beyondTheLimitOfAccountsFurtherOnesAreNotThrottledButCounted() {
    for (int i = 0; i < 3; i++) {
      throttle.draw("a" + i, 1, 0);
    }
    assertEquals(0, throttle.unlimited());
    assertTrue(throttle.draw("a3", 1, 0).admitted());
    assertTrue(throttle.draw("a3", 1, 0).admitted());
    assertEquals(2, throttle.unlimited());
    assertFalse(throttle.draw("a0", 1, 0).admitted());
    assertEquals(3, throttle.size());
  }
}

package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HistogramTest {

  @Test
  void percentilesAreThoseOfTheSortedTimesToOnePartInSixteen() {
    Trials.forSeeds(
        50,
        random -> {
          Histogram histogram = new Histogram();
          long[] times = new long[1 + random.nextInt(500)];
          for (int i = 0; i < times.length; i++) {
            times[i] = random.nextLong(1L << random.nextInt(1, 40));
            histogram.add(times[i]);
          }
          Arrays.sort(times);
          Map<String, Long> counts = new HashMap<>();
          histogram.drainInto("t", counts);
          assertEquals(times.length, counts.get("t.count"));
          assertEquals(times[times.length - 1], counts.get("t.max"));
          for (int percent : new int[] {50, 90, 99}) {
            long exact = times[(int) Math.ceil(times.length * percent / 100.0) - 1];
            long told = counts.get("t.p" + percent);
            assertTrue(
                told >= exact && told <= exact + exact / 16,
                percent + ": " + told + " for " + exact);
          }
        });
  }

  @Test
  void itBeginsAnewAfterItWasAskedAndATimeBelowZeroIsNone() {
    Histogram histogram = new Histogram();
    histogram.add(-5);
    Map<String, Long> counts = new HashMap<>();
    histogram.drainInto("t", counts);
    assertEquals(Map.of("t.count", 1L, "t.p50", 0L, "t.p90", 0L, "t.p99", 0L, "t.max", 0L), counts);
    counts.clear();
    histogram.drainInto("t", counts);
    assertEquals(Map.of("t.count", 0L), counts);
  }

  @Test
  void theLongestTimeHasItsBucket() {
    Histogram histogram = new Histogram();
    histogram.add(Long.MAX_VALUE);
    Map<String, Long> counts = new HashMap<>();
    histogram.drainInto("t", counts);
    assertEquals(Long.MAX_VALUE, counts.get("t.p50"));
  }
}

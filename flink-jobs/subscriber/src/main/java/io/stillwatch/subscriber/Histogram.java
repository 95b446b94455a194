package io.stillwatch.subscriber;

import java.util.Arrays;
import java.util.Map;

/**
 * Counts of durations in buckets that grow with the duration: exact up to 16 ms, then to one part
 * in sixteen, so that its size does not depend on how many there were.
 */
final class Histogram {

  private static final int STEP_BITS = 4;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] buckets = new long[(Long.SIZE - STEP_BITS) * STEPS];
  private long count;
  private long max;

  /** Adds one; clocks of two machines may make it negative, which counts as none. */
  synchronized void add(long ms) {
    long time = Math.max(0, ms);
    buckets[bucket(time)]++;
    count++;
    max = Math.max(max, time);
  }

  synchronized void drainInto(String name, Map<String, Long> counts) {
    counts.put(name + ".count", count);
    if (count > 0) {
      counts.put(name + ".p50", percentile(0.50));
      counts.put(name + ".p90", percentile(0.90));
      counts.put(name + ".p99", percentile(0.99));
      counts.put(name + ".max", max);
    }
    Arrays.fill(buckets, 0);
    count = 0;
    max = 0;
  }

  /** The upper end of the bucket in which the percentile lies. */
  private long percentile(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= rank) {
        return Math.min(max, upperEnd(i));
      }
    }
    return max;
  }

  private static int bucket(long ms) {
    if (ms < STEPS) {
      return (int) ms;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(ms) - STEP_BITS;
    return (exponent + 1) * STEPS + (int) (ms >>> exponent) - STEPS;
  }

  private static long upperEnd(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int exponent = bucket / STEPS - 1;
    return ((long) (bucket % STEPS + STEPS + 1) << exponent) - 1;
  }
}

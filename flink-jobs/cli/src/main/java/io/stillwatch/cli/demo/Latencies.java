package io.stillwatch.cli.demo;

import java.util.Arrays;

/**
 * Latencies in milliseconds, kept one by one: a demonstration makes hundreds of actions, not
 * millions.
 */
final class Latencies {

  private static final int KEPT_MAX = 1_000_000;

  private long[] values = new long[256];
  private int size;

  void add(long ms) {
    if (size == KEPT_MAX) {
      return;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = ms;
  }

  int size() {
    return size;
  }

  /** The smallest value that a share of all do not exceed; -1 where there is none yet. */
  long quantile(double share) {
    if (size == 0) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
  }
}

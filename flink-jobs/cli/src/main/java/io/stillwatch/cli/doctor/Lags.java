package io.stillwatch.cli.doctor;

import java.util.Arrays;

/** How long after their own time events arrived; every so many of them, once there are too many. */
final class Lags {

  private static final int KEPT = 1 << 16;

  private final long[] kept = new long[KEPT];
  private int size;
  private long every = 1;
  private long seen;
  private long least = Long.MAX_VALUE;
  private long most = Long.MIN_VALUE;

  void add(long lagMs) {
    least = Math.min(least, lagMs);
    most = Math.max(most, lagMs);
    if (seen++ % every == 0) {
      if (size == KEPT) {
        for (int i = 0; i < KEPT / 2; i++) {
          kept[i] = kept[2 * i];
        }
        size = KEPT / 2;
        every *= 2;
      }
      kept[size++] = lagMs;
    }
  }

  boolean isEmpty() {
    return seen == 0;
  }

  /** Below which so large a part of them lies. */
  long quantileMs(double part) {
    long[] sorted = Arrays.copyOf(kept, size);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(size - 1L, (long) (part * size))];
  }

  /** Below zero where an event came before its own time. */
  long leastMs() {
    return least;
  }

  long mostMs() {
    return most;
  }
}

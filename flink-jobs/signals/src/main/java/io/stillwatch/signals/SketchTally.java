package io.stillwatch.signals;

import java.util.Arrays;

/**
 * Adds up the bits of distinct features: the working space of a SimHash (Charikar, 2002).
 *
 * <p>Sixty-four counters stand upright: plane {@code p} holds bit {@code p} of all of them, so
 * adding a feature to all counters at once takes a few operations and no loop over bits.
 */
final class SketchTally {

  private static final int SLOTS = 4 * SignalLimits.SKETCH_WORDS_MAX;
  private static final int PLANES =
      Integer.SIZE - Integer.numberOfLeadingZeros(SignalLimits.SKETCH_WORDS_MAX);

  private final long[] planes = new long[PLANES];
  private final long[] seen = new long[SLOTS];
  private final int[] seenIn = new int[SLOTS];
  private int text;
  private int count;

  void start() {
    Arrays.fill(planes, 0);
    count = 0;
    text++;
    if (text == 0) {
      Arrays.fill(seenIn, 0);
      text = 1;
    }
  }

  /** False once there is room for no more. */
  boolean hasRoom() {
    return count < SignalLimits.SKETCH_WORDS_MAX;
  }

  /** Adds a feature unless this text had it already; only while there is room. */
  void add(long feature) {
    int slot = (int) feature & (SLOTS - 1);
    while (seenIn[slot] == text) {
      if (seen[slot] == feature) {
        return;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    seenIn[slot] = text;
    seen[slot] = feature;
    count++;
    long carry = feature;
    for (int plane = 0; carry != 0; plane++) {
      long next = planes[plane] & carry;
      planes[plane] ^= carry;
      carry = next;
    }
  }

  int count() {
    return count;
  }

  /** A bit for each place where more than half of the features have one. */
  long majority() {
    long majority = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      int ones = 0;
      for (int plane = 0; plane < PLANES; plane++) {
        ones += (int) (planes[plane] >>> bit & 1) << plane;
      }
      if (ones * 2 > count) {
        majority |= 1L << bit;
      }
    }
    return majority;
  }
}

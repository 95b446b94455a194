package io.stillwatch.signals;

import java.util.Arrays;

/**
 * Adds up the bits of distinct features: the working space of a SimHash (Charikar, 2002).
 *
 * <p>Sixty-four counters stand upright: plane {@code p} holds bit {@code p} of all of them, so
 * adding a feature to all counters at once takes a few operations and no loop over bits. Features
 * are added four at a time, which carries into the higher planes a quarter as often.
 */
final class SketchTally {

  /** Twice as many as features, so that a free one is found soon. */
  private static final int SLOTS = 2 * SignalLimits.SKETCH_WORDS_MAX;

  private static final int PLANES =
      Integer.SIZE - Integer.numberOfLeadingZeros(SignalLimits.SKETCH_WORDS_MAX);

  private final long[] features = new long[SignalLimits.SKETCH_WORDS_MAX];

  /** By slot the place of a feature, counted on from text to text: older places are none. */
  private final int[] places = new int[SLOTS];

  private final long[] planes = new long[PLANES];
  private int firstPlace = 1;
  private int count;

  void start() {
    firstPlace += count;
    count = 0;
    if (firstPlace > Integer.MAX_VALUE - SignalLimits.SKETCH_WORDS_MAX) {
      Arrays.fill(places, 0);
      firstPlace = 1;
    }
  }

  /** False once there is room for no more. */
  boolean hasRoom() {
    return count < SignalLimits.SKETCH_WORDS_MAX;
  }

  /** Adds a feature unless this text had it already; only while there is room. */
  void add(long feature) {
    int slot = (int) feature & (SLOTS - 1);
    while (places[slot] >= firstPlace) {
      if (features[places[slot] - firstPlace] == feature) {
        return;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    places[slot] = firstPlace + count;
    features[count++] = feature;
  }

  int count() {
    return count;
  }

  /** A bit for each place where more than half of the features have one. */
  long majority() {
    sum();
    int half = count / 2;
    long more = 0;
    long equal = -1;
    for (int plane = PLANES - 1; plane >= 0; plane--) {
      if ((half >>> plane & 1) == 0) {
        more |= equal & planes[plane];
        equal &= ~planes[plane];
      } else {
        equal &= planes[plane];
      }
    }
    return more;
  }

  private void sum() {
    Arrays.fill(planes, 0);
    long ones = 0;
    long twos = 0;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      long a = features[i];
      long b = features[i + 1];
      long c = features[i + 2];
      long d = features[i + 3];
      long ab = a ^ b;
      long cd = c ^ d;
      long firstTwo = (a & b) | (ab & ones);
      ones ^= ab;
      long secondTwo = (c & d) | (cd & ones);
      ones ^= cd;
      long two = firstTwo ^ secondTwo;
      carry(2, (firstTwo & secondTwo) | (two & twos));
      twos ^= two;
    }
    planes[0] = ones;
    planes[1] = twos;
    for (; i < count; i++) {
      carry(0, features[i]);
    }
  }

  private void carry(int from, long bits) {
    long carry = bits;
    for (int plane = from; carry != 0; plane++) {
      long next = planes[plane] & carry;
      planes[plane] ^= carry;
      carry = next;
    }
  }
}

package io.stillwatch.patterns.condition;

import java.util.Arrays;
import java.util.function.LongToIntFunction;

/**
 * A set of whole numbers as ranges. Numbers with a fraction are counted through: {@link #place} is
 * rising, and one place stands for every NaN.
 */
final class Ranges implements Domain {

  static final Ranges NONE = new Ranges(new long[0]);
  static final Ranges ALL = of(Long.MIN_VALUE, Long.MAX_VALUE);
  static final Ranges NAN = of(place(Double.NaN), place(Double.NaN));
  static final Ranges REALS =
      of(place(Double.NEGATIVE_INFINITY), place(Double.POSITIVE_INFINITY)).or(NAN);

  /** First and last of each range, rising, with gaps between them. */
  private final long[] bounds;

  private Ranges(long[] bounds) {
    this.bounds = bounds;
  }

  static Ranges of(long first, long last) {
    return first > last ? NONE : new Ranges(new long[] {first, last});
  }

  static Ranges only(long value) {
    return of(value, value);
  }

  /** Where a number stands among all of them: -0.0 before 0.0, NaN behind infinity. */
  static long place(double value) {
    long bits = Double.doubleToLongBits(value);
    return bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
  }

  static double real(long place) {
    return Double.longBitsToDouble(place >= 0 ? place : place ^ Long.MAX_VALUE);
  }

  /**
   * The numbers of a range that stand so to a constant.
   *
   * @param sign how a number stands to the constant: below 0, 0 or above; never falls as numbers
   *     rise
   */
  static Ranges where(Order order, long first, long last, LongToIntFunction sign) {
    long equal = firstNotBelow(0, first, last, sign);
    long above = firstNotBelow(1, first, last, sign);
    boolean noneEqual = equal == last && sign.applyAsInt(last) < 0;
    boolean noneAbove = above == last && sign.applyAsInt(last) < 1;
    Ranges less = noneEqual ? of(first, last) : before(first, equal);
    Ranges more = noneAbove ? NONE : of(above, last);
    Ranges notMore = noneAbove ? of(first, last) : before(first, above);
    return switch (order) {
      case LESS -> less;
      case AT_MOST -> notMore;
      case MORE -> more;
      case AT_LEAST -> of(first, last).and(less.not());
      case EQUAL -> notMore.and(less.not());
      case UNEQUAL -> less.or(more);
    };
  }

  private static Ranges before(long first, long end) {
    return end == first ? NONE : of(first, end - 1);
  }

  /** The first number whose sign is at least this; the last of all where none is. */
  private static long firstNotBelow(int least, long first, long last, LongToIntFunction sign) {
    long low = first;
    long high = last;
    while (low < high) {
      // The mean, rounded down, without overflow.
      long middle = (low & high) + ((low ^ high) >> 1);
      if (sign.applyAsInt(middle) >= least) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public boolean isEmpty() {
    return bounds.length == 0;
  }

  @Override
  public int size() {
    return bounds.length / 2;
  }

  boolean contains(long value) {
    for (int i = 0; i < bounds.length; i += 2) {
      if (bounds[i] <= value && value <= bounds[i + 1]) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Ranges and(Domain other) {
    long[] with = ((Ranges) other).bounds;
    long[] both = new long[bounds.length + with.length];
    int count = 0;
    for (int i = 0, j = 0; i < bounds.length && j < with.length; ) {
      long first = Math.max(bounds[i], with[j]);
      long last = Math.min(bounds[i + 1], with[j + 1]);
      if (first <= last) {
        both[count++] = first;
        both[count++] = last;
      }
      if (bounds[i + 1] < with[j + 1]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return new Ranges(Arrays.copyOf(both, count));
  }

  Ranges or(Ranges other) {
    return not().and(other.not()).not();
  }

  @Override
  public Ranges not() {
    long[] gaps = new long[bounds.length + 2];
    int count = 0;
    long from = Long.MIN_VALUE;
    boolean open = true;
    for (int i = 0; i < bounds.length; i += 2) {
      if (bounds[i] > from) {
        gaps[count++] = from;
        gaps[count++] = bounds[i] - 1;
      }
      open = bounds[i + 1] < Long.MAX_VALUE;
      from = open ? bounds[i + 1] + 1 : from;
    }
    if (open) {
      gaps[count++] = from;
      gaps[count++] = Long.MAX_VALUE;
    }
    return new Ranges(Arrays.copyOf(gaps, count));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ranges ranges && Arrays.equals(bounds, ranges.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  @Override
  public String toString() {
    return Arrays.toString(bounds);
  }
}

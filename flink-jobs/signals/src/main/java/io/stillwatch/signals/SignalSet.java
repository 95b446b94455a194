package io.stillwatch.signals;

/**
 * The signals of one exchange: a value for each {@link Signal#code()}, 0 where there is none.
 * Immutable.
 *
 * <p>A mask says which codes have a value; the values stand without holes, in the order of codes,
 * in an array that may be that of a whole {@link Sighting}.
 */
public final class SignalSet {

  public static final SignalSet EMPTY = new SignalSet(0, new byte[0], 0);

  private final long mask;
  private final byte[] bytes;
  private final int at;

  SignalSet(long mask, byte[] bytes, int at) {
    this.mask = mask;
    this.bytes = bytes;
    this.at = at;
  }

  /** Index is the signal's code; there are no codes beyond {@link SignalLimits#CODE_MAX}. */
  public static SignalSet of(long[] values) {
    long mask = 0;
    for (int code = 0; code < values.length; code++) {
      mask |= values[code] == 0 ? 0 : bit(code);
    }
    byte[] bytes = new byte[Long.BYTES * Long.bitCount(mask)];
    int at = 0;
    for (long left = mask; left != 0; left &= left - 1, at += Long.BYTES) {
      Packed.putLong(bytes, at, values[Long.numberOfTrailingZeros(left)]);
    }
    return new SignalSet(mask, bytes, 0);
  }

  private static long bit(int code) {
    if (code > SignalLimits.CODE_MAX) {
      throw new IllegalArgumentException(
          "signal " + code + " has a code above " + SignalLimits.CODE_MAX);
    }
    return 1L << code;
  }

  /** Greater than any code that has a value. */
  public int length() {
    return Long.SIZE - Long.numberOfLeadingZeros(mask);
  }

  public long raw(int code) {
    long bit = 1L << code;
    return (mask & bit) == 0
        ? 0
        : Packed.getLong(bytes, at + Long.BYTES * Long.bitCount(mask & (bit - 1)));
  }

  /** These, and the other's where there is none. */
  SignalSet or(SignalSet other) {
    long[] both = new long[Math.max(length(), other.length())];
    for (int code = 0; code < both.length; code++) {
      both[code] = raw(code) == 0 ? other.raw(code) : raw(code);
    }
    return of(both);
  }

  public double score(int code) {
    return Double.longBitsToDouble(raw(code));
  }

  public long hash(int code) {
    return raw(code);
  }

  long mask() {
    return mask;
  }

  /** Writes the values and returns where they end. */
  int writeTo(byte[] target, int to) {
    int size = Long.BYTES * Long.bitCount(mask);
    System.arraycopy(bytes, at, target, to, size);
    return to + size;
  }
}

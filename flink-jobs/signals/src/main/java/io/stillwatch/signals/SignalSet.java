package io.stillwatch.signals;

/**
 * The signals of one exchange: a value for each {@link Signal#code()}, 0 where there is none.
 * Immutable.
 */
public final class SignalSet {

  public static final SignalSet EMPTY = new SignalSet(new long[0]);

  private final long[] values;

  private SignalSet(long[] values) {
    this.values = values;
  }

  /** Takes the array over; the caller keeps no hand on it. Index is the signal's code. */
  public static SignalSet of(long[] values) {
    return new SignalSet(values);
  }

  /** Length of the underlying table: greater than any code that has a value. */
  public int length() {
    return values.length;
  }

  public long raw(int code) {
    return code < values.length ? values[code] : 0;
  }

  /** These, and the other's where there is none. */
  SignalSet or(SignalSet other) {
    long[] both = new long[Math.max(values.length, other.values.length)];
    for (int code = 0; code < both.length; code++) {
      both[code] = raw(code) == 0 ? other.raw(code) : raw(code);
    }
    return new SignalSet(both);
  }

  public double score(int code) {
    return Double.longBitsToDouble(raw(code));
  }

  public long hash(int code) {
    return raw(code);
  }
}

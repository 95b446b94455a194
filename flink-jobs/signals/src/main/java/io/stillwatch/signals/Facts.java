package io.stillwatch.signals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a producer reported about an exchange: a sparse table of {@link Fact}s. Immutable.
 *
 * <p>A mask says which facts there are. Their values stand in one array of bytes, as they travel:
 * first numbers, truths and reals of 8 bytes, then texts as {@link PackedText}, both without holes,
 * in the order of the enum. A fact's place is the number of smaller facts of its kind that are
 * there. Most texts are never asked for, so that they become strings only when they are.
 */
public final class Facts {

  public static final Facts NONE = new Facts(0, new byte[0]);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long mask;
  private final byte[] values;

  private Facts(long mask, byte[] values) {
    this.mask = mask;
    this.values = values;
  }

  /**
   * Reads what {@link #copyTo} has written.
   *
   * @param mask what {@link #mask} told
   */
  public static Facts of(long mask, byte[] bytes, int at) {
    int end = at + textsAt(mask);
    for (int i = Long.bitCount(mask & Fact.TEXTS); i > 0; i--) {
      end = PackedText.end(bytes, end);
    }
    if (end > bytes.length || Fact.ALL.length < Long.SIZE - Long.numberOfLeadingZeros(mask)) {
      throw new IllegalArgumentException(
          "a mask of "
              + Long.toHexString(mask)
              + " does not go with "
              + (bytes.length - at)
              + " bytes of values");
    }
    return new Facts(mask, Arrays.copyOfRange(bytes, at, end));
  }

  public static Builder builder() {
    return new Builder();
  }

  public boolean has(Fact fact) {
    return (mask & fact.bit()) != 0;
  }

  /** A whole number; only where it is there. */
  public long number(Fact fact) {
    fact.mustBe(Fact.Kind.INT);
    return bits(fact);
  }

  /** Never NaN and never negative zero; only where it is there. */
  public double real(Fact fact) {
    fact.mustBe(Fact.Kind.DOUBLE);
    return Double.longBitsToDouble(bits(fact));
  }

  /** Only where it is there. */
  public boolean truth(Fact fact) {
    fact.mustBe(Fact.Kind.BOOL);
    return bits(fact) != 0;
  }

  /** A number, {@link Double#doubleToRawLongBits} of a real, 0 or 1; only where it is there. */
  public long bits(Fact fact) {
    if ((mask & fact.bit() & Fact.NUMBERS) == 0) {
      throw new IllegalStateException("nothing was reported of " + fact.path());
    }
    return (long)
        LONG.get(values, Long.BYTES * Long.bitCount(mask & Fact.NUMBERS & (fact.bit() - 1)));
  }

  /** Cut at {@link SignalLimits#FACT_CHARS_MAX}; null where it is not there. */
  public @Nullable String text(Fact fact) {
    fact.mustBe(Fact.Kind.TEXT);
    if (!has(fact)) {
      return null;
    }
    int at = textsAt(mask);
    for (long before = mask & Fact.TEXTS & (fact.bit() - 1); before != 0; before &= before - 1) {
      at = PackedText.end(values, at);
    }
    return PackedText.get(values, at);
  }

  /** These, and the other's where there is none. */
  Facts or(Facts other) {
    if ((other.mask & ~mask) == 0) {
      return this;
    }
    Builder both = builder();
    for (Fact fact : Fact.ALL) {
      Facts told = has(fact) ? this : other;
      if (told.has(fact)) {
        switch (fact.kind()) {
          case BOOL, INT, DOUBLE -> both.put(fact, told.bits(fact));
          case TEXT -> both.text(fact, told.text(fact));
          case MARK -> both.mark(fact, true);
        }
      }
    }
    return both.build();
  }

  // ---- for those who write them down

  public long mask() {
    return mask;
  }

  /** Bytes that the values take. */
  public int length() {
    return values.length;
  }

  public void copyTo(byte[] target, int at) {
    System.arraycopy(values, 0, target, at, values.length);
  }

  private static int textsAt(long mask) {
    return Long.BYTES * Long.bitCount(mask & Fact.NUMBERS);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Facts that && mask == that.mask && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(mask) * 31 + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder told = new StringBuilder("{");
    for (Fact fact : Fact.ALL) {
      if (has(fact)) {
        told.append(told.length() > 1 ? ", " : "").append(fact.path());
        switch (fact.kind()) {
          case BOOL -> told.append('=').append(truth(fact));
          case INT -> told.append('=').append(number(fact));
          case DOUBLE -> told.append('=').append(real(fact));
          case TEXT -> told.append('=').append(text(fact));
          case MARK -> {}
        }
      }
    }
    return told.append('}').toString();
  }

  /** Gathers facts in any order; what is null is not there. Each is told once. */
  public static final class Builder {

    private long mask;
    private final long[] numbers = new long[Fact.ALL.length];
    private final @Nullable String[] texts = new @Nullable String[Fact.ALL.length];

    private Builder() {}

    public Builder number(Fact fact, @Nullable Number value) {
      fact.mustBe(Fact.Kind.INT);
      return value == null ? this : put(fact, value.longValue());
    }

    /** What is not a number is not there. */
    public Builder real(Fact fact, @Nullable Double value) {
      fact.mustBe(Fact.Kind.DOUBLE);
      // Adding 0.0 makes one zero of the two that doubles have, so that equal reals have equal
      // bits.
      return value == null || value.isNaN()
          ? this
          : put(fact, Double.doubleToRawLongBits(value + 0.0));
    }

    public Builder truth(Fact fact, @Nullable Boolean value) {
      fact.mustBe(Fact.Kind.BOOL);
      return value == null ? this : put(fact, value ? 1 : 0);
    }

    /** Cut at {@link SignalLimits#FACT_CHARS_MAX}. */
    public Builder text(Fact fact, @Nullable String value) {
      fact.mustBe(Fact.Kind.TEXT);
      if (value != null) {
        mask |= fact.bit();
        texts[fact.ordinal()] = cut(value);
      }
      return this;
    }

    public Builder mark(Fact fact, boolean present) {
      fact.mustBe(Fact.Kind.MARK);
      mask |= present ? fact.bit() : 0;
      return this;
    }

    private Builder put(Fact fact, long bits) {
      mask |= fact.bit();
      numbers[fact.ordinal()] = bits;
      return this;
    }

    public Facts build() {
      if (mask == 0) {
        return NONE;
      }
      byte[] values = new byte[textsAt(mask) + textBytesMax()];
      int number = 0;
      int text = textsAt(mask);
      for (long rest = mask; rest != 0; rest &= rest - 1) {
        int at = Long.numberOfTrailingZeros(rest);
        String there = texts[at];
        if (there != null) {
          text = PackedText.put(values, text, there);
        } else if ((Fact.NUMBERS & (1L << at)) != 0) {
          LONG.set(values, number, numbers[at]);
          number += Long.BYTES;
        }
      }
      return new Facts(mask, Arrays.copyOf(values, text));
    }

    private int textBytesMax() {
      int sum = 0;
      for (long rest = mask & Fact.TEXTS; rest != 0; rest &= rest - 1) {
        String text = texts[Long.numberOfTrailingZeros(rest)];
        sum += text == null ? 0 : PackedText.bytesMax(text);
      }
      return sum;
    }

    private static String cut(String text) {
      int end = SignalLimits.FACT_CHARS_MAX;
      if (text.length() <= end) {
        return text;
      }
      return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
  }
}

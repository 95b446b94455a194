package io.stillwatch.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.NullMarked;

/**
 * Checks that bytes are UTF-8 in its one legal form: shortest encodings, no surrogates, nothing
 * above U+10FFFF.
 *
 * <p>Java and Avro replace bad bytes by U+FFFD without a word, so that two different ids could
 * become one.
 */
@NullMarked
public final class Utf8Text {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8Text() {}

  /** Whether bytes[from, to) are well formed. */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      // Most text is ASCII: eight bytes at a time.
      while (i + 8 <= to && ((long) LONG.get(bytes, i) & HIGH_BITS) == 0) {
        i += 8;
      }
      if (i == to) {
        return true;
      }
      int length = sequence(bytes, i, to);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }

  /**
   * The length of the sequence that starts at i, or 0 when it is not legal. The ranges are table
   * 3-7 of Unicode.
   */
  private static int sequence(byte[] bytes, int i, int to) {
    int first = bytes[i] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xC2 || first > 0xF4) {
      return 0;
    }
    if (first < 0xE0) {
      return i + 2 <= to && follows(bytes[i + 1], 0x80, 0xBF) ? 2 : 0;
    }
    if (first < 0xF0) {
      int low = first == 0xE0 ? 0xA0 : 0x80;
      int high = first == 0xED ? 0x9F : 0xBF;
      return i + 3 <= to && follows(bytes[i + 1], low, high) && follows(bytes[i + 2], 0x80, 0xBF)
          ? 3
          : 0;
    }
    int low = first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xF4 ? 0x8F : 0xBF;
    return i + 4 <= to
            && follows(bytes[i + 1], low, high)
            && follows(bytes[i + 2], 0x80, 0xBF)
            && follows(bytes[i + 3], 0x80, 0xBF)
        ? 4
        : 0;
  }

  private static boolean follows(byte b, int low, int high) {
    int value = b & 0xFF;
    return value >= low && value <= high;
  }
}

package io.stillwatch.signals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and texts inside an array of bytes, little endian.
 *
 * <p>A text is four bytes and then its characters. The four bytes are its length twice, plus 1
 * where a character needs two bytes, or -1 for no text.
 */
final class Packed {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int NONE = -1;
  private static final int TEXT_AT = Integer.BYTES;

  private Packed() {}

  static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  /** As many bytes as a text takes at most. */
  static int room(@Nullable String text) {
    return TEXT_AT + (text == null ? 0 : 2 * text.length());
  }

  /** Writes a text, for which there must be room, and returns where it ends. */
  static int putText(byte[] bytes, int at, @Nullable String text) {
    if (text == null) {
      putInt(bytes, at, NONE);
      return at + TEXT_AT;
    }
    int length = text.length();
    int seen = 0;
    for (int i = 0, to = at + TEXT_AT; i < length; i++, to++) {
      char c = text.charAt(i);
      seen |= c;
      bytes[to] = (byte) c;
    }
    if (seen <= 0xff) {
      putInt(bytes, at, length << 1);
      return at + TEXT_AT + length;
    }
    return putWide(bytes, at, text);
  }

  private static int putWide(byte[] bytes, int at, String text) {
    putInt(bytes, at, text.length() << 1 | 1);
    int to = at + TEXT_AT;
    for (int i = 0; i < text.length(); i++, to += 2) {
      bytes[to] = (byte) (text.charAt(i) >>> 8);
      bytes[to + 1] = (byte) text.charAt(i);
    }
    return to;
  }

  static @Nullable String getText(byte[] bytes, int at) {
    int head = getInt(bytes, at);
    if (head == NONE) {
      return null;
    }
    int length = head >>> 1;
    if ((head & 1) == 0) {
      return new String(bytes, at + TEXT_AT, length, StandardCharsets.ISO_8859_1);
    }
    // By character and not by charset: half a surrogate pair has to come back as it was.
    char[] characters = new char[length];
    for (int i = 0, from = at + TEXT_AT; i < length; i++, from += 2) {
      characters[i] = (char) ((bytes[from] << 8) | (bytes[from + 1] & 0xff));
    }
    return new String(characters);
  }

  /** Where the text ends. */
  static int afterText(byte[] bytes, int at) {
    int head = getInt(bytes, at);
    return at + TEXT_AT + (head == NONE ? 0 : (head >>> 1) << (head & 1));
  }
}

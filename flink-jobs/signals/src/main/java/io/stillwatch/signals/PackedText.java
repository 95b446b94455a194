package io.stillwatch.signals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A text inside somebody else's bytes: a number of four bytes, which is its length twice, plus 1
 * where a character needs two bytes; then its characters. The same text is always the same bytes.
 */
public final class PackedText {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private PackedText() {}

  /** Room that is always enough for it. */
  public static int bytesMax(String text) {
    return Integer.BYTES + 2 * text.length();
  }

  /** Writes it and returns where it ends. */
  public static int put(byte[] bytes, int at, String text) {
    int length = text.length();
    int from = at + Integer.BYTES;
    int seen = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      seen |= c;
      bytes[from + i] = (byte) c;
    }
    if (seen > 0xff) {
      return putWide(bytes, at, text);
    }
    INT.set(bytes, at, length << 1);
    return from + length;
  }

  private static int putWide(byte[] bytes, int at, String text) {
    INT.set(bytes, at, text.length() << 1 | 1);
    int next = at + Integer.BYTES;
    for (int i = 0; i < text.length(); i++) {
      bytes[next++] = (byte) (text.charAt(i) >>> 8);
      bytes[next++] = (byte) text.charAt(i);
    }
    return next;
  }

  /** Where the text that begins here ends. */
  public static int end(byte[] bytes, int at) {
    int head = (int) INT.get(bytes, at);
    return at + Integer.BYTES + ((head >>> 1) << (head & 1));
  }

  /** The text that begins here. */
  public static String get(byte[] bytes, int at) {
    int head = (int) INT.get(bytes, at);
    int from = at + Integer.BYTES;
    int length = head >>> 1;
    return (head & 1) == 0
        ? new String(bytes, from, length, StandardCharsets.ISO_8859_1)
        : getWide(bytes, from, length);
  }

  /** By character and not by charset: half a surrogate pair has to come back as it was. */
  private static String getWide(byte[] bytes, int from, int length) {
    char[] characters = new char[length];
    for (int i = 0; i < length; i++) {
      int at = from + 2 * i;
      characters[i] = (char) ((bytes[at] << 8) | (bytes[at + 1] & 0xff));
    }
    return new String(characters);
  }
}

package io.stillwatch.patterns.operator;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way in or out of Flink's buffers, which take and give it whole: byte by byte
 * they would cost more than all that is done with it.
 *
 * <p>A text is its length twice, plus 1 where a character needs two bytes, or -1 for none; then its
 * characters. Used again for the next record; belongs to one thread.
 */
final class RecordBytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1024];
  private int at;

  // ---- out

  RecordBytes begin() {
    at = 0;
    return this;
  }

  void writeTo(DataOutputView target) throws IOException {
    target.writeInt(at);
    target.write(bytes, 0, at);
  }

  void putByte(int value) {
    reserve(1);
    bytes[at++] = (byte) value;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, at, value);
    at += Long.BYTES;
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void putText(@Nullable String text) {
    if (text == null) {
      putInt(-1);
      return;
    }
    int length = text.length();
    reserve(Integer.BYTES + 2 * length);
    int from = at + Integer.BYTES;
    int seen = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      seen |= c;
      bytes[from + i] = (byte) c;
    }
    if (seen <= 0xff) {
      putInt(length << 1);
      at += length;
    } else {
      putWide(text);
    }
  }

  private void putWide(String text) {
    putInt(text.length() << 1 | 1);
    for (int i = 0; i < text.length(); i++) {
      bytes[at++] = (byte) (text.charAt(i) >>> 8);
      bytes[at++] = (byte) text.charAt(i);
    }
  }

  private void putInt(int value) {
    reserve(Integer.BYTES);
    INT.set(bytes, at, value);
    at += Integer.BYTES;
  }

  private void reserve(int size) {
    if (at + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + size));
    }
  }

  // ---- in

  RecordBytes readFrom(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length > bytes.length) {
      bytes = new byte[Math.max(2 * bytes.length, length)];
    }
    source.readFully(bytes, 0, length);
    at = 0;
    return this;
  }

  int getByte() {
    return bytes[at++];
  }

  long getLong() {
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  /** A text that is always there. */
  String getText() {
    String text = getNullable();
    if (text == null) {
      throw new IllegalStateException("a record without a text that it has to have");
    }
    return text;
  }

  @Nullable String getNullable() {
    int head = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    if (head < 0) {
      return null;
    }
    int length = head >>> 1;
    return (head & 1) == 0 ? getNarrow(length) : getWide(length);
  }

  private String getNarrow(int length) {
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    at += length;
    return text;
  }

  /** By character and not by charset: half a surrogate pair has to come back as it was. */
  private String getWide(int length) {
    char[] characters = new char[length];
    for (int i = 0; i < length; i++, at += 2) {
      characters[i] = (char) ((bytes[at] << 8) | (bytes[at + 1] & 0xff));
    }
    return new String(characters);
  }
}

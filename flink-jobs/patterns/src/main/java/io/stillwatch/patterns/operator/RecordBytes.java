package io.stillwatch.patterns.operator;

import io.stillwatch.signals.Facts;
import io.stillwatch.signals.PackedText;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way in or out of Flink's buffers, which take and give it whole: byte by byte
 * they would cost more than all that is done with it.
 *
 * <p>A text is a {@link PackedText}, or -1 for none. Used again for the next record; belongs to one
 * thread.
 */
final class RecordBytes {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[1024];
  private int at;
  private int length;

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
    reserve(PackedText.bytesMax(text));
    at = PackedText.put(bytes, at, text);
  }

  void putFacts(Facts facts) {
    putLong(facts.mask());
    reserve(facts.length());
    facts.copyTo(bytes, at);
    at += facts.length();
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
    length = source.readInt();
    if (length > bytes.length) {
      bytes = new byte[Math.max(2 * bytes.length, length)];
    }
    source.readFully(bytes, 0, length);
    at = 0;
    return this;
  }

  /** All of it was read, and nothing that an earlier one left behind it. */
  void end() throws IOException {
    if (at != length) {
      throw new IOException(
          "a record of "
              + length
              + " bytes, of which "
              + at
              + " were read: another version wrote it; start from a savepoint of this one");
    }
  }

  /** Whether something of the record is left to be read. */
  boolean more() {
    return at < length;
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
    if ((int) INT.get(bytes, at) < 0) {
      at += Integer.BYTES;
      return null;
    }
    String text = PackedText.get(bytes, at);
    at = PackedText.end(bytes, at);
    return text;
  }

  Facts getFacts() {
    Facts facts = Facts.of(getLong(), bytes, at);
    at += facts.length();
    return facts;
  }
}

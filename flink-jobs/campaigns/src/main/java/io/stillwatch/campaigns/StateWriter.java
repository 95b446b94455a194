package io.stillwatch.campaigns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Packs a state value of this room: big-endian, numbers as short as they are small. */
final class StateWriter {

  private byte[] bytes = new byte[192];
  private int length;

  void u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void u16(int value) {
    u8(value >>> 8);
    u8(value);
  }

  void i64(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  /** Zigzag, seven bits a byte, the lowest first. */
  void number(long value) {
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      u8((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    u8((int) rest);
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    bytes(utf8);
  }

  void bytes(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}

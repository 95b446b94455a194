package io.stillwatch.campaigns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link StateWriter} packed, and never beyond it. */
final class StateReader {

  private final byte[] bytes;
  private final String what;
  private int at;

  /**
   * Begins to read.
   *
   * @param what the bytes are, for the message when they are damaged
   */
  StateReader(byte[] bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  int u8() {
    need(1);
    return Byte.toUnsignedInt(bytes[at++]);
  }

  /** A byte that is no greater. */
  int upTo(int max, String name) {
    int value = u8();
    if (value > max) {
      throw damaged(value + " " + name + ", more than " + max);
    }
    return value;
  }

  int u16() {
    return u8() << 8 | u8();
  }

  long i64() {
    need(Long.BYTES);
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | Byte.toUnsignedInt(bytes[at++]);
    }
    return value;
  }

  long[] hashes(int count) {
    need(count * Long.BYTES);
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = i64();
    }
    return hashes;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw damaged("a number has no end");
  }

  String text() {
    long length = number();
    if (length < 0 || length > bytes.length - at) {
      throw damaged("a text of " + length + " bytes, " + (bytes.length - at) + " are left");
    }
    String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  byte[] bytes(int count) {
    need(count);
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  /** Nothing may follow. */
  void end() {
    if (at != bytes.length) {
      throw damaged((bytes.length - at) + " bytes follow its end");
    }
  }

  IllegalArgumentException damaged(String why) {
    return new IllegalArgumentException(
        "the stored " + what + " is damaged at byte " + at + " of " + bytes.length + ": " + why);
  }

  private void need(int count) {
    if (count > bytes.length - at) {
      throw damaged("it ends where " + count + " bytes more are due");
    }
  }
}

package io.stillwatch.signals;

/**
 * SipHash-2-4 fed piece by piece, reusable and thread-confined.
 *
 * <p>A hash that nobody without the key can predict or collide on purpose (Aumasson and Bernstein,
 * 2012), short enough to stand here in full rather than as a dependency inside inference servers.
 */
final class SipHash {

  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long pending;
  private int length;

  SipHash start(HashKey key) {
    v0 = key.k0() ^ 0x736f6d6570736575L;
    v1 = key.k1() ^ 0x646f72616e646f6dL;
    v2 = key.k0() ^ 0x6c7967656e657261L;
    v3 = key.k1() ^ 0x7465646279746573L;
    pending = 0;
    length = 0;
    return this;
  }

  SipHash add(byte value) {
    pending |= (value & 0xffL) << ((length & 7) << 3);
    length++;
    if ((length & 7) == 0) {
      compress(pending);
      pending = 0;
    }
    return this;
  }

  /** Adds eight bytes, the lowest first. */
  SipHash add(long value) {
    int shift = (length & 7) << 3;
    if (shift == 0) {
      compress(value);
    } else {
      compress(pending | (value << shift));
      pending = value >>> (64 - shift);
    }
    length += Long.BYTES;
    return this;
  }

  /**
   * Adds the UTF-8 bytes of a text; a lone surrogate counts as {@code ?}, as Java's encoder has it.
   */
  SipHash add(CharSequence text) {
    int chars = text.length();
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        add((byte) c);
      } else if (c < 0x800) {
        add((byte) (0xc0 | c >> 6)).addTail(c);
      } else if (!Character.isSurrogate(c)) {
        add((byte) (0xe0 | c >> 12)).addTail(c >> 6).addTail(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < chars
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        int point = Character.toCodePoint(c, text.charAt(i));
        add((byte) (0xf0 | point >> 18)).addTail(point >> 12).addTail(point >> 6).addTail(point);
      } else {
        add((byte) '?');
      }
    }
    return this;
  }

  long end() {
    compress(pending | (long) length << 56);
    v2 ^= 0xff;
    round();
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /** The hash, with 1 in place of 0: 0 means "none" wherever hashes are kept. */
  long endNonZero() {
    long hash = end();
    return hash == 0 ? 1 : hash;
  }

  /** Adds a continuation byte of UTF-8. */
  private SipHash addTail(int bits) {
    return add((byte) (0x80 | (bits & 0x3f)));
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}

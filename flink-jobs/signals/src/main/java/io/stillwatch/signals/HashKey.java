package io.stillwatch.signals;

/**
 * The 128-bit secret under which what an account sent is kept as hashes, never as itself
 * (SipHash-2-4).
 *
 * <p>Every part of a deployment that reads signals, sidecars too, needs the same key: hashes under
 * different keys never meet. {@link HashKeys} has what is done about that when it is changed.
 */
public final class HashKey {

  private static final int HEX_DIGITS = 32;

  /** The all-zero key: for hashes that anyone may compute again. Keeps nothing secret. */
  public static final HashKey PUBLIC = new HashKey(0, 0);

  private final long k0;
  private final long k1;

  private HashKey(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /**
   * A key from its written form.
   *
   * @param hex the 16 bytes of the key, in order, as 32 hexadecimal digits
   */
  public static HashKey fromHex(String hex) {
    if (hex.length() != HEX_DIGITS) {
      throw new IllegalArgumentException(
          "hash key must be "
              + HEX_DIGITS
              + " hexadecimal digits (16 bytes), but has "
              + hex.length()
              + " characters; make one with: openssl rand -hex 16");
    }
    long first = 0;
    long second = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = Character.digit(hex.charAt(i), 16);
      if (digit < 0 || hex.charAt(i) > 'f') {
        throw new IllegalArgumentException(
            "hash key has a character at position "
                + (i + 1)
                + " that is not a hexadecimal digit; make a key with: openssl rand -hex 16");
      }
      if (i < HEX_DIGITS / 2) {
        first = first << 4 | digit;
      } else {
        second = second << 4 | digit;
      }
    }
    return new HashKey(Long.reverseBytes(first), Long.reverseBytes(second));
  }

  /**
   * Turns a public hash into one under this key. 0, which means "none", stays 0; nothing else
   * becomes 0.
   */
  public long seal(long hash) {
    return hash == 0 ? 0 : new SipHash().start(this).add(hash).endNonZero();
  }

  /** Hash of the UTF-8 bytes of a text. */
  public long hash(CharSequence text) {
    return new SipHash().start(this).add(text).end();
  }

  public long hash(byte[] bytes) {
    SipHash hash = new SipHash().start(this);
    for (byte b : bytes) {
      hash.add(b);
    }
    return hash.end();
  }

  long k0() {
    return k0;
  }

  long k1() {
    return k1;
  }

  /** Says nothing of the key, which must not reach a log. */
  @Override
  public String toString() {
    return this == PUBLIC ? "HashKey[public]" : "HashKey[secret]";
  }
}

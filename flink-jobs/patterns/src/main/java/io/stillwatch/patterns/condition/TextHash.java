package io.stillwatch.patterns.condition;

/** A text as 64 bits: equal texts share it, and different ones as good as never. */
final class TextHash {

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private TextHash() {}

  static long of(String text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FACTOR;
      hash ^= hash >>> 32;
    }
    // The finaliser of MurmurHash3, so that near texts do not have near hashes.
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return hash ^ (hash >>> 33);
  }
}

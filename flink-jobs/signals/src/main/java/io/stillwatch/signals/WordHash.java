package io.stillwatch.signals;

/**
 * Hashes runs of words: public, fast, and good enough to tell apart what nobody made collide.
 *
 * <p>Words are hashes already, so a step is one multiplication. What leaves the reader is sealed
 * with the deployment's key, so these values are seen by nobody.
 */
final class WordHash {

  static final long START = 0x9E3779B97F4A7C15L;

  private static final long STEP = 0xD6E8FEB86659FD93L;

  private WordHash() {}

  static long step(long running, long word) {
    long next = (running ^ word) * STEP;
    return next ^ next >>> 32;
  }

  /** Spreads a hash over all bits (MurmurHash3's finaliser). */
  static long mixed(long hash) {
    long h = hash;
    h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
    return h ^ h >>> 33;
  }

  /** The hash, with 1 in place of 0: 0 means "none" wherever hashes are kept. */
  static long end(long running) {
    long hash = mixed(running);
    return hash == 0 ? 1 : hash;
  }
}

package io.stillwatch.signals;

/**
 * Turns words into the features of a sketch under a deployment's key, fast.
 *
 * <p>A sketch keeps its nearness only while it is not sealed, so what goes into it is keyed
 * instead: without the key nobody can compute a text's sketch or guess words from one. The two
 * constants come from the key by SipHash and do not tell it.
 */
final class FeatureKey {

  static final FeatureKey PUBLIC = new FeatureKey(HashKey.PUBLIC);

  private final long mask;
  private final long factor;

  FeatureKey(HashKey key) {
    mask = key.hash("sketch mask");
    factor = key.hash("sketch factor") | 1;
  }

  long of(long word) {
    return WordHash.mixed((word ^ mask) * factor);
  }
}

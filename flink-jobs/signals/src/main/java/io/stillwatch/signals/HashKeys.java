package io.stillwatch.signals;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key of a deployment and, while it is changed for another, that other beside it.
 *
 * <p>Everything is hashed under the first. What people may have written down by its hash, a card or
 * a network, is told under both, so that an exception from before the change still meets whom it
 * covers, and one from after it covers what was decided before.
 *
 * @param beside null but in a rotation
 */
public record HashKeys(HashKey key, @Nullable HashKey beside) {

  /** In use by itself. */
  public static HashKeys of(HashKey key) {
    return new HashKeys(key, null);
  }

  /**
   * Keys as they stand in a file.
   *
   * @param text a key, and in a rotation the other one on the next line
   * @throws IllegalArgumentException if it is anything else
   */
  public static HashKeys read(String text) {
    List<HashKey> keys = text.lines().map(String::strip).map(HashKey::fromHex).toList();
    if (keys.size() == 1) {
      return of(keys.get(0));
    }
    if (keys.size() == 2) {
      return new HashKeys(keys.get(0), keys.get(1));
    }
    throw new IllegalArgumentException(
        "there are "
            + keys.size()
            + " hash keys; give one, and in a rotation the other one on a second line");
  }
}

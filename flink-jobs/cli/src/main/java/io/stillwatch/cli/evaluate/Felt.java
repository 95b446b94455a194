package io.stillwatch.cli.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of action does to the exchanges of its subject.
 *
 * <p>SUSPEND and CHALLENGE stop all, THROTTLE lets some through, DEGRADE counts half; OBSERVE and
 * WATERMARK stop nothing and nobody feels them.
 */
enum Felt {
  SUSPEND(4),
  CHALLENGE(3),
  THROTTLE(2),
  DEGRADE(1);

  private static final List<String> UNFELT = List.of("OBSERVE", "WATERMARK");

  private final int strength;

  Felt(int strength) {
    this.strength = strength;
  }

  int strength() {
    return strength;
  }

  /** Null for a kind that stops nothing. */
  static @Nullable Felt of(String kind) {
    for (Felt felt : values()) {
      if (felt.name().equals(kind)) {
        return felt;
      }
    }
    return null;
  }

  /** Whether an action of this kind counts as having found its subject. */
  static boolean counts(String kind, boolean alerts) {
    return of(kind) != null || (alerts && UNFELT.contains(kind));
  }
}

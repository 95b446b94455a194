package io.stillwatch.subscriber;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When something is to be done again, by a clock that nobody sets: by the wall's, set back by an
 * hour, it would not be done for an hour. Thread-confined.
 */
final class Rhythm {

  private final LongSupplier nanos;
  private boolean begun;
  private long lastAt;

  Rhythm(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether it is time; if so, it counts as done. */
  boolean isDue(Duration every) {
    long now = nanos.getAsLong();
    if (begun && now - lastAt < every.toNanos()) {
      return false;
    }
    begun = true;
    lastAt = now;
    return true;
  }
}

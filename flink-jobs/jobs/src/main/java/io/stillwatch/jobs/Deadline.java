package io.stillwatch.jobs;

import java.time.Duration;

/**
 * Until when who has more to do waits.
 *
 * @param within how long that was when it began, for messages
 * @param endNs when it ends, by {@link System#nanoTime}
 */
record Deadline(Duration within, long endNs) {

  static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  static Deadline in(Duration within) {
    return new Deadline(within, System.nanoTime() + within.toNanos());
  }

  /** What is left, nothing where it has passed. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, endNs - System.nanoTime()));
  }

  /** What is left, and so much at most. */
  Duration left(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }
}

package io.stillwatch.cli.demo;

import java.time.Duration;
import java.time.Instant;

/**
 * How much simulated traffic of which seed, and from when on.
 *
 * @param start the simulated time of the first event
 */
public record TrafficPlan(
    long seed, int eventsPerSecond, Duration duration, int accounts, Instant start) {

  /** Fewer events than these leave no honest traffic around three campaigns. */
  public static final long EVENTS_MIN = 15_000;

  public static final int RATE_MAX = 20_000;
  public static final int ACCOUNTS = 2_000;
  public static final int ACCOUNTS_MIN = 500;
  public static final Duration DURATION_MIN = Duration.ofSeconds(5);
  public static final Duration DURATION_MAX = Duration.ofHours(24);

  public TrafficPlan {
    if (eventsPerSecond < 1 || eventsPerSecond > RATE_MAX) {
      throw new IllegalArgumentException("rate must be from 1 to " + RATE_MAX + " events/s");
    }
    if (duration.compareTo(DURATION_MIN) < 0 || duration.compareTo(DURATION_MAX) > 0) {
      throw new IllegalArgumentException("duration must be from 5s to 24h");
    }
    if (eventsPerSecond * duration.toMillis() / 1000 < EVENTS_MIN) {
      throw new IllegalArgumentException(
          "rate times duration must be at least "
              + EVENTS_MIN
              + " events to show campaigns among honest traffic");
    }
    if (accounts < ACCOUNTS_MIN) {
      throw new IllegalArgumentException("accounts must be at least " + ACCOUNTS_MIN);
    }
  }

  /** The same amount of other traffic. */
  public TrafficPlan withSeed(long other) {
    return new TrafficPlan(other, eventsPerSecond, duration, accounts, start);
  }

  /** The same traffic at another time. */
  TrafficPlan from(Instant other) {
    return new TrafficPlan(seed, eventsPerSecond, duration, accounts, other);
  }
}

package io.stillwatch.subscriber;

import java.time.Duration;

/** The limits and rhythms of a subscriber, in one place. */
public final class SubscriberLimits {

  /** Rows kept back because nobody knows their schema yet; beyond it the oldest is given up. */
  public static final int KEPT_BACK_MAX = 10_000;

  /** How often rows that were kept back are tried again. */
  static final Duration RETRY_EVERY = Duration.ofSeconds(1);

  /** How often rows whose time is over are forgotten, and new partitions are looked for. */
  static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  /** How long one poll waits for rows; also how long closing can take. */
  static final Duration POLL = Duration.ofMillis(200);

  /** The pause after a failure of Kafka before it is tried again. */
  static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);

  /** How long closing waits for the reader's thread. */
  static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private SubscriberLimits() {}
}

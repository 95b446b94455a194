package io.stillwatch.subscriber;

import java.time.Duration;

/** The limits and rhythms of a subscriber, in one place. */
public final class SubscriberLimits {

  /** Records kept back because nobody knows their schema yet; beyond it the oldest is given up. */
  public static final int KEPT_BACK_MAX = 10_000;

  /** What those may take together. */
  static final int KEPT_BACK_BYTES_MAX = 64 << 20;

  /** Schemas of other releases that are kept; more than that is not evolution but a flood. */
  static final int FOREIGN_SCHEMAS_BYTES_MAX = 2 << 20;

  /** Longest schema that is parsed. Ours are under 10 KiB. */
  static final int SCHEMA_BYTES_MAX = 256 << 10;

  /** Values that rows share; beyond it the sharing begins anew. */
  static final int POOLED_MAX = 10_000;

  /** Links of a row that exceptions are looked up for: as many as the engine writes. */
  static final int LINKS_MAX = 36;

  /**
   * How long an exception is remembered after its end. An action holds for 90 days at most, so
   * after that nothing from before the end can be in force.
   */
  static final Duration EXCEPTION_REMEMBERED = Duration.ofDays(100);

  /** How long a row is remembered after its end: the clock may have been ahead. */
  static final Duration REMEMBERED_AFTER_END = Duration.ofHours(1);

  /** How often a record is tried that ends in an error, such as too little memory. */
  static final int TRIES_MAX = 5;

  /** How often records that were kept back are tried again. */
  static final Duration RETRY_EVERY = Duration.ofSeconds(1);

  /** How often rows whose time is over are forgotten, and new partitions are looked for. */
  static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  /** How often the broker is asked how far the topics go, to know how old the table is. */
  static final Duration PROBE_EVERY = Duration.ofSeconds(1);

  /** After how long it is asked again for an end that was not reached. */
  static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);

  /** How long that question may take: rows wait meanwhile. */
  static final Duration PROBE_MAX = Duration.ofSeconds(2);

  /** How long the broker may take to say which partitions a topic has. */
  static final Duration TOPIC_MAX = Duration.ofSeconds(5);

  /** How long one poll waits for rows; also how long closing can take. */
  static final Duration POLL = Duration.ofMillis(200);

  /** The pause after a failure of Kafka before it is tried again. */
  static final Duration PAUSE_AFTER_TROUBLE = Duration.ofSeconds(1);

  /** How long closing waits for the reader's thread. */
  static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  /** How often a subscriber acknowledges on the status topic, unless it says otherwise. */
  public static final Duration ACKNOWLEDGE_EVERY = Duration.ofSeconds(5);

  private SubscriberLimits() {}
}

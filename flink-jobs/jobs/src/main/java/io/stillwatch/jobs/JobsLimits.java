package io.stillwatch.jobs;

import java.time.Duration;

/** Every bound of this room, in one place. */
public final class JobsLimits {

  /** Greatest event on the wire, as intake accepts it. */
  public static final int EVENT_BYTES_MAX = 1 << 20;

  /** What key, headers and batch framing may add to an event of {@link #EVENT_BYTES_MAX}. */
  public static final int RECORD_OVERHEAD_BYTES = 64 << 10;

  /** What the topic of dead letters takes, where it is made here. */
  public static final int DEAD_LETTER_BYTES_MAX = 2 * EVENT_BYTES_MAX;

  /**
   * A dead letter may carry a refused record of that size, whole, beside its description: as much
   * as a topic takes that somebody made without a word on sizes.
   */
  public static final int DEAD_LETTER_CONTENT_MAX = 900_000;

  /** Where its topic is gone a dead letter holds the job up for so long, and then no more. */
  public static final Duration DEAD_LETTER_TIMEOUT = Duration.ofMinutes(1);

  /** Of one topic, where we create it: beyond that it is a slip. */
  public static final int PARTITIONS_MAX = 10_000;

  /** Copies of one partition, where we create it. */
  public static final int REPLICATION_MAX = 100;

  /** Schemas of other releases that one task keeps; more than that is not evolution but a flood. */
  public static final int FOREIGN_SCHEMAS_MAX = 256;

  /** Longest schema that is parsed. Ours are under 10 KiB. */
  public static final int SCHEMA_CHARS_MAX = 256 << 10;

  /** Unknown fingerprints make one look at the schema topic in this time, whatever their number. */
  public static final Duration SCHEMA_LOOKUP_EVERY = Duration.ofSeconds(1);

  /**
   * Longest that one look at the schema topic, or one call of the registry, may hold an event up.
   */
  public static final Duration SCHEMA_LOOKUP_TIMEOUT = Duration.ofSeconds(3);

  /** Largest answer of a schema registry that is read. */
  public static final int REGISTRY_ANSWER_BYTES_MAX = 1 << 20;

  /** Ids for which the registry's answer is kept. */
  public static final int REGISTRY_IDS_MAX = 1_000;

  /** How long an id that the registry does not know, or could not be asked for, stays unknown. */
  public static final Duration REGISTRY_UNKNOWN_FOR = Duration.ofSeconds(10);

  /** Checkpoints that stay on disk. */
  public static final int CHECKPOINTS_RETAINED = 5;

  /**
   * Key groups of every keyed operator: fixed, because stored state cannot be spread over another
   * number.
   */
  public static final int MAX_PARALLELISM = 128;

  /**
   * Time that a producer keeps trying: the longest outage of the broker that is ridden out in
   * place.
   */
  public static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(10);

  /** How long a producer may wait for company: part of the way of every action. */
  public static final int LINGER_MS_MAX = 5;

  /** Largest request of a producer: above the largest record of any topic. */
  public static final int REQUEST_BYTES_MAX = 4 << 20;

  /** Longest that the start waits for a topic to be read to its end. */
  public static final Duration TOPIC_READ_TIMEOUT = Duration.ofSeconds(60);

  /** How long a broker may wait for records that a reader to the end of a topic does not want. */
  public static final int FETCH_WAIT_MS_MAX = 10;

  /** What a reader to the end of a topic fetches of all its partitions, where they are many. */
  static final int RECORDED_BYTES_MAX = 32 << 20;

  /** Of one, where they are few: Kafka's own. */
  static final int RECORDED_PARTITION_BYTES_MAX = 1 << 20;

  /** Of one, however many they are: several batches of most producers. */
  static final int RECORDED_PARTITION_BYTES_MIN = 64 << 10;

  /** Calls of the registry for ids not seen before, in one second. */
  public static final int REGISTRY_CALLS_PER_SECOND = 20;

  /** How long a write of our own may wait for a broker that is away. */
  public static final Duration SEND_BLOCK_MAX = Duration.ofSeconds(60);

  /** How long what has to be written in any case waits for the topic of schemas. */
  static final Duration SCHEMAS_WAIT_MAX = Duration.ofSeconds(5);

  /** For one answer of a broker: Kafka's own. */
  static final Duration REQUEST_MAX = Duration.ofSeconds(30);

  /** How long publishing an event may hold up the thread that serves a customer. */
  public static final Duration PUBLISH_BLOCK_MAX = Duration.ofSeconds(5);

  /** After so much quiet a partition no longer holds up the clock of those that are joined. */
  public static final Duration PARTITION_IDLE_AFTER = Duration.ofSeconds(3);

  /** Parts that one process without Flink lets wait for their partners. */
  public static final int HELD_PARTS_MAX = 200_000;

  /** Parts that wait at one task of the join; what comes then waits for nothing. */
  public static final int PARTS_PER_TASK_MAX = 1_000_000;

  private JobsLimits() {}

  /** What of each of so many partitions is fetched at a time. */
  static int recordedBytesMax(int partitions) {
    return Math.max(
        RECORDED_PARTITION_BYTES_MIN,
        Math.min(RECORDED_PARTITION_BYTES_MAX, RECORDED_BYTES_MAX / partitions));
  }

  /** How many records of each are unpacked at a time: 512 where they are few. */
  static int recordedRecordsMax(int partitions) {
    return recordedBytesMax(partitions) >> 11;
  }
}

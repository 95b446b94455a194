package io.stillwatch.sidecar;

import io.stillwatch.intake.IntakeLimits;
import java.time.Duration;

/** Every bound of the sidecar, in one place. */
final class SidecarLimits {

  /** Greatest event on the wire, as the engine's intake takes it. */
  static final int EVENT_BYTES_MAX = IntakeLimits.defaults().recordBytesMax();

  /**
   * Bytes of all events of one record, or four times the greatest body where that is more: what
   * Kafka can be given while the record's sender waits. A resource's attributes stand in each event
   * under it, so that few bytes may come to a great many.
   */
  static final int EVENTS_BYTES_MAX = 64 << 20;

  /** Steps in which a body is read and its memory asked for. */
  static final int BODY_STEP_BYTES = 16 << 10;

  /**
   * What a byte of a body costs while it is read: the buffer that grows, its copy, what it says.
   */
  static final int BODY_COPIES = 4;

  /** Connections at a time, of each server of HTTP; more are closed. */
  static final int CONNECTIONS_MAX = 256;

  /** Requests that are answered at a time; others wait in their connections. */
  static final int HANDLERS = 32;

  /** How long a request may take to arrive whole: somebody who sends a byte a minute holds none. */
  static final Duration REQUEST_MAX = Duration.ofSeconds(20);

  /**
   * How long its answer may take, from the request's end until the client has it: well above what
   * an answer waits for a processor and for Kafka, as it is the connection that is closed.
   */
  static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  /** Headers of a request, and their characters. */
  static final int HEADERS_MAX = 64;

  static final int HEADER_CHARS_MAX = 32 << 10;

  /** Connections of gRPC at a time; one of them carries many calls. */
  static final int GRPC_CONNECTIONS_MAX = 64;

  static final int GRPC_CALLS_PER_CONNECTION_MAX = 4;

  /** Bytes that a connection may send before anybody has asked for them. */
  static final int GRPC_WINDOW_BYTES = 64 << 10;

  /**
   * What a piece of a message costs at least. gRPC keeps a piece as it came, with objects of its
   * own around it, until there are a thousand small ones: in pieces of a byte all calls at a time
   * would hold tens of megabytes that nobody counted.
   */
  static final int GRPC_PIECE_BYTES_MIN = 256;

  /**
   * How long a client may leave its answer lying, which HTTP/2 lets it, before its call is reset.
   */
  static final Duration GRPC_ANSWER_MAX = Duration.ofSeconds(5);

  /** Headers of a call. */
  static final int GRPC_METADATA_BYTES_MAX = 8 << 10;

  /** Calls that a connection may begin and take back within the time of a request. */
  static final int GRPC_RESETS_MAX = 200;

  /** A connection that is silent for so long is closed, and one whose other end is gone. */
  static final Duration GRPC_IDLE_MAX = Duration.ofMinutes(5);

  static final Duration GRPC_KEEP_ALIVE = Duration.ofSeconds(30);

  /** Threads that read and write connections of gRPC. */
  static final int GRPC_IO_THREADS = 2;

  /** How long a request waits for a processor. */
  static final Duration READER_WAIT_MAX = Duration.ofSeconds(3);

  /** How long an answer waits for Kafka; exporters give up after 10 s. */
  static final Duration ACKNOWLEDGE_MAX = Duration.ofSeconds(8);

  /** How long Kafka is tried: less than an answer waits, so that nothing piles up. */
  static final Duration DELIVERY_MAX = Duration.ofSeconds(7);

  static final Duration KAFKA_REQUEST_MAX = Duration.ofSeconds(3);

  /** How long one event may wait for room on its way to Kafka. */
  static final Duration SEND_BLOCK_MAX = Duration.ofMillis(200);

  /** How long the start waits for Kafka to tell of the events topic. */
  static final Duration TOPIC_WAIT_MAX = Duration.ofSeconds(30);

  /** Events on their way to Kafka. */
  static final int SEND_BUFFER_BYTES = 32 << 20;

  /** What clients are told to wait before they come again. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** How long what is under way may take at the end. */
  static final Duration DRAIN_MAX = Duration.ofSeconds(10);

  static final Duration DRAIN_LOOK_EVERY = Duration.ofMillis(10);

  /** How often a log is looked at that has nothing new. */
  static final Duration LOG_LOOK_EVERY = Duration.ofMillis(250);

  /** Quiet looks after which a log that was moved away counts as finished. */
  static final int LOG_QUIET_LOOKS = 8;

  /**
   * Of a log that was cut nobody knows what it held that was not looked at for so long, as while
   * Kafka was away.
   */
  static final Duration LOG_UNSEEN_MAX = Duration.ofSeconds(1);

  /** Lines of a log that are sent together. */
  static final int LOG_LINES_MAX = 256;

  /** Bytes at the beginning of a log by which it is known again. */
  static final int LOG_HEAD_BYTES = 256;

  /** Files beside a log among which one is looked for that was moved away. */
  static final int LOG_SIBLINGS_MAX = 10_000;

  /** A file of a position; ours have under 200 bytes. */
  static final int POSITION_BYTES_MAX = 4 << 10;

  /** Log sources of one sidecar. */
  static final int SOURCES_MAX = 8;

  /** The same trouble is logged once in this time. */
  static final Duration TROUBLE_EVERY = Duration.ofSeconds(30);

  private SidecarLimits() {}
}

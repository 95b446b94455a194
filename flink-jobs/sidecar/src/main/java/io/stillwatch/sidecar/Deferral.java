package io.stillwatch.sidecar;

/** Why somebody was told to send the same again later. */
enum Deferral {
  /** All memory for requests is in use. */
  NO_MEMORY,
  /** All processors are busy. */
  BUSY,
  /** Kafka did not take the events in time. */
  KAFKA_AWAY,
  /** Kafka does not let us write: rights or credentials are wrong. */
  KAFKA_REFUSES,
  /** The sidecar is about to end. */
  STOPPING
}

package io.stillwatch.sidecar;

/** What becomes of the texts of prompts and responses. */
enum Content {
  /** Read here for signals, and dropped; the event carries features in their place. */
  FEATURES,
  /** Sent as they are, for the engine to read. */
  TEXT,
  /** Not taken at all. */
  NONE
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.EnforcementAction;

/**
 * Is told what a {@link ControlTopicReader} reads, on the reader's own thread and after the table
 * has it. What it throws is reported to {@link #trouble} and does not stop the reader.
 */
public interface ControlTopicListener {

  /** Listens to nothing. */
  ControlTopicListener SILENT = new ControlTopicListener() {};

  /**
   * A row was read.
   *
   * @param changed whether it changed what is in force; false for duplicates and old rows
   */
  default void row(EnforcementAction action, boolean changed) {}

  /** A row was read whose schema nobody knows yet; it is kept and tried again. */
  default void waiting(int partition, long offset, String why) {}

  /**
   * A record that is no row was read and skipped, or one that waited was given up.
   *
   * @param why what is wrong with it, without its content
   */
  default void undecodable(int partition, long offset, String why) {}

  /** Reading or listening failed; the reader goes on, after a pause if it was Kafka. */
  default void trouble(Exception failure) {}
}

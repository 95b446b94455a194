package io.stillwatch.subscriber;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;

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

  /**
   * A record of the feedback topic was read.
   *
   * @param changed whether it began or ended a freeze or an exception, or moved its end
   */
  default void feedback(Feedback feedback, boolean changed) {}

  /** A record was read whose schema nobody knows yet; it is kept and tried again. */
  default void waiting(String topic, int partition, long offset, String why) {}

  /**
   * A record was read and skipped that is not what its topic holds, or one that waited was given
   * up.
   *
   * @param why what is wrong with it, without its content
   */
  default void undecodable(String topic, int partition, long offset, String why) {}

  /** The table is so old that the {@link StalenessRule} applies from now on: an alarm. */
  default void stale(Staleness staleness) {}

  /** The table, which was stale, is fresh again. */
  default void fresh(Staleness staleness) {}

  /** Reading or listening failed; the reader goes on, after a pause if it was Kafka. */
  default void trouble(Exception failure) {}
}

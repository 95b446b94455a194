package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.FeedbackBook;
import java.io.Serializable;

/** Where a task gets all that was said from before it decides for the first time. */
public interface FeedbackSource extends Serializable {

  /** What was said, and the offset from which on changes are not in it yet. */
  record Opening(FeedbackBook book, long nextOffset) {}

  /** A book of its own for each task, which goes on to change it. */
  Opening open() throws Exception;
}

package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.PatternBook;
import java.io.Serializable;

/** Where a task gets the whole book from before it judges its first event. */
public interface BookSource extends Serializable {

  /** A book and the offset from which on changes are not in it yet. */
  record Opening(PatternBook book, long nextOffset) {}

  Opening open() throws Exception;
}

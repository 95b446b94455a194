package io.stillwatch.patterns.language;

import io.stillwatch.patterns.PatternSpec;
import java.util.List;

/** Runs one pattern on events as the engine would. */
@FunctionalInterface
public interface PatternTrial {

  /**
   * Where the pattern asked for its action: indices of the events, rising.
   *
   * @param jsonLines events in the plain JSON form, in order
   */
  List<Integer> asks(PatternSpec spec, List<String> jsonLines);
}

package io.stillwatch.patterns.language;

import io.stillwatch.patterns.PatternSpec;
import java.util.List;

/** Runs one pattern on a test as the engine would. */
@FunctionalInterface
public interface PatternTrial {

  /**
   * Where the pattern asked for its action: indices of the test's events, rising; 0 for a member's
   * features.
   */
  List<Integer> asks(PatternSpec spec, PatternTest test);
}

package io.stillwatch.patterns.language;

import io.stillwatch.patterns.PatternSpec;
import java.util.List;

/** What became of a pattern file. */
public sealed interface Vetted {

  /**
   * A file that may be published.
   *
   * @param warnings what is allowed and still worth a second thought, by position
   */
  record Passed(PatternSpec spec, PatternTests tests, List<Problem> warnings) implements Vetted {
    public Passed {
      warnings = List.copyOf(warnings);
    }
  }

  /** A file that may not, with everything that is wrong with it, by position. */
  record Refused(List<Problem> problems) implements Vetted {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}

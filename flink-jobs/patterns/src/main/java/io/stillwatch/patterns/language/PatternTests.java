package io.stillwatch.patterns.language;

import java.util.List;

/** The tests that a pattern brings along, in the order of the file. */
public record PatternTests(List<PatternTest> all) {
  public PatternTests {
    all = List.copyOf(all);
  }

  public int events() {
    return all.stream().mapToInt(test -> test.jsonLines().size()).sum();
  }
}

package io.stillwatch.patterns.language;

import java.util.List;

/** A value of a YAML file as it is written: nothing is resolved, everything has its place. */
sealed interface Yaml {

  Place at();

  /** How a scalar is written. */
  enum Style {
    PLAIN,
    SINGLE_QUOTED,
    DOUBLE_QUOTED,
    LITERAL,
    FOLDED
  }

  /**
   * A single value.
   *
   * @param from index of its first character in the source, of its quote or mark where it has one
   */
  record Scalar(Place at, String text, Style style, int from) implements Yaml {}

  record Items(Place at, List<Yaml> items) implements Yaml {}

  record Mapping(Place at, List<Entry> entries) implements Yaml {}

  /** What is in the file but was refused already; readers pass over it. */
  record Refused(Place at) implements Yaml {}

  /** One key and its value. */
  record Entry(Scalar key, Yaml value) {}
}

package io.stillwatch.patterns.language;

import java.util.List;

/**
 * One test of a pattern: events, and whether they make it ask for its action.
 *
 * @param fires whether it has to ask at all
 * @param onEvent the event, counted from 1, at which it has to ask first; 0 where any will do
 * @param line where the test stands in its file
 * @param jsonLines the events after repetition, in order of time, one JSON object each, as {@code
 *     replay} reads them
 * @param offsetsMs when each of them happens, since the test's start
 * @param sourceLines where in the file each of them is written
 */
public record PatternTest(
    String name,
    boolean fires,
    int onEvent,
    int line,
    int column,
    List<String> jsonLines,
    List<Long> offsetsMs,
    List<Integer> sourceLines) {
  public PatternTest {
    jsonLines = List.copyOf(jsonLines);
    offsetsMs = List.copyOf(offsetsMs);
    sourceLines = List.copyOf(sourceLines);
  }
}

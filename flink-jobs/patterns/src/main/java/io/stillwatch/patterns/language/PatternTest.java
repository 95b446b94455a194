package io.stillwatch.patterns.language;

import io.stillwatch.patterns.campaign.CampaignFeature;
import java.util.List;
import java.util.Map;

/**
 * One test of a pattern: events, or for a pattern of campaign scope a member's features, and
 * whether they make it ask for its action.
 *
 * @param fires whether it has to ask at all
 * @param onEvent the event, counted from 1, at which it has to ask first; 0 where any will do
 * @param line where the test stands in its file
 * @param jsonLines the events after repetition, in order of time, one JSON object each, as {@code
 *     replay} reads them
 * @param offsetsMs when each of them happens, since the test's start
 * @param sourceLines where in the file each of them is written
 * @param features of a member of a campaign; of a test with events there are none
 */
public record PatternTest(
    String name,
    boolean fires,
    int onEvent,
    int line,
    int column,
    List<String> jsonLines,
    List<Long> offsetsMs,
    List<Integer> sourceLines,
    Map<CampaignFeature, Double> features) {
  public PatternTest {
    features = Map.copyOf(features);
    jsonLines = List.copyOf(jsonLines);
    offsetsMs = List.copyOf(offsetsMs);
    sourceLines = List.copyOf(sourceLines);
  }

  static PatternTest ofMember(
      String name, boolean fires, int line, int column, Map<CampaignFeature, Double> features) {
    return new PatternTest(name, fires, 0, line, column, List.of(), List.of(), List.of(), features);
  }
}

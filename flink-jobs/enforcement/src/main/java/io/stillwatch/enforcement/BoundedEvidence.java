package io.stillwatch.enforcement;

import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Merger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A finding's evidence as an action carries it: a copy, within the limits, maps in the order of
 * their names.
 */
final class BoundedEvidence {

  private BoundedEvidence() {}

  static Evidence of(Evidence evidence) {
    return Evidence.newBuilder()
        .setExchangeId(evidence.getExchangeId())
        .setExchanges(newest(evidence.getExchanges(), EnforcementLimits.EXCHANGES_MAX))
        .setFirstAt(evidence.getFirstAt())
        .setLastAt(evidence.getLastAt())
        .setSteps(first(evidence.getSteps(), EnforcementLimits.STEPS_MAX))
        .setTerms(first(evidence.getTerms(), EnforcementLimits.TERMS_MAX))
        .setProfile(first(evidence.getProfile(), EnforcementLimits.PROFILE_MAX))
        .build();
  }

  /** A text of at most so many characters, never cut within a surrogate pair. */
  static String text(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
    return text.substring(0, end);
  }

  static List<String> links(List<String> links) {
    return first(links, EnforcementLimits.LINKS_MAX);
  }

  static List<Merger> mergers(List<Merger> mergers) {
    return newest(mergers, EnforcementLimits.MERGERS_MAX);
  }

  private static <T> List<T> newest(List<T> items, int max) {
    return List.copyOf(items.subList(Math.max(0, items.size() - max), items.size()));
  }

  private static <T> List<T> first(List<T> items, int max) {
    return List.copyOf(items.subList(0, Math.min(max, items.size())));
  }

  private static Map<String, Double> first(Map<String, Double> items, int max) {
    TreeMap<String, Double> sorted = new TreeMap<>(items);
    while (sorted.size() > max) {
      sorted.pollLastEntry();
    }
    return sorted;
  }
}

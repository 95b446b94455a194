package io.stillwatch.cli;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What there is several of, as a sentence has it. */
public final class Listed {

  private Listed() {}

  /** Such as {@code 1, 2, 3}. */
  public static String of(Collection<?> all) {
    return all.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Such as {@code 18 THROTTLE, 1,204 CHALLENGE}, in the order of the map. */
  public static String counts(Map<?, ? extends Number> counts) {
    return counts.entrySet().stream()
        .map(
            each ->
                String.format(Locale.ROOT, "%,d %s", each.getValue().longValue(), each.getKey()))
        .collect(Collectors.joining(", "));
  }
}

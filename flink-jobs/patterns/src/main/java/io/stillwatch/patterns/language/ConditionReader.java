package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.condition.Compiled;
import io.stillwatch.patterns.condition.Conditions;
import io.stillwatch.patterns.condition.Flaw;
import io.stillwatch.patterns.condition.Outcomes;
import io.stillwatch.patterns.language.Yaml.Scalar;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads conditions out of a file, with the place of each flaw inside them. */
final class ConditionReader {

  /** What nobody knows of an exchange before its response is there. */
  private static final Set<String> OF_THE_RESPONSE =
      Set.of(
          "output_tokens",
          "reasoning_tokens",
          "tool_call_count",
          "finish_reason",
          "refused",
          "latency_ms",
          "status",
          "response_length");

  private static final String EVENT = "event.";

  private final Conditions conditions;
  private final SourceText source;
  private final boolean beforeTheResponse;
  private final String example;
  private final Problems problems;

  ConditionReader(
      Conditions conditions, SourceText source, boolean beforeTheResponse, Problems problems) {
    this(conditions, source, beforeTheResponse, "signal.cot_elicitation >= 0.8", problems);
  }

  /**
   * @param example a condition that could stand here
   */
  ConditionReader(
      Conditions conditions,
      SourceText source,
      boolean beforeTheResponse,
      String example,
      Problems problems) {
    this.example = example;
    this.conditions = conditions;
    this.source = source;
    this.beforeTheResponse = beforeTheResponse;
    this.problems = problems;
  }

  /** The condition under this key; null where it is missing, or flawed with problems. */
  @Nullable Condition read(Block block, String key, List<String> earlierSteps) {
    Yaml value = block.get(key);
    if (value == null || value instanceof Yaml.Refused) {
      return null;
    }
    String path = block.path(key);
    if (!(value instanceof Scalar scalar)) {
      problems.add(
          value.at(),
          path,
          "must be a condition, is " + Values.spoken(value),
          "write for example " + example + ", in quotes where it begins with a bracket");
      return null;
    }
    if (scalar.text().isBlank()) {
      problems.add(scalar.at(), path, "must be a condition, is nothing");
      return null;
    }
    return compile(scalar, path, earlierSteps);
  }

  /** A condition that holds on every look. */
  @Nullable Condition always() {
    return conditions.compile("true", List.of()) instanceof Compiled.Ok ok ? ok.condition() : null;
  }

  private @Nullable Condition compile(Scalar scalar, String path, List<String> earlierSteps) {
    Compiled compiled = conditions.compile(scalar.text(), earlierSteps);
    if (compiled instanceof Compiled.Bad bad) {
      for (Flaw flaw : bad.flaws()) {
        Place at = ScalarPlaces.of(source, scalar, flaw.offset());
        problems.add(at, path, flaw.message(), flaw.suggestion());
      }
      return null;
    }
    Compiled.Ok ok = (Compiled.Ok) compiled;
    Flaw flaw = Outcomes.flaw(ok.condition());
    if (ok.constant()) {
      problems.add(
          scalar.at(),
          path,
          flaw == null ? "is the same whatever is judged" : flaw.message(),
          "compare a field, such as " + example);
      return null;
    }
    if (flaw != null) {
      problems.senseless(
          ScalarPlaces.of(source, scalar, flaw.offset()), path, flaw.message(), flaw.suggestion());
    }
    if (beforeTheResponse) {
      refuseWhatTheResponseTells(scalar, path);
    }
    return ok.condition();
  }

  private void refuseWhatTheResponseTells(Scalar scalar, String path) {
    String text = scalar.text();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (text.startsWith(EVENT, i) && (i == 0 || !isWord(text.charAt(i - 1)))) {
        int end = i + EVENT.length();
        while (end < text.length() && isWord(text.charAt(end))) {
          end++;
        }
        String field = text.substring(i + EVENT.length(), end);
        if (OF_THE_RESPONSE.contains(field)) {
          problems.add(
              ScalarPlaces.of(source, scalar, i),
              path,
              "event." + field + " is not known at the request",
              "write judgedAt: response under spec");
        }
        i = end - 1;
      }
    }
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}

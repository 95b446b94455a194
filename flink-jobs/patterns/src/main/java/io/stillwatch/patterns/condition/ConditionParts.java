package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Judged;
import java.util.ArrayList;
import java.util.List;

/**
 * A condition taken apart at its outermost {@code &&}, for those who want to know which part of it
 * did not hold. The judging never asks it.
 */
public final class ConditionParts {

  /** What a part says of a look. */
  public enum Answer {
    NO,
    YES,
    /** It cannot be told: something that decides is absent, or could not be computed. */
    UNTOLD
  }

  /** One part, as it is written. */
  public static final class Part {

    private final CompiledCondition condition;
    private final List<Field> fields;

    private Part(CompiledCondition condition, List<Field> fields) {
      this.condition = condition;
      this.fields = fields;
    }

    public String text() {
      return condition.text();
    }

    /** What it asks of earlier looks; {@link Earlier} counts by this list. */
    public List<Capture> captures() {
      return condition.captures();
    }

    /** The fields of the look at hand that it names. */
    public List<Field> fields() {
      return fields;
    }

    public Answer ask(Judged judged, Earlier earlier) {
      return switch (condition.truth().ask(judged, earlier)) {
        case Truth.YES -> Answer.YES;
        case Truth.NO -> Answer.NO;
        default -> Answer.UNTOLD;
      };
    }
  }

  private ConditionParts() {}

  /**
   * The parts of a condition, one where it has no outermost {@code &&}.
   *
   * @throws IllegalArgumentException if the text is no condition
   */
  public static List<Part> of(String text, FieldCatalog catalog, List<String> earlierSteps) {
    Conditions conditions = new Conditions(catalog);
    List<Part> parts = new ArrayList<>();
    for (String piece : split(text)) {
      if (!(conditions.compile(piece, earlierSteps) instanceof Compiled.Ok ok)
          || !(ok.condition() instanceof CompiledCondition compiled)) {
        return List.of(whole(text, conditions, catalog, earlierSteps));
      }
      parts.add(new Part(compiled, FieldNames.in(piece, catalog)));
    }
    return List.copyOf(parts);
  }

  private static Part whole(
      String text, Conditions conditions, FieldCatalog catalog, List<String> earlierSteps) {
    if (conditions.compile(text, earlierSteps) instanceof Compiled.Ok ok
        && ok.condition() instanceof CompiledCondition compiled) {
      return new Part(compiled, FieldNames.in(text, catalog));
    }
    throw new IllegalArgumentException("no condition: " + text);
  }

  /** At {@code &&} outside of brackets and quotes, unless there is an {@code ||} out there too. */
  private static List<String> split(String text) {
    List<String> pieces = new ArrayList<>();
    Quotes quotes = new Quotes();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (quotes.covers(text, i)) {
        continue;
      }
      char c = text.charAt(i);
      if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (depth == 0 && text.startsWith("||", i)) {
        return List.of(text.strip());
      } else if (depth == 0 && text.startsWith("&&", i)) {
        pieces.add(text.substring(from, i).strip());
        from = i + 2;
      }
    }
    pieces.add(text.substring(from).strip());
    return pieces;
  }
}

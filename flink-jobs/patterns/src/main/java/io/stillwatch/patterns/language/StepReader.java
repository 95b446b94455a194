package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.language.Yaml.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one step of a sequence. */
final class StepReader {

  /** What names in conditions already mean, and the words that CEL keeps for itself. */
  private static final Set<String> TAKEN =
      Set.of(
          "event",
          "signal",
          "account",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "false",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "package",
          "namespace",
          "null",
          "return",
          "true",
          "var",
          "void",
          "while",
          "has",
          "size",
          "int",
          "double",
          "matches",
          "contains");

  private static final Map<String, Contiguity> CONTIGUITIES =
      Map.of("relaxed", Contiguity.RELAXED, "strict", Contiguity.STRICT);

  private static final Map<String, String> CONTIGUITIES_LATER =
      Map.of(
          "any", "not yet: use relaxed, and noSkip to let matches overlap",
          "nonDeterministicRelaxed", "not yet: use relaxed, and noSkip to let matches overlap");

  private final ConditionReader conditions;
  private final Problems problems;

  StepReader(ConditionReader conditions, Problems problems) {
    this.conditions = conditions;
    this.problems = problems;
  }

  /**
   * A step as it is written.
   *
   * @param condition null where it has problems
   */
  record Draft(
      Block block,
      String name,
      @Nullable Condition condition,
      int least,
      int most,
      boolean optional,
      boolean negative,
      Contiguity contiguity,
      boolean consecutive) {

    Step step(Condition sound) {
      return new Step(name, sound, least, most, optional, negative, contiguity, consecutive);
    }
  }

  /**
   * @param earlier names of the steps before it that take looks
   */
  @Nullable Draft read(Yaml value, String path, List<String> earlier) {
    Block block = Block.of(value, path, Grammar.STEP, problems);
    if (block == null) {
      return null;
    }
    boolean negative = block.flag("not");
    int[] times = negative ? new int[] {1, 1} : times(block);
    if (negative) {
      for (String key : List.of("times", "optional", "consecutive")) {
        if (block.has(key)) {
          problems.add(
              block.at(key),
              block.path(key),
              "a negative step takes no looks, so it has no '" + key + "'",
              "leave it out");
        }
      }
    }
    boolean consecutive = block.flag("consecutive");
    if (consecutive && !negative && times[1] == 1) {
      problems.warn(
          block.at("consecutive"),
          block.path("consecutive"),
          "says nothing about a step that takes one look",
          "for nothing between two steps write contiguity: strict");
    }
    return new Draft(
        block,
        name(block, earlier),
        conditions.read(block, "when", earlier),
        times[0],
        times[1],
        block.flag("optional") && !negative,
        negative,
        block.choice("contiguity", CONTIGUITIES, CONTIGUITIES_LATER, Contiguity.RELAXED),
        consecutive && !negative);
  }

  private String name(Block block, List<String> earlier) {
    String name = block.word("name", 1, LanguageLimits.NAME_CHARS_MAX, '_');
    Yaml at = block.get("name");
    if (at != null && TAKEN.contains(name)) {
      problems.add(
          at.at(),
          block.path("name"),
          "'" + name + "' means something else in conditions",
          "choose another name");
    } else if (at != null && earlier.contains(name)) {
      problems.add(at.at(), block.path("name"), "two steps are named '" + name + "'", "rename one");
    }
    return name;
  }

  private int[] times(Block block) {
    Yaml value = block.get("times");
    if (value == null || value instanceof Yaml.Refused) {
      return new int[] {1, 1};
    }
    String path = block.path("times");
    int max = LanguageLimits.TAKEN_MAX;
    if (value instanceof Scalar scalar && Kind.of(scalar) == Kind.WHOLE) {
      String hint =
          "write a number from 1 to " + max + ", or use match.count, which needs no memory of each";
      int times = block.whole("times", 1, max, 1, hint);
      return new int[] {times, times};
    }
    if (!(value instanceof Yaml.Mapping)) {
      problems.add(
          value.at(),
          path,
          "must be a number or bounds, is " + Values.spoken(value),
          "write times: 3, times: {least: 2, most: 4} or times: {least: 2}");
      return new int[] {1, 1};
    }
    Block bounds = Block.of(value, path, Grammar.TIMES, problems);
    if (bounds == null) {
      return new int[] {1, 1};
    }
    int least = bounds.whole("least", 1, max, 1);
    int most = bounds.has("most") ? bounds.whole("most", 1, max, max) : Step.UNBOUNDED;
    if (most < least) {
      problems.add(
          bounds.at("most"), bounds.path("most"), "is less than least, " + least, "swap them");
      most = least;
    }
    return new int[] {least, most};
  }
}

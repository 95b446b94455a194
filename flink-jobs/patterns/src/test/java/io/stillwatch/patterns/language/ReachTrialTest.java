package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.BothEngines;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Streams;
import io.stillwatch.patterns.cep.UnpackableException;
import io.stillwatch.profiles.Look;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No match ever has a step that vetting calls out of reach: generated patterns on both engines. */
class ReachTrialTest {

  private static final int PATTERNS = 1_500;
  private static final int EVENTS = 60;

  private static final String[] CONDITIONS = {
    "signal.prompt == 1",
    "signal.prompt != 1",
    "signal.prompt == 2",
    "signal.prompt in [1, 2]",
    "signal.prompt >= 2",
    "signal.prompt > 2 && signal.pair == 1",
    "signal.prompt == 1 && signal.prompt == 2",
    "signal.pair == 1 || signal.prompt == 3",
    "has(signal.pair)",
  };

  private static final Pattern STEP = Pattern.compile("steps\\[(\\d+)\\]");

  private static String pattern(Random random) {
    int length = 2 + random.nextInt(5);
    String before = "";
    StringBuilder steps = new StringBuilder("sequence:\n  steps:\n");
    for (int i = 0; i < length; i++) {
      steps.append("    - {name: ").append((char) ('p' + i));
      String when = CONDITIONS[random.nextInt(CONDITIONS.length)];
      // Often the same as in the step before.
      before = i > 0 && random.nextInt(3) == 0 ? before : when;
      steps.append(", when: '").append(before).append("'");
      if (i > 0 && i < length - 1 && random.nextInt(2) == 0) {
        steps.append(", not: true");
      } else {
        steps.append(random.nextInt(3) == 0 ? ", optional: true" : "");
        steps.append(random.nextInt(3) == 0 ? ", times: {least: 1, most: 2}" : "");
        steps.append(random.nextInt(4) == 0 ? ", times: 2".repeat(times(steps)) : "");
      }
      steps.append(random.nextInt(2) == 0 ? ", contiguity: strict" : "").append("}\n");
    }
    steps.append("  afterMatch: ").append(random.nextBoolean() ? "noSkip" : "skipPastLast");
    return Patterns.matching(steps + "\n").replace("within: 1h", "within: 30s");
  }

  /** Once, where it is not said already. */
  private static int times(StringBuilder steps) {
    return steps.substring(steps.lastIndexOf("\n")).contains("times") ? 0 : 1;
  }

  @Test
  void whatIsSaidToBeOutOfReachIsInNoMatch() throws Exception {
    Map<String, Integer> told = new TreeMap<>();
    for (int seed = 0; seed < PATTERNS; seed++) {
      Random random = new Random(seed);
      // As a book reads it, so that what vetting refuses can be run.
      Vetted vetted = Vettings.READER.read("x.yaml", pattern(random));
      if (!(vetted instanceof Vetted.Passed passed)) {
        told.merge("refused", 1, Integer::sum);
        continue;
      }
      List<Look> looks = Streams.of(random, EVENTS);
      for (Problem warning : passed.warnings()) {
        Matcher at = STEP.matcher(warning.path());
        if (!at.find()) {
          continue;
        }
        int step = Integer.parseInt(at.group(1));
        try {
          if (warning.message().startsWith("nothing can reach this step")) {
            told.merge(reason(warning), 1, Integer::sum);
            isInNoMatch(passed.spec(), step, looks, "seed " + seed + ": " + warning);
          } else if (warning.message().startsWith("ends no match")) {
            told.merge("ends no match", 1, Integer::sum);
            changesNothing(passed.spec(), step, looks, "seed " + seed + ": " + warning);
          }
        } catch (UnpackableException e) {
          told.merge("cannot be packed", 1, Integer::sum);
        }
      }
    }
    System.out.println("of " + PATTERNS + " patterns: " + told);
    assertTrue(told.getOrDefault("by a negative step", 0) > 20, told.toString());
    assertTrue(told.getOrDefault("past the end", 0) > 20, told.toString());
    assertTrue(told.getOrDefault("behind what never holds", 0) > 20, told.toString());
    assertTrue(told.getOrDefault("ends no match", 0) > 5, told.toString());
  }

  /** The step that an optional one follows may complete the match, whatever bars that one. */
  @Test
  void aNegativeStepIsNotOneThatIsStillNeeded() throws Exception {
    String text =
        Patterns.matching(
            """
            sequence:
              steps:
                - {name: p, when: signal.prompt == 1}
                - {name: q, when: signal.prompt == 2, not: true}
                - {name: r, when: signal.prompt == 2}
                - {name: s, when: signal.prompt == 3, not: true}
                - {name: t, when: signal.prompt == 4, optional: true}
              afterMatch: noSkip
            """);
    Vetted.Passed passed =
        assertInstanceOf(Vetted.Passed.class, Vettings.READER.read("x.yaml", text));
    List<Look> looks = Streams.of(new Random(3), EVENTS);
    List<String> matches = BothEngines.packed(passed.spec(), looks).matches();
    assertTrue(matches.stream().anyMatch(match -> match.contains(" r=")), matches.toString());
    assertEquals(BothEngines.stock(passed.spec(), looks).matches(), matches);
    assertEquals(List.of(), passed.warnings());
  }

  private static String reason(Problem warning) {
    return warning.message().contains("negative")
        ? "by a negative step"
        : warning.message().contains("skipPastLast") ? "past the end" : "behind what never holds";
  }

  private static void isInNoMatch(PatternSpec spec, int step, List<Look> looks, String where)
      throws Exception {
    String name = " " + ((Sequence) spec.form()).steps().get(step).name() + "=";
    BothEngines.Said packed = BothEngines.packed(spec, looks);
    assertTrue(packed.matches().stream().noneMatch(match -> match.contains(name)), where);
    BothEngines.Said stock = BothEngines.stock(spec, looks);
    assertTrue(stock.matches().stream().noneMatch(match -> match.contains(name)), where);
  }

  /** Without the step everything is as with it. */
  private static void changesNothing(PatternSpec spec, int step, List<Look> looks, String where)
      throws Exception {
    PatternSpec without = Streams.without(spec, step);
    assertEquals(
        BothEngines.stock(without, looks).matches(),
        BothEngines.stock(spec, looks).matches(),
        where);
    BothEngines.Said packed = BothEngines.packed(spec, looks);
    if (packed.dropped() == 0) {
      assertEquals(BothEngines.packed(without, looks).matches(), packed.matches(), where);
    }
  }

  @Test
  void aBookGoesOnWithWhatVettingRefusesForMakingNoSense() {
    String text =
        Patterns.with(
            "when: signal.cot_elicitation >= 0.9", "when: event.turns > 5 && event.turns < 3");
    assertInstanceOf(Vetted.Passed.class, Vettings.READER.read("x.yaml", text));
    Vetted.Refused refused =
        assertInstanceOf(
            Vetted.Refused.class, Vettings.with((spec, test) -> List.of()).vet("x.yaml", text));
    assertEquals(
        List.of(
            "x.yaml:19:17 spec.match.sequence.steps[1].when: can never hold: event.turns cannot be"
                + " all that is asked of it here; correct it, or write || where either is enough"),
        refused.problems().stream().map(Problem::toString).toList());
  }
}

package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.condition.ConditionParts;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.patterns.language.PatternMemory;
import io.stillwatch.patterns.language.PatternReader;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.signals.SignalCatalog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of patterns beside judging by them: parts, memory, and what a swap keeps. */
class ExplainingTest {

  private static final SignalCatalog SIGNALS = SignalCatalog.installed();
  private static final FieldCatalog FIELDS = FieldCatalog.ofLooks(SIGNALS);

  @Test
  void aConditionComesApartAtItsOutermostAnds() {
    assertEquals(
        List.of(
            "event.model.contains(\"a && b\")",
            "(event.turns > 1 || event.refused)",
            "!event.refused"),
        parts(
            "event.model.contains(\"a && b\") && (event.turns > 1 || event.refused)\n && !event.refused"));
    assertEquals(
        List.of("event.turns > 1 && event.refused || event.turns > 5"),
        parts("event.turns > 1 && event.refused || event.turns > 5"));
  }

  @Test
  void aPartKnowsItsFieldsAndNotThoseOfEarlierSteps() {
    ConditionParts.Part part =
        ConditionParts.of("event.model != asked.event.model", FIELDS, List.of("asked")).get(0);
    assertEquals(List.of("event.model"), part.fields().stream().map(Field::name).toList());
    assertEquals(1, part.captures().size());
  }

  @ParameterizedTest
  @CsvSource({
    "event.turns > 1, 600, its window",
    "account.exchanges_hour > 5.0, 7200, account.exchanges_hour",
    "account.exchanges_day > 5.0 && account.exchanges_hour > 1.0, 172800, account.exchanges_day",
    "account.known_hours < 5.0, 2419200, account.known_hours",
  })
  void aPatternReachesAsFarBackAsItsWindowOrItsSlowestCounter(String when, long s, String by) {
    PatternMemory memory = PatternMemory.of(pattern(1, step("a", when, 2)), FIELDS);
    assertEquals(new PatternMemory(Duration.ofSeconds(s), by), memory);
  }

  @Test
  void aSwapKeepsWhatWaitsInStepsThatAreStillThere() {
    String first = step("a", "event.turns > 1", 2);
    String second = step("b", "event.turns > 2", 2);
    SwapPlan same = plan(first + second, step("a", "event.turns > 7", 2) + second);
    assertFalse(same.discards(), same.word());
    SwapPlan changed = plan(first + second, first + step("b", "event.turns > 2", 3));
    assertEquals(List.of("b"), changed.discarded());
    assertTrue(changed.word().contains("step b are discarded"), changed.word());
  }

  @Test
  void aCountGoesOnCountingAndAnotherFormBeginsAnew() {
    String count = step("a", "event.turns > 1", 3);
    assertFalse(plan(count, step("a", "event.turns > 1", 5)).discards());
    SwapPlan other = plan(count, count + step("b", "event.turns > 2", 1));
    assertTrue(other.discards(), other.word());
  }

  private static SwapPlan plan(String before, String after) {
    return SwapPlan.between(pack(pattern(1, before)), pack(pattern(2, after)));
  }

  private static Automaton pack(PatternSpec spec) {
    return Packer.pack(spec, spec.key(), List.of());
  }

  private static List<String> parts(String text) {
    return ConditionParts.of(text, FIELDS, List.of()).stream()
        .map(ConditionParts.Part::text)
        .toList();
  }

  private static String step(String name, String when, int times) {
    return "        - {name: " + name + ", when: '" + when + "', times: " + times + "}\n";
  }

  private static PatternSpec pattern(int version, String steps) {
    String text =
        """
        apiVersion: stillwatch.io/v1
        kind: Pattern
        metadata: {id: told, version: %d, title: t, owner: o}
        spec:
          blindSpots: b
          explanation: e
          match:
            within: 10m
            sequence:
              afterMatch: skipPastLast
              steps:
        %s
          action: {kind: OBSERVE, lasts: 1h, reasonCode: told-of}
          tests:
            fires: [{name: f, events: [{at: 0s}]}]
            staysQuiet: [{name: q, events: [{at: 0s}]}]
        """
            .formatted(version, steps);
    Vetted vetted =
        new PatternReader(FIELDS, SIGNALS, LanguageLimits.HORIZON).read("told.yaml", text);
    if (vetted instanceof Vetted.Passed passed) {
      return passed.spec();
    }
    throw new AssertionError(vetted.toString());
  }
}

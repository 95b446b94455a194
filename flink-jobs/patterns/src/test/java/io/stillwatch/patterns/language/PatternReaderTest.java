package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.patterns.language.Vetted.Refused;
import io.stillwatch.schemas.ActionKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PatternReaderTest {

  @Test
  void whatIsLeftOutHasItsDefault() {
    PatternSpec spec = read(Patterns.text()).spec();
    assertEquals("small", spec.id());
    assertEquals(1, spec.version());
    assertEquals("A small pattern", spec.title());
    assertEquals("nobody", spec.owner());
    assertEquals(List.of(), spec.references());
    assertEquals(Listens.ASKED, spec.listens());
    assertEquals(Duration.ofHours(1), spec.quiet(), "as long as within");
    assertEquals(1, spec.actAfter());
    assertEquals(
        new PatternSpec.Action(
            ActionKind.OBSERVE, Duration.ofHours(6), Map.of(), "small", null, null),
        spec.action());
    Sequence sequence = (Sequence) spec.form();
    assertEquals(AfterMatch.NO_SKIP, sequence.afterMatch());
    Step second = sequence.steps().get(1);
    assertEquals(1, second.least());
    assertEquals(1, second.most());
    assertEquals(Contiguity.RELAXED, second.contiguity());
    assertEquals(
        List.of(false, false, false),
        List.of(second.optional(), second.negative(), second.consecutive()));
  }

  @Test
  void everythingThatAStepCanSayReachesTheSpecification() {
    PatternSpec spec =
        read(Patterns.matching(
                """
                sequence:
                  steps:
                    - {name: a, when: signal.fresh_pair, times: {least: 2, most: 4}, consecutive: true}
                    - {name: b, when: has(event.model), optional: true, contiguity: strict}
                    - {name: c, when: signal.rubric_grading > 0.5}
                    - {name: d, when: signal.rubric_grading > 0.9, not: true, contiguity: strict}
                    - {name: e, when: signal.pair == a.signal.pair, times: {least: 3}}
                """))
            .spec();
    List<Step> steps = ((Sequence) spec.form()).steps();
    assertEquals(
        List.of(
            "a 2..4 RELAXED consecutive",
            "b 1..1 STRICT optional",
            "c 1..1 RELAXED",
            "d 1..1 STRICT negative",
            "e 3..∞ RELAXED"),
        steps.stream().map(PatternReaderTest::told).toList());
    assertEquals("a", steps.get(4).condition().captures().get(0).step());
  }

  @Test
  void everyTallyIsReadWithItsNumbers() {
    Tally.Count count = (Tally.Count) form("count: {of: signal.fresh_pair, atLeast: 200}");
    assertEquals(200, count.atLeast());
    Tally.Distinct distinct = (Tally.Distinct) form("distinct: {field: event.model, atLeast: 20}");
    assertEquals("event.model", distinct.field().name());
    assertEquals("true", distinct.where().text());
    Tally.Share share =
        (Tally.Share) form("share: {of: signal.fresh_pair, atLeast: 62.5%, outOf: 20}");
    assertEquals(0.625, share.atLeast());
    assertEquals(20, share.outOf());
    Tally.Weight weight =
        (Tally.Weight)
            form(
                "evidence: {atLeast: 3, terms: [{name: x, when: signal.fresh_pair, weight: 1.5}]}");
    assertEquals(3.0, weight.atLeast());
    assertEquals(1.5, weight.terms().get(0).weight());
  }

  @Test
  void aTermMaySpeakAgainst() {
    Tally.Weight weight =
        (Tally.Weight)
            form(
                "evidence: {atLeast: 3, terms: [{name: x, when: signal.fresh_pair, weight: 2.1},"
                    + " {name: y, when: \"!signal.fresh_pair\", weight: -0.5}]}");
    assertEquals(-0.5, weight.terms().get(1).weight());
  }

  @Test
  void aFloorOfPrecisionHasASensibleNumberOfVerdictsAndIsNeverWithoutOne() {
    assertEquals(new PatternSpec.Floor(0.9, 20), floor("precisionFloor: 0.9"));
    assertEquals(
        new PatternSpec.Floor(1, 50), floor("precisionFloor: 1\n    precisionVerdicts: 50"));
    for (String wrong :
        List.of(
            "precisionFloor: 0",
            "precisionFloor: 90",
            "precisionFloor: high",
            "precisionFloor: 0.9\n    precisionVerdicts: 4",
            "precisionVerdicts: 20")) {
      String source = Patterns.with("lasts: 6h", "lasts: 6h\n    " + wrong);
      assertTrue(
          Vettings.READER.read("x.yaml", source.getBytes(StandardCharsets.UTF_8))
              instanceof Refused,
          wrong);
    }
  }

  private static PatternSpec.@Nullable Floor floor(String text) {
    return read(Patterns.with("lasts: 6h", "lasts: 6h\n    " + text)).spec().action().floor();
  }

  @Test
  void parametersAreTextsWhateverTheyLookLike() {
    String source =
        Patterns.with("lasts: 6h", "lasts: 6h\n    parameters: {per_minute: 2, hard: true, of: x}");
    assertEquals(
        Map.of("per_minute", "2", "hard", "true", "of", "x"),
        read(source).spec().action().parameters());
  }

  @Test
  void theResponseMayBeAskedForOnlyWhereItIsKnown() {
    String atRequest = Patterns.matching("count: {of: event.output_tokens > 5, atLeast: 3}");
    assertEquals(
        List.of(
            "x.yaml:13:17 spec.match.count.of: event.output_tokens is not known at the request;"
                + " write judgedAt: response under spec"),
        problems(atRequest));
    read(atRequest.replace("spec:\n", "spec:\n  judgedAt: response\n"));
    read(Patterns.matching("count: {of: event.model == 'event.output_tokens', atLeast: 3}"));
  }

  @Test
  void aFlawInsideAConditionHasItsOwnPlaceHoweverItIsWritten() {
    String flawed = "signal.fresh_pair && signal.nosuch > 0.5";
    assertEquals(List.of(16, 38), place("when: " + flawed));
    assertEquals(List.of(16, 39), place("when: '" + flawed + "'"));
    assertEquals(List.of(16, 39), place("when: \"" + flawed + "\""));
    assertEquals(List.of(17, 34), place("when: |\n            " + flawed));
    assertEquals(
        List.of(18, 16),
        place("when: >\n            signal.fresh_pair\n" + "            && signal.nosuch > 0.5"));
    assertEquals(
        List.of(17, 16), place("when: signal.fresh_pair\n            && signal.nosuch > 1"));
    assertEquals(
        List.of(16, 47), place("when: \"event.model == \\\"\\u00e4\\\" && signal.nosuch > 0.5\""));
  }

  @Test
  void everyProblemIsToldInTheOrderOfTheFile() {
    List<String> told =
        problems(
            Patterns.with("version: 1", "version: 0")
                .replace("owner: nobody", "owner: 7")
                .replace("within: 1h", "within: soon")
                .replace("times: 2", "until: x")
                .replace("lasts: 6h", "lasts: 91d")
                .replace("repeat: 3, every: 10s", "repeat: 3, evry: 10s"));
    assertEquals(
        List.of("5", "7", "12", "17", "22", "32", "32"),
        told.stream().map(problem -> problem.split(":")[1]).toList(),
        String.join("\n", told));
  }

  @Test
  void whatIsAllowedButDoubtfulIsAWarning() {
    Passed passed =
        read(
            Patterns.with("steps:", "afterMatch: skipPastLast\n      steps:")
                .replace("kind: OBSERVE", "kind: THROTTLE"));
    assertEquals(
        List.of("spec.match.sequence.afterMatch", "spec.action.parameters"),
        passed.warnings().stream().map(Problem::path).toList());
    Passed open = read(Patterns.with("times: 2", "times: {least: 2}"));
    assertEquals(
        List.of("spec.match.sequence.steps[0].times"),
        open.warnings().stream().map(Problem::path).toList());
  }

  @Test
  void aFileAtTheLimitIsReadAndOneByteMoreIsNot() {
    String text = Patterns.text() + "#";
    String full = text + "x".repeat(LanguageLimits.FILE_BYTES_MAX - text.length());
    read(full);
    assertEquals(1, problems(full + "x").size());
  }

  @Test
  void sixteenStepsAreReadAndSeventeenAreNot() {
    read(Patterns.matching("sequence:\n  steps:\n" + steps(LanguageLimits.STEPS_MAX)));
    assertEquals(
        1,
        problems(Patterns.matching("sequence:\n  steps:\n" + steps(LanguageLimits.STEPS_MAX + 1)))
            .size());
  }

  @Test
  void aWindowAsLongAsTheHorizonIsReadAndALongerOneIsNot() {
    read(Patterns.with("within: 1h", "within: 14d"));
    assertEquals(1, problems(Patterns.with("within: 1h", "within: 14d1ms")).size());
  }

  @Test
  void aSequenceMayNeedSixtyFourExchangesAndNoMore() {
    read(Patterns.with("times: 2", "times: 63"));
    assertEquals(1, problems(Patterns.with("times: 2", "times: 64")).size());
  }

  @Test
  void nothingIsBuiltFromAFileOfProblemsAndTheyAreBounded() {
    StringBuilder many = new StringBuilder(Patterns.text());
    for (int i = 0; i < 500; i++) {
      many.append("unknown").append(i).append(": 1\n");
    }
    assertEquals(LanguageLimits.PROBLEMS_MAX + 1, problems(many.toString()).size());
  }

  private static String steps(int count) {
    StringBuilder steps = new StringBuilder();
    for (int i = 0; i < count; i++) {
      steps.append("    - {name: s").append(i).append(", when: signal.fresh_pair}\n");
    }
    return steps.toString();
  }

  private static String told(Step step) {
    return step.name()
        + " "
        + step.least()
        + ".."
        + (step.most() == Step.UNBOUNDED ? "∞" : step.most())
        + " "
        + step.contiguity()
        + (step.optional() ? " optional" : "")
        + (step.negative() ? " negative" : "")
        + (step.consecutive() ? " consecutive" : "");
  }

  private static Tally form(String form) {
    return (Tally) read(Patterns.matching(form)).spec().form();
  }

  private static List<Integer> place(String when) {
    Vetted vetted =
        Vettings.READER.read("x.yaml", Patterns.with("when: signal.cot_elicitation >= 0.8", when));
    Problem problem = assertInstanceOf(Refused.class, vetted, when).problems().get(0);
    return List.of(problem.line(), problem.column());
  }

  private static Passed read(String source) {
    Vetted vetted = Vettings.READER.read("x.yaml", source.getBytes(StandardCharsets.UTF_8));
    return assertInstanceOf(Passed.class, vetted, vetted.toString());
  }

  private static List<String> problems(String source) {
    Vetted vetted = Vettings.READER.read("x.yaml", source);
    return assertInstanceOf(Refused.class, vetted, vetted.toString()).problems().stream()
        .map(Problem::toString)
        .toList();
  }
}

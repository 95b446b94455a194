package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.patterns.language.Vetted.Refused;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VettingTest {

  private static final PatternTrial HONEST = new RoomsTrial();

  @Test
  void aPatternWhoseTestsPassIsPassedOnWithThem() {
    Passed passed =
        assertInstanceOf(Passed.class, Vettings.with(HONEST).vet("x.yaml", Patterns.text()));
    assertEquals(
        List.of("one look false", "three looks true"),
        passed.tests().all().stream().map(test -> test.name() + " " + test.fires()).toList());
    assertEquals(4, passed.tests().events());
  }

  @Test
  void aTestThatShouldFireAndDoesNotIsToldWithWhatHappened() {
    assertEquals(
        List.of(
            "x.yaml:30:9 spec.tests.fires: 'three looks' should fire, but in 2 events it never"
                + " asked for its action; widen the pattern, lower episode.actAfter (1), or correct"
                + " the test"),
        refused(HONEST, Patterns.with("repeat: 3", "repeat: 2")));
  }

  @Test
  void aTestThatShouldStayQuietAndDoesNotIsToldWithTheEvent() {
    assertEquals(
        List.of(
            "x.yaml:26:9 spec.tests.staysQuiet: 'one look' should stay quiet, but it asked for its"
                + " action at event 3 of 5 (line 28, after 2m); narrow the pattern, or correct the"
                + " test"),
        refused(
            HONEST, Patterns.with("{at: 0s, signals", "{at: 0s, repeat: 5, every: 1m, signals")));
  }

  @Test
  void aTestThatFiresOnAnotherEventThanItSaysIsRefused() {
    assertEquals(
        List.of(
            "x.yaml:30:9 spec.tests.fires: 'three looks' should fire on event 2, but it first asked"
                + " for its action at event 3 of 3 (line 33, after 20s)"),
        refused(
            HONEST,
            Patterns.with("- name: three looks", "- name: three looks\n        onEvent: 2")));
    assertInstanceOf(
        Passed.class,
        Vettings.with(HONEST)
            .vet(
                "x.yaml",
                Patterns.with("- name: three looks", "- name: three looks\n        onEvent: 3")));
  }

  @Test
  void everyTestThatFailsIsTold() {
    assertEquals(
        2,
        refused(
                (spec, test) -> test.jsonLines().size() == 1 ? List.of(0) : List.of(),
                Patterns.text())
            .size());
  }

  @Test
  void whatCannotBePackedIsRefusedWithTheReasonAndItsTestsAreNotRun() {
    Vetting vetting =
        new Vetting(
            Vettings.READER,
            spec -> Optional.of("two ways lead from step 'a' to step 'b'"),
            (spec, lines) -> {
              throw new AssertionError("no engine could run it");
            });
    Refused refused = assertInstanceOf(Refused.class, vetting.vet("x.yaml", Patterns.text()));
    assertEquals(
        "x.yaml:11:3 spec.match: cannot be packed: two ways lead from step 'a' to step 'b';"
            + " simplify it, or run it with --engine flink-cep",
        refused.problems().get(0).toString());
  }

  @Test
  void testsOfAFileWithOtherProblemsAreNotRun() {
    refused(
        (spec, lines) -> {
          throw new AssertionError("there is no sound pattern to run");
        },
        Patterns.with("version: 1", "version: 0"));
  }

  private static List<String> refused(PatternTrial trial, String source) {
    Vetted vetted = Vettings.with(trial).vet("x.yaml", source);
    return assertInstanceOf(Refused.class, vetted, vetted.toString()).problems().stream()
        .map(Problem::toString)
        .toList();
  }
}

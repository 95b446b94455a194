package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.InferenceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rooms say what a slow and plain reading of the patterns says. */
class DriverAgainstReferenceTest {

  @Test
  void findingsAndEndsOfActionsAreThoseOfTheReference() {
    Set<String> patterns = new HashSet<>();
    int[] asked = new int[1];
    PatternBook book = Recording.enforcing(ReferenceEngine.PATTERNS);
    Trials.forSeeds(
        60,
        seed -> {
          List<InferenceEvent> stream = EventStream.of(seed, 1_500, 2);
          Recording recording = Recording.of(stream, book);
          ReferenceEngine reference = new ReferenceEngine();
          stream.forEach(reference::accept);
          assertEquals(reference.told, recording.told());
          Map<String, Long> ends = new HashMap<>();
          recording.actions.forEach(
              action ->
                  ends.merge(
                      action.getSubjectId() + " " + action.getKind(),
                      action.getExpiresAt().toEpochMilli(),
                      Math::max));
          assertEquals(reference.ends, ends);
          recording.findings.forEach(finding -> patterns.add(finding.getPatternId()));
          asked[0] += recording.actions.size();
        });
    assertEquals(3, patterns.size(), "every pattern found something");
    assertTrue(asked[0] > 60, "only " + asked[0] + " actions");
  }

  @Test
  void twoRunsGiveTheSameBytes() {
    List<InferenceEvent> stream = EventStream.of(1, 3_000, 5);
    assertEquals(Recording.of(stream).lines(), Recording.of(stream).lines());
  }

  @Test
  void whatIsSaidUpToAnyPointDoesNotDependOnWhatComesAfter() {
    List<InferenceEvent> stream = EventStream.of(2, 1_000, 3);
    List<String> whole = Recording.of(stream).lines();
    for (int cut = 100; cut < stream.size(); cut += 217) {
      List<String> part = Recording.of(stream.subList(0, cut)).lines();
      assertEquals(whole.subList(0, part.size()), part, "cut at " + cut);
    }
  }
}

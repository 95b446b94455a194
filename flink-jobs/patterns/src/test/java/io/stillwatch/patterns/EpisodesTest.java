package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.patterns.Letters.Is;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When an episode reports itself. */
class EpisodesTest {

  private AccountProfile profile = AccountProfile.empty();
  private int matches;

  private static PatternSpec acting(int actAfter) {
    return new PatternSpec(
        "trial",
        1,
        "trial",
        "nobody",
        List.of(),
        Mode.SHADOW,
        PatternSpec.Listens.ASKED,
        new Sequence(
            List.of(Step.of("a", new Is(1, null, true), 1)),
            Duration.ofHours(1),
            AfterMatch.NO_SKIP),
        Duration.ofHours(1),
        actAfter,
        new PatternSpec.Action(
            ActionKind.THROTTLE, Duration.ofHours(4), Map.of(), "trial", null, null),
        "trial",
        "trial");
  }

  /** The next matches that are worth a finding, by their number. */
  private List<Integer> reports(int times, PatternSpec pattern, Mode mode) {
    List<Integer> reports = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      profile = AccountProfile.decode(profile.encode());
      Episodes.Episode episode =
          Episodes.admit(profile, pattern, pattern.key(), mode, 7, 1_000L * ++matches);
      if (episode.reports()) {
        reports.add(episode.matches());
      }
    }
    return reports;
  }

  @Test
  void itReportsWhenItOpensWhenAnActionIsDueAndWheneverItHasDoubled() {
    assertEquals(List.of(1, 2, 3, 4, 8, 16, 32), reports(40, acting(3), Mode.ENFORCE));
  }

  @Test
  void aPromotionMeetsAnAccountThatWasFoundInShadowAtItsNextMatch() {
    assertEquals(List.of(1, 2, 3, 4, 8, 16), reports(20, acting(3), Mode.SHADOW));
    assertEquals(List.of(21, 32), reports(20, acting(3), Mode.ENFORCE));
  }

  @Test
  void aPromotionBeforeAnActionIsDueChangesNothing() {
    assertEquals(List.of(1, 2, 4), reports(4, acting(6), Mode.SHADOW));
    assertEquals(List.of(6, 8), reports(5, acting(6), Mode.ENFORCE));
  }

  @Test
  void anActionThatIsDueEarlierThanBeforeIsAskedForAtTheNextMatch() {
    assertEquals(List.of(1, 2, 4, 8), reports(9, acting(100), Mode.ENFORCE));
    assertEquals(List.of(10, 16), reports(10, acting(3), Mode.ENFORCE));
  }

  @Test
  void whoIsTakenBackToShadowIsNotToldOfAgain() {
    assertEquals(List.of(1, 2, 3, 4), reports(5, acting(3), Mode.ENFORCE));
    assertEquals(List.of(), reports(2, acting(3), Mode.SHADOW));
    assertEquals(List.of(8), reports(2, acting(3), Mode.ENFORCE));
  }
}

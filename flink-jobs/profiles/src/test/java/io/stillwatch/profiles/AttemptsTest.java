package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static final long START = 1_780_000_000_000L;
  private static final long PROMPT = 0x5eedL;
  private static final int LONG = ProfileLimits.ATTEMPT_PROMPT_LENGTH_MIN;

  private final ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, Duration.ofDays(30));
  private final AccountProfile profile = AccountProfile.empty();

  private static Facts facts(int length, int status) {
    Facts.Builder facts = Facts.builder();
    if (length > 0) {
      facts.number(Fact.PROMPT_LENGTH, (long) length);
    }
    if (status > 0) {
      facts.number(Fact.STATUS, (long) status);
    }
    return facts.build();
  }

  private static SignalSet prompt() {
    long[] values = new long[Sightings.CATALOG.width()];
    values[Sightings.CATALOG.code("prompt")] = PROMPT;
    return SignalSet.of(values);
  }

  private List<Boolean> failures(Phase phase, Facts facts, SignalSet signals) {
    Sighting sighting =
        new Sighting(
            "tenant",
            "account",
            "org",
            "key",
            "x",
            ExchangeHash.of("x"),
            phase,
            START,
            START + 5,
            facts,
            signals,
            LinkHashes.NONE);
    List<Boolean> failures = new ArrayList<>();
    Look look = keeper.see(profile, sighting);
    if (look != null) {
      keeper.tell(
          profile,
          look,
          new Shown() {
            @Override
            public void link(LinkObservation observation) {}

            @Override
            public void attempt(Attempt attempt) {
              assertEquals(PROMPT, attempt.prompt());
              assertEquals("org", attempt.party());
              failures.add(attempt.failed());
            }
          });
    }
    return failures;
  }

  @Test
  void aFinishedExchangeIsOneAttemptThatFailedOrNot() {
    assertEquals(List.of(false), failures(Phase.EXCHANGE, facts(LONG, 200), prompt()));
    profile.clear();
    assertEquals(List.of(true), failures(Phase.EXCHANGE, facts(LONG, 429), prompt()));
    profile.clear();
    assertEquals(List.of(true), failures(Phase.EXCHANGE, facts(LONG, 503), prompt()));
  }

  @Test
  void aRequestIsAnAttemptAndItsFailureIsToldByTheResponse() {
    assertEquals(List.of(false), failures(Phase.REQUEST, facts(LONG, 0), prompt()));
    assertEquals(List.of(true), failures(Phase.RESPONSE, facts(0, 500), SignalSet.EMPTY));
  }

  @Test
  void aResponseThatWentWellIsNoFurtherAttempt() {
    failures(Phase.REQUEST, facts(LONG, 0), prompt());
    assertEquals(List.of(), failures(Phase.RESPONSE, facts(0, 200), SignalSet.EMPTY));
  }

  @Test
  void whatAnybodySendsIsNone() {
    assertEquals(List.of(), failures(Phase.EXCHANGE, facts(LONG - 1, 429), prompt()));
    profile.clear();
    assertEquals(List.of(), failures(Phase.EXCHANGE, facts(0, 429), prompt()));
  }

  @Test
  void whoeverIsRefusedForWhatTheyAskHasNotFailed() {
    for (int status : new int[] {400, 401, 403, 404}) {
      profile.clear();
      assertEquals(List.of(false), failures(Phase.EXCHANGE, facts(LONG, status), prompt()));
    }
  }
}

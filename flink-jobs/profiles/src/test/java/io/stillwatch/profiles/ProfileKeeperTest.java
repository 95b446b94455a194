package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How an account takes in what it is shown. */
class ProfileKeeperTest {

  private static final long START = 1_750_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final Duration SILENCE = Duration.ofDays(30);

  private final ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, SILENCE);
  private final AccountProfile profile = AccountProfile.empty();

  private @Nullable Look see(String exchange, Phase phase, long atMs) {
    return keeper.see(profile, Sightings.of(exchange, phase, atMs));
  }

  private double exchanges() {
    return profile.value(Counter.EXCHANGES, Horizon.FORTNIGHT);
  }

  @Test
  void anExchangeThatComesAsOneEventIsAskedAndAnsweredAtOnce() {
    Look look = see("x", Phase.EXCHANGE, START);
    assertNotNull(look);
    assertTrue(look.asked() && look.answered());
    assertEquals(1, exchanges());
  }

  @Test
  void anExchangeThatComesAsTwoEventsCountsWithItsResponse() {
    Look request = see("x", Phase.REQUEST, START);
    assertNotNull(request);
    assertTrue(request.asked() && !request.answered());
    assertEquals(0, exchanges());
    Look response = see("x", Phase.RESPONSE, START);
    assertNotNull(response);
    assertTrue(!response.asked() && response.answered());
    assertEquals(1, exchanges());
  }

  @Test
  void whatComesTwiceShowsNothingNew() {
    see("x", Phase.REQUEST, START);
    assertNull(see("x", Phase.REQUEST, START));
    see("x", Phase.RESPONSE, START);
    assertNull(see("x", Phase.RESPONSE, START));
    assertNull(see("x", Phase.EXCHANGE, START));
    assertEquals(1, exchanges());
  }

  @Test
  void aResponseThatOvertakesItsRequestLeavesThePromptToBeAsked() {
    Look response = see("x", Phase.RESPONSE, START);
    assertNotNull(response);
    assertTrue(!response.asked() && response.answered());
    Look request = see("x", Phase.REQUEST, START);
    assertNotNull(request);
    assertTrue(request.asked() && !request.answered());
    assertEquals(1, exchanges());
  }

  @Test
  void anyOrderAndRepetitionOfTheEventsOfAnExchangeCountsItOnce() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      AccountProfile fresh = AccountProfile.empty();
      List<Phase> events = new ArrayList<>();
      int copies = 1 + random.nextInt(3);
      for (int i = 0; i < copies; i++) {
        events.add(Phase.REQUEST);
        events.add(Phase.RESPONSE);
        if (random.nextBoolean()) {
          events.add(Phase.EXCHANGE);
        }
      }
      Collections.shuffle(events, random);
      int asked = 0;
      int answered = 0;
      for (Phase phase : events) {
        Look look = keeper.see(fresh, Sightings.of("x", phase, START));
        asked += look != null && look.asked() ? 1 : 0;
        answered += look != null && look.answered() ? 1 : 0;
      }
      assertEquals(1, asked, "asked, seed " + seed);
      assertEquals(1, answered, "answered, seed " + seed);
      assertEquals(1, fresh.value(Counter.EXCHANGES, Horizon.HOUR), "counted, seed " + seed);
      assertEquals(0, fresh.count(Section.OPEN), "waiting, seed " + seed);
    }
  }

  @Test
  void aRequestWithoutResponseCountsAfterTenMinutesAndNotBefore() {
    see("x", Phase.REQUEST, START);
    see("y", Phase.EXCHANGE, START + 10 * MINUTE - 1);
    assertEquals(1, profile.value(Counter.EXCHANGES, Horizon.HOUR), 0.001);
    see("z", Phase.EXCHANGE, START + 10 * MINUTE);
    assertEquals(3, profile.value(Counter.EXCHANGES, Horizon.HOUR), 0.001);
    assertNull(see("x", Phase.RESPONSE, START + 11 * MINUTE), "it has been counted already");
  }

  @Test
  void aLateEventIsTakenAtTheClocksNow() {
    see("x", Phase.EXCHANGE, START + MINUTE);
    Look late = see("y", Phase.EXCHANGE, START);
    assertNotNull(late);
    assertEquals(START + MINUTE, late.clockMs());
    assertEquals(START + MINUTE, profile.clockMs());
  }

  @Test
  void aResponseCarriesWhatItsRequestShowed() {
    keeper.see(profile, Sightings.of("x", Phase.REQUEST, START, Sightings.reasoning(0.9)));
    Look response = see("x", Phase.RESPONSE, START + 1);
    assertNotNull(response);
    assertEquals(0.9, response.signals().score(Sightings.CATALOG.code("cot_elicitation")));
  }

  @Test
  void aPairIsFreshOnce() {
    Look first =
        keeper.see(profile, Sightings.of("x", Phase.EXCHANGE, START, Sightings.pair(7, 1)));
    Look swapped =
        keeper.see(profile, Sightings.of("y", Phase.EXCHANGE, START, Sightings.pair(7, 2)));
    assertTrue(first != null && first.freshPair());
    assertTrue(swapped != null && !swapped.freshPair());
  }

  @Test
  void anAccountThatWasSilentForItsTimeStartsAnew() {
    see("x", Phase.EXCHANGE, START);
    see("y", Phase.EXCHANGE, START + SILENCE.toMillis() - 1);
    assertEquals(START, profile.firstSeenMs());
    see("z", Phase.EXCHANGE, START + 2 * SILENCE.toMillis() - 1);
    assertEquals(START + 2 * SILENCE.toMillis() - 1, profile.firstSeenMs());
    assertEquals(1, exchanges());
  }

  @Test
  void moreOpenRequestsThanFitCountAsTheyStand() {
    for (int i = 0; i < ProfileLimits.OPEN_MAX; i++) {
      see("x" + i, Phase.REQUEST, START);
    }
    assertEquals(0, exchanges());
    see("one more", Phase.REQUEST, START);
    assertEquals(1, exchanges());
    assertEquals(ProfileLimits.OPEN_MAX, profile.count(Section.OPEN));
    assertFalse(profile.length() > ProfileLimits.BYTES_MAX);
  }

  @Test
  void countersForgetByHalfLives() {
    see("x", Phase.EXCHANGE, START);
    see("y", Phase.EXCHANGE, START + 60 * MINUTE);
    assertEquals(1.5, profile.value(Counter.EXCHANGES, Horizon.HOUR), 1e-6);
  }
}

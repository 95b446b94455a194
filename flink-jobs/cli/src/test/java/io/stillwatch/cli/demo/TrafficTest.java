package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The simulated traffic: the same for a seed, at its rate, of all kinds, with nothing in it that
 * tells them apart.
 */
class TrafficTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final TrafficPlan MINUTE =
      new TrafficPlan(7, 1_000, Duration.ofSeconds(60), 2_000, START);

  private static final List<InferenceEvent> EVENTS = new ArrayList<>();
  private static final Map<String, Integer> EXCHANGES = new HashMap<>();
  private static Map<String, Role> roles = Map.of();

  @BeforeAll
  static void runOneMinute() {
    Traffic traffic = new Traffic(MINUTE, Gate.OPEN);
    traffic.until(
        60_000,
        (event, opens) -> {
          EVENTS.add(event);
          if (opens) {
            EXCHANGES.merge(event.getAccountId(), 1, Integer::sum);
          }
        });
    roles = traffic.directory().roles();
  }

  @Test
  void theSameSeedGivesTheSameEventsHoweverItIsAsked() {
    TrafficPlan plan = new TrafficPlan(3, 1_250, Duration.ofSeconds(12), 800, START);
    List<InferenceEvent> atOnce = new ArrayList<>();
    new Traffic(plan, Gate.OPEN).until(12_000, (event, opens) -> atOnce.add(event));
    List<InferenceEvent> inPieces = new ArrayList<>();
    Traffic traffic = new Traffic(plan, Gate.OPEN);
    for (long ms = 0; ms <= 13_000; ms += 37) {
      traffic.until(ms, (event, opens) -> inPieces.add(event));
    }
    assertEquals(atOnce, inPieces);
  }

  @Test
  void anotherSeedGivesOtherAccounts() {
    Traffic other =
        new Traffic(new TrafficPlan(8, 1_000, Duration.ofSeconds(60), 2_000, START), Gate.OPEN);
    Set<String> both = new HashSet<>(other.directory().roles().keySet());
    both.retainAll(roles.keySet());
    assertEquals(Set.of(), both);
  }

  @Test
  void theRateIsHeldOverallAndInEverySecondAfterTheStart() {
    assertEquals(60_000, EVENTS.size(), 600);
    int[] perSecond = new int[61];
    for (InferenceEvent event : EVENTS) {
      perSecond[(int) Duration.between(START, event.getOccurredAt()).toSeconds()]++;
    }
    for (int second = 3; second < 60; second++) {
      assertEquals(1_000, perSecond[second], 200, "second " + second);
    }
  }

  @Test
  void everyKindIsPresentAndCampaignsHaveTheirSize() {
    Map<Role, Integer> accounts = new EnumMap<>(Role.class);
    EXCHANGES.keySet().forEach(id -> accounts.merge(role(id), 1, Integer::sum));
    for (Role role : Role.values()) {
      int count = accounts.getOrDefault(role, 0);
      assertTrue(count > 0, role + " is missing");
      assertTrue(!role.campaign() || count >= 25, role + " has " + count + " accounts");
    }
    assertEquals(2_000, roles.size());
  }

  @Test
  void everyCampaignAccountSendsAtLeastFifteenExchanges() {
    roles.forEach(
        (id, role) -> {
          int exchanges = EXCHANGES.getOrDefault(id, 0);
          assertTrue(!role.campaign() || exchanges >= 15, role + " sent " + exchanges);
        });
  }

  @Test
  void campaignsJoinInTheFirstThirdAndOneAfterTheOther() {
    Map<String, Long> firstMs = new HashMap<>();
    for (InferenceEvent event : EVENTS) {
      long ms = Duration.between(START, event.getOccurredAt()).toMillis();
      firstMs.putIfAbsent(event.getAccountId(), ms);
    }
    long earliest = Long.MAX_VALUE;
    long latest = 0;
    for (Map.Entry<String, Long> first : firstMs.entrySet()) {
      if (role(first.getKey()).campaign()) {
        earliest = Math.min(earliest, first.getValue());
        latest = Math.max(latest, first.getValue());
      }
    }
    assertTrue(latest < 22_000, "the last joined at " + latest);
    assertTrue(latest - earliest > 12_000, "all joined within " + (latest - earliest) + " ms");
  }

  @Test
  void campaignsNeverAskTheSameTwice() {
    Set<String> prompts = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (InferenceEvent event : EVENTS) {
      boolean asks = event.getPromptText() != null;
      if (asks && role(event.getAccountId()).campaign() && seen.add(event.getExchangeId())) {
        assertTrue(prompts.add(event.getPromptText()), event.getPromptText());
      }
    }
    assertTrue(prompts.size() > 1_000, "only " + prompts.size());
  }

  @Test
  void bothFormsOfExchangesAndRetriesOccur() {
    Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
    EVENTS.forEach(event -> phases.merge(event.getPhase(), 1, Integer::sum));
    assertEquals(
        phases.getOrDefault(Phase.REQUEST, 0), phases.getOrDefault(Phase.RESPONSE, 0), 900);
    assertTrue(phases.getOrDefault(Phase.EXCHANGE, 0) > 15_000, phases.toString());
    Set<String> distinct = new HashSet<>();
    int repeated = 0;
    for (InferenceEvent event : EVENTS) {
      repeated += distinct.add(event.getPhase() + event.getExchangeId()) ? 0 : 1;
    }
    assertTrue(repeated > 200 && repeated < 1_200, repeated + " repeated");
  }

  @Test
  void aGatewayFillsWhatItKnows() {
    for (InferenceEvent event : EVENTS) {
      assertNotNull(event.getOrganizationId());
      assertNotNull(event.getApiKeyId());
      assertNotNull(event.getModel());
      assertNotNull(event.getRegion());
      if (event.getPhase() != Phase.RESPONSE) {
        assertNotNull(event.getClient().getIp());
        assertNotNull(event.getAccount().getCreatedAt());
        assertNotNull(event.getParams().getMaxTokens());
      }
      if (event.getPhase() != Phase.REQUEST) {
        assertNotNull(event.getStatus());
        assertNotNull(event.getOutputTokens());
      }
    }
  }

  @Test
  void noFieldTellsWhoIsWho() {
    Set<String> words =
        new HashSet<>(List.of("campaign", "attack", "honest", "benign", "demo", "simulat"));
    for (Role role : Role.values()) {
      if (role.campaign()) {
        words.addAll(List.of(role.name().toLowerCase(Locale.ROOT).split("_", -1)));
      }
    }
    Map<Integer, Set<Boolean>> campaignByShape = new HashMap<>();
    for (InferenceEvent event : EVENTS) {
      for (String id :
          new String[] {
            event.getAccountId(),
            event.getExchangeId(),
            event.getApiKeyId(),
            String.valueOf(event.getOrganizationId()),
            String.valueOf(event.getSessionId()),
            String.valueOf(event.getClient()),
            String.valueOf(event.getAccount())
          }) {
        for (String word : words) {
          assertFalse(id.toLowerCase(Locale.ROOT).contains(word), id + " says " + word);
        }
      }
      assertTrue(opaque(event.getAccountId(), "acct_"), event.getAccountId());
      assertTrue(opaque(event.getExchangeId(), "ex_"), event.getExchangeId());
      // Values that only campaigns, or only honest accounts with many of them, would have.
      if (event.getClient() != null) {
        shape(campaignByShape, event, "ua" + event.getClient().getUserAgent());
        shape(campaignByShape, event, "tls" + event.getClient().getTlsFingerprint());
      }
      shape(campaignByShape, event, "model" + event.getModel());
      shape(campaignByShape, event, "region" + event.getRegion());
      shape(campaignByShape, event, "length" + event.getAccountId().length());
    }
    campaignByShape.forEach((shape, who) -> assertNotEquals(Set.of(true), who));
  }

  private static void shape(
      Map<Integer, Set<Boolean>> campaignByShape, InferenceEvent event, String shape) {
    campaignByShape
        .computeIfAbsent(shape.hashCode(), key -> new HashSet<>())
        .add(role(event.getAccountId()).campaign());
  }

  private static boolean opaque(String id, String prefix) {
    return id.startsWith(prefix)
        && id.substring(prefix.length()).chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static Role role(String accountId) {
    return roles.getOrDefault(accountId, Role.CHAT);
  }
}

package io.stillwatch.campaigns;

import static io.stillwatch.campaigns.Town.HOUR;
import static io.stillwatch.campaigns.Town.MINUTE;
import static io.stillwatch.campaigns.Town.START;
import static io.stillwatch.campaigns.Town.traits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Campaigns that become one, whichever of them is the larger and whichever the older. */
class MergingTest {

  /** In which order the links of a chain are closed. */
  private enum Order {
    /** The long end is always the older. */
    OLDEST_FIRST,
    /** The long end is always the younger. */
    YOUNGEST_FIRST,
    ANY;

    int link(int i, int links) {
      return switch (this) {
        case OLDEST_FIRST -> i;
        case YOUNGEST_FIRST -> links - 1 - i;
        case ANY -> (int) (i * 2_741L % links);
      };
    }
  }

  /**
   * Pairs that exchanged work, and then one account of each with one of the next, in some order.
   */
  private static long workOfAChain(int pairs, Order order) {
    Town town = new Town(50_000);
    for (int i = 0; i < pairs; i++) {
      town.handsOver("a-" + i, "b-" + i, START + i * MINUTE);
    }
    for (int i = 0; i < pairs - 1; i++) {
      int link = order.link(i, pairs - 1);
      // Who only takes over is no member by that: half of them are looked at again and again.
      town.handsOver("a-" + link, "a-" + (link + 1), START + (pairs + i) * MINUTE);
    }
    assertEquals(1, town.desk().campaigns().size());
    assertEquals(2 * pairs, town.desk().campaigns().iterator().next().size());
    return town.desk().work();
  }

  @Test
  void whatAChainOfMergersCostsGrowsAsItsLength() {
    for (Order order : Order.values()) {
      long few = workOfAChain(300, order);
      long many = workOfAChain(2_400, order);
      String cost = order + ": 300 pairs cost " + few + ", 2,400 cost " + many;
      assertTrue(few > 1_000, cost);
      assertTrue(many < 8 * 1.5 * few, cost);
    }
  }

  @Test
  void whatTheyKnowIsWhatTheirMembersTell() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Town town = new Town(5_000);
      Map<String, TreeSet<String>> together = new TreeMap<>();
      for (int step = 0; step < 60; step++) {
        String from = "bad-" + random.nextInt(60);
        String to = "bad-" + random.nextInt(60);
        long atMs = START + step * MINUTE;
        town.uses(
            from,
            "org-" + from,
            100 + random.nextInt(3),
            traits(random.nextInt(9), random.nextInt(9), random.nextInt(4)),
            atMs);
        if (!from.equals(to)) {
          town.handsOver(from, to, atMs);
          join(together, from, to);
        }
      }
      for (TreeSet<String> accounts : together.values()) {
        assertEquals(
            1,
            town.desk().campaigns().stream()
                .filter(campaign -> accounts.stream().anyMatch(campaign::has))
                .filter(campaign -> accounts.stream().allMatch(campaign::has))
                .count(),
            "seed " + seed + ": " + accounts);
      }
      Map<String, String> live = told(town);
      town.restart();
      assertEquals(live, told(town), "seed " + seed);
    }
  }

  @Test
  void aWordSaidBeforeAMergerDoesNotCoverWhoComesAfterIt() {
    Town town = new Town(10_000);
    attackers(town, "decoy", 1_000, 0, 12, START);
    attackers(town, "real", 7_000, 0, 12, START + HOUR);
    String older = campaignOf(town, "decoy-0");
    String younger = campaignOf(town, "real-0");
    assertNotEquals(older, younger);
    town.handsOver("decoy-0", "real-0", START + 2 * HOUR);
    assertEquals(List.of(older), town.desk().campaigns().stream().map(CampaignState::id).toList());

    town.findings.clear();
    attackers(town, "real", 7_000, 12, 13, START + 3 * HOUR);
    town.restart();
    attackers(town, "real", 7_000, 13, 14, START + 4 * HOUR);
    assertEquals(Set.of("real-12", "real-13"), town.found());
    for (Finding newcomer : town.findings) {
      assertEquals(older, newcomer.getCampaignId());
      assertFalse(covers(older, START + HOUR, newcomer), "said of those who were in it then");
      assertFalse(covers(younger, START + HOUR, newcomer));
      assertTrue(covers(older, START + 5 * HOUR, newcomer), "said of what has come of both");
    }
  }

  @Test
  void aPairThatJoinsTakesNoWordAwayFromWhoComesLater() {
    Town town = new Town(10_000);
    attackers(town, "real", 1_000, 0, 12, START);
    String id = campaignOf(town, "real-0");
    town.handsOver("p0", "p1", START + 2 * HOUR);
    town.uses("p1", "org-p1", 1_000, traits(2_000, 3_000, 4_000), START + 3 * HOUR);
    assertEquals(id, campaignOf(town, "p0"));
    assertTrue(covers(id, START + HOUR, newcomer(town, "real", 1_000, 12, START + 4 * HOUR)));
  }

  @Test
  void whatWasSaidOfTheLargerOneGoesOnThoughTheOtherIsOlder() {
    Town town = new Town(10_000);
    town.handsOver("p0", "p1", START - HOUR);
    String older = campaignOf(town, "p0");
    attackers(town, "real", 1_000, 0, 12, START);
    String real = campaignOf(town, "real-0");
    town.handsOver("p0", "real-0", START + 2 * HOUR);
    assertEquals(older, campaignOf(town, "real-0"));
    Finding newcomer = newcomer(town, "real", 1_000, 12, START + 4 * HOUR);
    assertTrue(covers(real, START + HOUR, newcomer));
    assertFalse(covers(older, START + HOUR, newcomer), "said of two others");
    assertTrue(covers(older, START + 5 * HOUR, newcomer));
  }

  @Test
  void bySlicesADecoyTakesNobodyInUnderWhatWasSaidOfIt() {
    Town town = new Town(10_000);
    attackers(town, "decoy", 1_000, 0, 12, START);
    String decoy = campaignOf(town, "decoy-0");
    for (int slice = 0; slice <= CampaignLimits.TAKEN_IN_MAX / 2; slice++) {
      assertTrue(
          covers(
              decoy,
              START + HOUR,
              newcomer(town, "decoy", 1_000, 12 + slice, START + (2 + slice) * HOUR)),
          "before slice " + slice);
      long atMs = START + (2 + slice) * HOUR + MINUTE;
      town.handsOver("a" + slice, "b" + slice, atMs);
      town.handsOver("a" + slice, "decoy-" + slice, atMs + MINUTE);
      assertEquals(decoy, campaignOf(town, "b" + slice));
      town.restart();
    }
    Finding newcomer = newcomer(town, "decoy", 1_000, 20, START + 9 * HOUR);
    assertEquals(decoy, newcomer.getCampaignId());
    assertFalse(covers(decoy, START + HOUR, newcomer));
  }

  @Test
  void aLargeCampaignKeepsItsNameForAnEighth() {
    CampaignState campaign = new CampaignState("c-1", 0, Map.of());
    for (int i = 0; i < 80; i++) {
      campaign.add(new Participant("a-" + i, 0));
    }
    assertFalse(campaign.isAnotherWith(ofSize(10)));
    assertTrue(campaign.isAnotherWith(ofSize(11)));
    campaign.takeIn(ofSize(8));
    assertFalse(campaign.isAnotherWith(ofSize(2)));
    assertTrue(campaign.isAnotherWith(ofSize(3)), "all that mergers have brought counts");
    campaign.joinedAs("c-1+c-2");
    assertFalse(campaign.isAnotherWith(ofSize(11)), "of 88 by now");
  }

  private static CampaignState ofSize(int members) {
    CampaignState campaign = new CampaignState("c-2", 1, Map.of());
    for (int i = 0; i < members; i++) {
      campaign.add(new Participant("b-" + i, 0));
    }
    return campaign;
  }

  /** What is found of one more who comes for what the campaign is. */
  private static Finding newcomer(Town town, String name, long links, int number, long atMs) {
    town.findings.clear();
    attackers(town, name, links, number, number + 1, atMs);
    return town.findings.stream()
        .filter(finding -> finding.getAccountId().equals(name + '-' + number))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theNameByWhichItIsJoinedIsKeptThoughNobodyHasJoinedYet() {
    Town town = new Town(10_000);
    attackers(town, "one", 1_000, 0, 12, START);
    attackers(town, "other", 7_000, 0, 12, START + HOUR);
    town.handsOver("one-0", "other-0", START + 2 * HOUR);
    CampaignState whole = town.desk().campaigns().iterator().next();
    Mergers mergers = new Mergers();
    mergers.merged(whole.joinedAs(), whole.id(), START);
    for (int i = 0; i < CampaignLimits.NAMES_MAX; i++) {
      mergers.forgotten("old-" + i, START + 1 + i);
    }
    assertEquals(1, mergers.forgetNames(List.of(), List.of(whole)));
    assertEquals(whole.id(), mergers.now(whole.joinedAs()));
  }

  private static void attackers(Town town, String name, long links, int from, int to, long atMs) {
    for (int i = from; i < to; i++) {
      town.uses(
          name + '-' + i,
          "org-" + name + '-' + i,
          links,
          traits(links + 1_000 + i / 3, links + 2_000 + i, links + 3_000),
          atMs + i);
    }
  }

  private static String campaignOf(Town town, String account) {
    return town.desk().campaigns().stream()
        .filter(campaign -> campaign.has(account))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private static boolean covers(String campaign, long saidAtMs, Finding member) {
    Feedback word =
        Feedback.newBuilder()
            .setFeedbackId("f")
            .setTenant("acme")
            .setScope(FeedbackScope.CAMPAIGN)
            .setSubject(campaign)
            .setKind(FeedbackKind.DISMISS)
            .setAuthor("ana")
            .setWhy("a class")
            .setAt(Instant.ofEpochMilli(saidAtMs))
            .build();
    return FeedbackLaw.covers(word, FeedbackLaw.campaignsOf(member));
  }

  private static void join(Map<String, TreeSet<String>> sets, String from, String to) {
    TreeSet<String> both = new TreeSet<>(List.of(from, to));
    both.addAll(sets.getOrDefault(from, both));
    both.addAll(sets.getOrDefault(to, both));
    both.forEach(account -> sets.put(account, both));
  }

  /** All that a campaign knows, by its name. */
  private static Map<String, String> told(Town town) {
    Map<String, String> told = new TreeMap<>();
    for (CampaignState campaign : town.desk().campaigns()) {
      TreeMap<Long, String> shown = new TreeMap<>();
      for (long value : campaign.values()) {
        shown.put(value, campaign.showing(value) + " since " + campaign.takenUpAtMs(value));
      }
      told.put(
          campaign.id(),
          String.join(
              " ",
              "founded " + campaign.foundedAtMs(),
              "members " + campaign.size(),
              "proven " + campaign.proven(),
              "parties " + campaign.parties(),
              "acted on " + campaign.isActedOn(),
              "hand-overs " + campaign.handOverCount().byDay(),
              "evidence " + campaign.evidence(),
              "shown " + shown));
    }
    return told;
  }
}

package io.stillwatch.campaigns;

import static io.stillwatch.campaigns.Town.DAY;
import static io.stillwatch.campaigns.Town.HOUR;
import static io.stillwatch.campaigns.Town.MINUTE;
import static io.stillwatch.campaigns.Town.START;
import static io.stillwatch.campaigns.Town.none;
import static io.stillwatch.campaigns.Town.traits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignPhase;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What nobody shows for thirty days is forgotten, by the accounts' clocks, and counted. */
class ForgettingTest {

  private static final long TEMPLATE = 1_000;

  private final Town town = new Town(10_000);

  private void attackers(int from, int to, long atMs) {
    for (int i = from; i < to; i++) {
      town.uses(
          "bad-" + i, "org-bad-" + i, TEMPLATE, traits(2_000 + i / 3, 3_000 + i, 4_000), atMs + i);
    }
  }

  private void timePasses(long atMs) {
    town.counts(1, atMs);
  }

  private Campaign last() {
    return town.campaigns.get(town.campaigns.size() - 1);
  }

  @Test
  void membersThatAreSilentForThirtyDaysLeaveAndTheOthersStay() {
    attackers(0, 12, START);
    String campaign = last().getCampaignId();
    attackers(0, 6, START + 20 * DAY);
    timePasses(START + 29 * DAY);
    assertEquals(Map.of(), town.forgotten);
    timePasses(START + 32 * DAY);
    assertEquals(6, town.forgotten.get(Forgotten.MEMBERS));
    assertEquals(6, last().getMemberCount());
    town.findings.clear();
    attackers(12, 13, START + 33 * DAY);
    assertEquals(Set.of("bad-12"), town.found(), "what is left still knows its own");
    assertEquals(campaign, town.findings.get(0).getCampaignId());
  }

  @Test
  void aCampaignWithoutMembersIsClosedAndItsNameIsNotGivenAgain() {
    attackers(0, 12, START);
    Campaign first = last();
    timePasses(START + 32 * DAY);
    assertEquals(12, town.forgotten.get(Forgotten.MEMBERS));
    assertEquals(first.getCampaignId(), last().getCampaignId());
    assertEquals(CampaignPhase.CLOSED, last().getPhase());
    assertEquals(0, last().getMemberCount());
    assertNull(last().getMergedInto());
    assertTrue(last().getRevision() > first.getRevision());
    town.restart();
    town.findings.clear();
    attackers(0, 12, START + 33 * DAY);
    assertTrue(town.found().contains("bad-5"));
    assertNotEquals(first.getCampaignId(), last().getCampaignId());
  }

  @Test
  void aSuspicionThatNothingIsAddedToIsDroppedHoweverBusyTheAccountsAre() {
    town.handsOver("one", "other", START);
    for (String user : List.of("user-0", "user-1", "user-2")) {
      town.uses(user, "org-" + user, TEMPLATE, none(), START);
    }
    for (int day = 1; day < 32; day++) {
      town.uses("one", "org-one", TEMPLATE, traits(5, 6, 7), START + day * DAY);
    }
    assertEquals(1, town.forgotten.get(Forgotten.SUSPECTS));
    assertEquals(CampaignPhase.CLOSED, last().getPhase());
    assertEquals(List.of(), town.findings);
    town.handsOver("one", "other", START + 40 * DAY);
    assertEquals(CampaignPhase.SUSPECT, last().getPhase(), "it is news again");
  }

  @Test
  void handOversOfLongAgoMakeNoQueue() {
    town.handsOver("bad-0", "bad-1", START);
    town.handsOver("bad-1", "bad-2", START + HOUR);
    town.handsOver("bad-2", "bad-0", START + 32 * DAY);
    assertEquals(Set.of(), town.found());
    assertEquals(4, town.forgotten.get(Forgotten.HAND_OVERS), "two, as each of them knew it");
    town.handsOver("bad-0", "bad-1", START + 33 * DAY);
    town.handsOver("bad-1", "bad-2", START + 34 * DAY);
    assertEquals(Set.of("bad-0", "bad-1", "bad-2"), town.found());
  }

  @Test
  void handOversThatGoOnAreOfToday() {
    for (int day = 0; day < 50; day += 10) {
      town.handsOver("bad-0", "bad-1", START + day * DAY);
      town.handsOver("bad-1", "bad-2", START + day * DAY + HOUR);
    }
    town.handsOver("bad-2", "bad-0", START + 50 * DAY);
    assertEquals(Set.of("bad-0", "bad-1", "bad-2"), town.found());
    assertEquals(Map.of(), town.forgotten);
  }

  @Test
  void ofMorePartnersThanAreRememberedTheOldestLeave() {
    int max = CampaignLimits.PARTNERS_MAX;
    for (int i = 0; i <= max; i++) {
      town.handsOver("hub", "taker-" + i, START + i * MINUTE);
    }
    assertEquals(Map.of(Forgotten.HAND_OVERS, 1), town.forgotten);
    town.campaigns.clear();
    town.handsOver("hub", "taker-" + max, START + HOUR);
    assertEquals(List.of(), town.campaigns, "the newest is known");
  }

  @Test
  void howCommonAValueIsIsForgottenToo() {
    for (String account : List.of("one", "two", "three")) {
      town.uses(account, "org-" + account, 0, traits(0, 0, 77), START);
    }
    town.restart();
    assertTrue(town.stored().containsKey("v4d"), "its piece");
    timePasses(START + 32 * DAY);
    town.restart();
    assertFalse(town.stored().containsKey("v4d"));
    assertEquals(1, town.forgotten.get(Forgotten.VALUES));
  }

  @Test
  void ofValuesThatTwoAccountsMakeUpOnlySoManyAreRememberedAndStored() {
    int max = CampaignLimits.VALUES_MAX;
    town.uses("payer", "org-payer", 0, traits(0xca4d, 0, 0), START - DAY);
    town.uses("other", "org-other", 0, traits(0xca4d, 0, 0), START - DAY);
    for (long value = 2_000_001; value < 2_000_000 + max; value++) {
      twoShow(value);
    }
    town.restart();
    assertEquals(Map.of(), town.forgotten);
    twoShow(2_000_000 + max);
    assertEquals(Map.of(Forgotten.VALUES, max / 8 + 1), town.forgotten);
    town.restart();
    assertEquals(
        max - max / 8, town.stored().keySet().stream().filter(key -> key.startsWith("v")).count());
    assertTrue(town.stored().containsKey("vca4d"), "of the oldest, but two pay with that card");
    twoShow(1);
    assertEquals(Map.of(Forgotten.VALUES, max / 8 + 1), town.forgotten, "there is room");
  }

  private void twoShow(long program) {
    town.see(LinkReport.of(LinkObservations.of(LinkKind.PROGRAM, program, "one", "org", START), 2));
  }

  @Test
  void aCampaignThatChangesItsAccountsStillKnowsWhatIsItsOwn() {
    int rounds = 14;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < 12; i++) {
        String name = "bad-" + round + '-' + i;
        long atMs = START + round * 20 * DAY + i * MINUTE;
        town.uses(name, "org-" + name, TEMPLATE, traits(2_000 + i % 4, 3_000 + i, 4_000), atMs);
      }
    }
    assertTrue(town.forgotten.get(Forgotten.MEMBERS) >= 12 * (rounds - 3), "most are gone");
    town.restart();
    town.findings.clear();
    // Nothing but what a tool's users show, and hardly anybody else does.
    town.uses("new", "org", TEMPLATE, traits(9, 9, 4_000), START + (rounds * 20 - 19) * DAY);
    assertEquals(Set.of("new"), town.found());
  }

  @Test
  void whoIsForgottenStandsOnNoLinkAndNobodyOnLinksThatItHasNoRoomFor() {
    attackers(0, 12, START);
    town.handsOver("one", "other", START);
    for (int i = 0; i < 30; i++) {
      town.uses("bad-0", "org-bad-0", 5_000 + i, traits(2_000, 3_000, 4_000), START + i);
      town.uses("one", "org-one", 5_000 + i, traits(0, 0, 0), START + i);
    }
    assertFalse(town.desk().links().containsKey(5_029L), "neither has room for it");
    timePasses(START + 32 * DAY);
    assertTrue(
        town.desk().links().values().stream()
            .noneMatch(link -> link.containsKey("bad-0") || link.containsKey("one")));
    Set<Long> links = Set.copyOf(town.desk().links().keySet());
    town.restart();
    assertEquals(links, town.desk().links().keySet());
  }

  @Test
  void whomOlderCodeLeftStandingIsTakenAway() throws IOException {
    attackers(0, 12, START);
    town.restart();
    ByteArrayOutputStream ghost = new ByteArrayOutputStream();
    DataOutputStream piece = new DataOutputStream(ghost);
    piece.writeByte(5);
    piece.writeShort(1);
    piece.writeUTF("gone");
    town.stored().put("l4d", ghost.toByteArray());
    town.restart();
    assertFalse(town.desk().links().containsKey(77L));
    town.restart();
    assertFalse(town.stored().containsKey("l4d"));
  }

  @Test
  void theNewestSuspicionIsNeverTheOneThatMakesRoom() {
    for (int i = 0; i <= CampaignLimits.SUSPECTS_MAX; i++) {
      // The last one by a clock that lags: it grew longest ago of all.
      long atMs = i < CampaignLimits.SUSPECTS_MAX ? START + DAY + i : START + DAY - HOUR;
      town.handsOver("a-" + i, "b-" + i, atMs);
    }
    assertEquals(CampaignLimits.SUSPECTS_MAX / 8, town.forgotten.get(Forgotten.SUSPECTS));
    assertTrue(
        town.desk().campaigns().stream()
            .anyMatch(suspect -> suspect.has("a-" + CampaignLimits.SUSPECTS_MAX)));
    int suspects = town.desk().campaigns().size();
    town.restart();
    timePasses(START + DAY + HOUR);
    assertEquals(suspects, town.desk().campaigns().size());
  }

  @Test
  void theCampaignOfThoseWhoWereFoundBeforeIsNoSuspicion() {
    attackers(0, 12, START);
    town.restart();
    town.stored().keySet().removeIf(key -> key.startsWith("c"));
    town.restart();
    town.handsOver("bad-0", "bad-1", START + HOUR);
    for (int i = 0; i < CampaignLimits.SUSPECTS_MAX + 1; i++) {
      town.handsOver("a-" + i, "b-" + i, START + DAY + i);
    }
    assertTrue(town.forgotten.containsKey(Forgotten.SUSPECTS), "the limit bit");
    assertTrue(town.desk().campaigns().stream().anyMatch(campaign -> campaign.has("bad-0")));
  }

  @Test
  void aMemberOfNothingThatIsStoredIsNobodysAndCounted() {
    town.handsOver("one", "other", START);
    town.restart();
    town.stored().keySet().removeIf(key -> key.startsWith("c"));
    town.restart();
    town.handsOver("x-0", "x-1", START + HOUR);
    assertEquals(Map.of(Forgotten.STRAYS, 2), town.forgotten);
    town.handsOver("one", "other", START + 2 * HOUR);
    assertEquals(CampaignPhase.SUSPECT, last().getPhase());
    assertEquals(2, last().getMemberCount());
  }

  @Test
  void namesBeyondSoManyAreForgottenButNoneByWhichSomebodyCame() {
    Mergers mergers = new Mergers();
    CampaignState last = new CampaignState("c-last", 0, Map.of());
    Participant member = new Participant("a", 0);
    member.joins(last, "c-0", true);
    mergers.merged("c-0", "c-1", 1);
    mergers.merged("c-1", "c-last", 2);
    for (int i = 0; i < CampaignLimits.NAMES_MAX; i++) {
      mergers.forgotten("old-" + i, 3 + i);
    }
    assertEquals(2, mergers.forgetNames(List.of(member), List.of()));
    assertEquals("c-last", mergers.now("c-0"));
    assertTrue(!mergers.isGone("old-0") && !mergers.isGone("old-1") && mergers.isGone("old-2"));
  }
}

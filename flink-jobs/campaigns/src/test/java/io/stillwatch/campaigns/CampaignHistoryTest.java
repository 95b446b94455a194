package io.stillwatch.campaigns;

import static io.stillwatch.campaigns.Town.DAY;
import static io.stillwatch.campaigns.Town.HOUR;
import static io.stillwatch.campaigns.Town.START;
import static io.stillwatch.campaigns.Town.traits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.campaigns.CampaignHistory.Day;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignDay;
import io.stillwatch.schemas.CampaignPhase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A campaign tells how it stood day by day, and how many exchanges its members have had. */
class CampaignHistoryTest {

  private static final long ONE = 1_000;
  private static final long OTHER = 7_000;

  private final Town town = new Town(10_000);

  private void attackers(String name, long links, int from, int to, long atMs) {
    for (int i = from; i < to; i++) {
      town.uses(
          name + i,
          "org-" + name + i,
          links,
          traits(links + 1_000 + i / 3, links + 2_000 + i, links + 3_000),
          atMs + i);
    }
  }

  private Campaign last() {
    return town.campaigns.get(town.campaigns.size() - 1);
  }

  /** Such as {@code 0: 12 members, 12 found, 12 exchanges}, the first day being 0. */
  private static List<String> days(Campaign campaign) {
    return campaign.getDays().stream()
        .map(
            day ->
                (day.getDay().toEpochMilli() / DAY - START / DAY)
                    + ": "
                    + day.getMemberCount()
                    + " members, "
                    + day.getFoundCount()
                    + " found, "
                    + day.getExchanges()
                    + " exchanges")
        .toList();
  }

  @Test
  void itTellsHowItStoodOnEachDayOnWhichItWasSeen() {
    attackers("bad-", ONE, 0, 12, START);
    town.restart();
    attackers("bad-", ONE, 12, 14, START + 2 * DAY);
    town.restart();
    int told = town.campaigns.size();
    attackers("bad-", ONE, 0, 3, START + 3 * DAY);
    assertEquals(told, town.campaigns.size(), "that somebody goes on is no news");
    town.restart();
    attackers("bad-", ONE, 14, 15, START + 4 * DAY);
    assertEquals(
        List.of(
            "0: 12 members, 12 found, 12 exchanges",
            "2: 14 members, 14 found, 14 exchanges",
            "3: 14 members, 14 found, 17 exchanges",
            "4: 15 members, 15 found, 18 exchanges"),
        days(last()));
    assertEquals(18, last().getExchanges());
    assertEquals(Instant.ofEpochMilli(START / DAY * DAY), last().getDays().get(0).getDay());
    CampaignDay first = last().getDays().get(0);
    assertEquals(
        last().getEvidence().stream().mapToDouble(term -> term.getValue()).sum(),
        first.getNats(),
        0.01);
    assertNotNull(first.getNewestMemberNats());
    assertNull(last().getDays().get(2).getNewestMemberNats(), "nobody joined on that day");
    assertEquals(
        last().getJoined().get(0).getReasons().stream().mapToDouble(t -> t.getValue()).sum(),
        Objects.requireNonNull(last().getDays().get(3).getNewestMemberNats()),
        0.01);
  }

  @Test
  void ofASuspicionNobodyIsFoundAndHandOversSpeakForIt() {
    town.handsOver("bad-0", "bad-1", START);
    assertEquals(List.of("0: 2 members, 0 found, 0 exchanges"), days(last()));
    assertTrue(last().getDays().get(0).getNats() > 0);
    assertNull(last().getExchanges(), "nobody told");
  }

  @Test
  void whatBecomesOneHadTheMembersOfBoth() {
    attackers("bad-", ONE, 0, 12, START);
    attackers("other-", OTHER, 0, 9, START + DAY);
    double stronger =
        Math.max(
            town.campaigns.get(0).getDays().get(0).getNats(), last().getDays().get(0).getNats());
    attackers("bad-", ONE, 12, 13, START + 2 * DAY);
    town.handsOver("other-0", "bad-0", START + 3 * DAY);
    Campaign closed =
        town.campaigns.stream()
            .filter(campaign -> campaign.getPhase() == CampaignPhase.CLOSED)
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("1: 9 members, 9 found, 9 exchanges"), days(closed));
    List<String> both =
        List.of(
            "0: 12 members, 12 found, 12 exchanges",
            "1: 21 members, 21 found, 21 exchanges",
            "2: 22 members, 22 found, 22 exchanges",
            "3: 22 members, 22 found, 22 exchanges");
    assertEquals(both, days(last()));
    assertEquals(stronger, last().getDays().get(1).getNats(), "each stood by itself then");
    town.restart();
    attackers("bad-", ONE, 13, 14, START + 3 * DAY + HOUR);
    assertEquals(both.subList(0, 3), days(last()).subList(0, 3));
    assertEquals("3: 23 members, 23 found, 23 exchanges", days(last()).get(3));
  }

  @Test
  void theOldestDaysLeaveAndAllOfThemWithTheCampaign() {
    int days = CampaignLimits.HISTORY_DAYS_MAX + 10;
    for (int day = 0; day < days; day++) {
      attackers("bad-", ONE, 0, 12, START + day * DAY);
    }
    attackers("bad-", ONE, 12, 13, START + days * DAY);
    assertEquals(CampaignLimits.HISTORY_DAYS_MAX, last().getDays().size());
    assertEquals(
        days + ": 13 members, 13 found, " + (12 * days + 1) + " exchanges",
        days(last()).get(CampaignLimits.HISTORY_DAYS_MAX - 1));
    String piece = "c" + last().getCampaignId();
    town.restart();
    assertTrue(town.stored().containsKey(piece));
    town.uses("somebody", "org", 9, traits(8, 7, 6), START + (days + 40) * DAY);
    assertEquals(CampaignPhase.CLOSED, last().getPhase());
    assertEquals(CampaignLimits.HISTORY_DAYS_MAX, last().getDays().size(), "its last word");
    town.restart();
    assertFalse(town.stored().containsKey(piece));
  }

  @Test
  void whoLeavesTakesItsExchangesAlongOnTheDayOnWhichItIsForgotten() {
    attackers("bad-", ONE, 0, 12, START);
    attackers("bad-", ONE, 0, 6, START + 20 * DAY);
    town.uses("somebody", "org", 9, traits(8, 7, 6), START + 32 * DAY);
    assertEquals(
        List.of(
            "0: 12 members, 12 found, 12 exchanges",
            "20: 12 members, 12 found, 18 exchanges",
            "32: 6 members, 6 found, 12 exchanges"),
        days(last()));
  }

  @Test
  void onADayThatIsLeftOutItStoodAsOnTheOneBefore() {
    CampaignHistory one = new CampaignHistory();
    one.put(1, new Day(2, 1, 10, 5, 3));
    one.put(9, new Day(4, 2, 30, 6, Double.NaN));
    CampaignHistory other = new CampaignHistory();
    other.put(5, new Day(7, 0, 100, 4, 1));
    other.put(9, new Day(8, 0, 200, 4, 2));
    one.addAll(other);
    assertEquals(
        new TreeMap<>(
            Map.of(
                1L, new Day(2, 1, 10, 5, 3),
                5L, new Day(9, 1, 110, 5, 1),
                9L, new Day(12, 2, 230, 6, 2))),
        one.byDay());
  }
}

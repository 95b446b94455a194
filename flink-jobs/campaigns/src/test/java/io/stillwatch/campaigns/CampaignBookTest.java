package io.stillwatch.campaigns;

import static io.stillwatch.campaigns.Town.DAY;
import static io.stillwatch.campaigns.Town.HOUR;
import static io.stillwatch.campaigns.Town.MINUTE;
import static io.stillwatch.campaigns.Town.START;
import static io.stillwatch.campaigns.Town.traits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the book says of campaigns holds from the next observation on, and loses none. */
class CampaignBookTest {

  private static final String ID = "accounts-acting-as-one";

  private static final String LARGE =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata: {id: large-campaign, version: 1, title: A large campaign, owner: o}
      spec:
        scope: campaign
        blindSpots: b
        explanation: it is large
        match: {when: campaign.parties >= 12 && member.tie.card > 0.0}
        action: {kind: OBSERVE, lasts: 12h, reasonCode: large-campaign}
        tests:
          fires: [{name: large, campaign: {parties: 12}, member: {tie: {card: 1.0}}}]
          staysQuiet: [{name: small, campaign: {parties: 11}, member: {tie: {card: 1.0}}}]
      """;

  private final Town town = new Town(10_000);

  private static PatternBook pointing(Mode mode) {
    return StarterBook.book().with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 1, mode, 1));
  }

  private static PatternBook with(PatternBook book, String id, int version, String text) {
    return book.with(new BookRow.Revision(PatternBook.ALL_TENANTS, id, version, text));
  }

  private void attackers(int from, int to, long atMs) {
    for (int i = from; i < to; i++) {
      town.uses(
          "bad-" + i, "org-bad-" + i, 1_000, traits(2_000 + i / 3, 3_000 + i, 4_000), atMs + i);
    }
  }

  private List<Finding> of(String pattern) {
    return town.findings.stream().filter(f -> f.getPatternId().equals(pattern)).toList();
  }

  @Test
  void aFindingNamesWhatDecidedIt() {
    attackers(0, 12, START);
    Finding found = of(ID).get(0);
    assertEquals(1, found.getPatternVersion());
    assertEquals(Town.ENFORCED.hash(), found.getBook());
    assertEquals(Mode.ENFORCE, found.getMode());
    assertEquals("coordinated-extraction", found.getRequested().getReasonCode());
  }

  @Test
  void whereNothingBringsWeightsNobodyIsFoundAndNothingIsForgotten() {
    town.use(pointing(Mode.OFF));
    attackers(0, 12, START);
    town.handsOver("bad-0", "bad-1", START + MINUTE);
    assertEquals(List.of(), town.findings);
    assertEquals(List.of(), town.campaigns);
    town.use(pointing(Mode.SHADOW));
    attackers(12, 15, START + HOUR);
    assertTrue(town.found().size() >= 12, town.found().toString());
    assertEquals(Mode.SHADOW, town.findings.get(0).getMode());
  }

  @Test
  void whoIsNoMemberByTheBookFoundsNoCampaign() {
    String stern =
        StarterBook.files()
            .get(0)
            .source()
            .replace("  version: 1\n", "  version: 2\n")
            .replace("member.evidence >= 6.0", "member.evidence >= 60.0")
            .replace("member: {evidence: 6.", "member: {evidence: 66.");
    town.use(
        with(StarterBook.book(), ID, 2, stern)
            .with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 2, Mode.ENFORCE, 1)));
    attackers(0, 12, START);
    assertEquals(List.of(), town.findings);
    town.use(pointing(Mode.ENFORCE));
    attackers(12, 13, START + HOUR);
    assertEquals(13, town.found().size(), "the same by the usual book");
  }

  /** What it was founded on, and how many are proven, is known of a campaign from the beginning. */
  @ParameterizedTest
  @ValueSource(strings = {"campaign.evidence >= 5.0", "campaign.proven >= 4"})
  void whoFoundsACampaignIsHeldAgainstItAsItWillBe(String asked) {
    String also =
        StarterBook.files()
            .get(0)
            .source()
            .replace("  version: 1\n", "  version: 2\n")
            .replace("member.evidence >= 6.0", asked + " && member.evidence >= 6.0");
    town.use(
        with(StarterBook.book(), ID, 2, also)
            .with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 2, Mode.ENFORCE, 1)));
    attackers(0, 12, START);
    assertEquals(12, town.found().size());
  }

  @Test
  void aSwapKeepsCampaignsAndTheirMembers() {
    attackers(0, 12, START);
    String campaign = town.findings.get(0).getCampaignId();
    String stern =
        StarterBook.files()
            .get(0)
            .source()
            .replace("  version: 1\n", "  version: 2\n")
            .replace("kind: CHALLENGE", "kind: THROTTLE\n    parameters: {requests_per_minute: 1}");
    town.use(
        with(StarterBook.book(), ID, 2, stern)
            .with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 2, Mode.ENFORCE, 1)));
    town.findings.clear();
    attackers(12, 13, START + DAY);
    assertEquals(Set.of("bad-12"), town.found());
    Finding joined = town.findings.get(0);
    assertEquals(campaign, joined.getCampaignId());
    assertEquals(2, joined.getPatternVersion());
    assertEquals(ActionKind.THROTTLE, joined.getRequested().getKind());
  }

  @Test
  void anotherPatternIsJudgedOfMembersAtTheirOwnObservations() {
    town.use(with(Town.ENFORCED, "large-campaign", 1, LARGE));
    attackers(0, 12, START);
    assertEquals(1, of("large-campaign").size(), "the twelfth makes it large");
    attackers(0, 12, START + HOUR);
    assertEquals(12, of("large-campaign").size());
    assertNull(of("large-campaign").get(0).getCampaignId(), "in shadow, an approval is not for it");
    attackers(0, 12, START + 2 * HOUR);
    town.restart();
    attackers(0, 12, START + 3 * HOUR);
    assertEquals(12, of("large-campaign").size(), "noted, also over a restart");
    attackers(0, 1, START + 9 * HOUR);
    assertEquals(13, of("large-campaign").size(), "again after half of its time");
  }

  @Test
  void aNewerVersionRunsBesideTheLiveOne() {
    String newer = StarterBook.files().get(0).source().replace("  version: 1\n", "  version: 2\n");
    town.use(with(pointing(Mode.ENFORCE), ID, 2, newer));
    attackers(0, 12, START);
    attackers(0, 12, START + HOUR);
    assertEquals(
        12,
        of(ID).stream()
            .filter(f -> f.getPatternVersion() == 2)
            .map(Finding::getAccountId)
            .distinct()
            .count());
    assertTrue(
        of(ID).stream()
            .filter(f -> f.getPatternVersion() == 2)
            .allMatch(f -> f.getMode() == Mode.SHADOW && f.getCampaignId() == null));
  }

  @Test
  void weightsHoldFromTheirPromotionOnAndNotFromTheirPublication() {
    String demanding =
        StarterBook.files()
            .get(0)
            .source()
            .replace("  version: 1\n", "  version: 2\n")
            .replace("member.evidence >= 6.0", "member.evidence >= 6000.0");
    PatternBook published = with(StarterBook.book(), ID, 2, demanding);
    town.use(published);
    attackers(0, 12, START);
    assertEquals(Set.of(1), versionsThatFound());
    // The version that is promoted may not be there, such as after an upgrade.
    town.findings.clear();
    town.use(published.with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 9, Mode.ENFORCE, 1)));
    attackers(12, 15, START + HOUR);
    assertEquals(Set.of(1), versionsThatFound());
    assertTrue(town.findings.stream().allMatch(found -> found.getMode() == Mode.SHADOW));
    town.findings.clear();
    town.use(published.with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 2, Mode.ENFORCE, 1)));
    attackers(15, 18, START + 2 * HOUR);
    assertEquals(Set.of(), versionsThatFound());
  }

  @Test
  void aPromotionMeetsMembersThatWereFoundInShadowAtTheirNextObservation() {
    PatternBook shadow = with(pointing(Mode.SHADOW), "large-campaign", 1, LARGE);
    town.use(shadow);
    attackers(0, 12, START);
    attackers(0, 12, START + MINUTE);
    Set<String> found = town.found();
    assertTrue(found.size() >= 12, found.toString());
    town.restart();
    town.use(
        shadow
            .with(new BookRow.Pointer(PatternBook.ALL_TENANTS, ID, 1, Mode.ENFORCE, 1))
            .with(
                new BookRow.Pointer(
                    PatternBook.ALL_TENANTS, "large-campaign", 1, Mode.ENFORCE, 1)));
    town.findings.clear();
    attackers(0, 12, START + HOUR);
    assertEquals(12, of(ID).size());
    assertEquals(12, of("large-campaign").size());
    assertTrue(town.findings.stream().allMatch(finding -> finding.getMode() == Mode.ENFORCE));
    town.findings.clear();
    town.restart();
    attackers(0, 12, START + 2 * HOUR);
    assertEquals(List.of(), town.findings, "once");
  }

  private Set<Integer> versionsThatFound() {
    Set<Integer> versions = new HashSet<>();
    of(ID).forEach(finding -> versions.add(finding.getPatternVersion()));
    return versions;
  }
}

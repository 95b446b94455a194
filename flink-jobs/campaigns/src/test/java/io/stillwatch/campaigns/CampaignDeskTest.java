package io.stillwatch.campaigns;

import static io.stillwatch.campaigns.Town.DAY;
import static io.stillwatch.campaigns.Town.HOUR;
import static io.stillwatch.campaigns.Town.MINUTE;
import static io.stillwatch.campaigns.Town.START;
import static io.stillwatch.campaigns.Town.none;
import static io.stillwatch.campaigns.Town.traits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation.Traits;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignMember;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Merger;
import io.stillwatch.signals.Sighting;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignDeskTest {

  private static final long TEMPLATE = 1_000;
  private static final long CARDS = 2_000;
  private static final long NETWORKS = 3_000;
  private static final long PROGRAM = 4_000;

  private final Town town = new Town(10_000);

  /** Twelve accounts of as many parties on one template, three to a card, with one program. */
  private void campaign(long atMs) {
    for (int i = 0; i < 12; i++) {
      attacker(i, atMs + i * MINUTE);
    }
  }

  private void attacker(int i, long atMs) {
    town.uses(
        "bad-" + i, "org-bad-" + i, TEMPLATE, traits(CARDS + i / 3, NETWORKS + i, PROGRAM), atMs);
  }

  private static Set<String> attackers(int from, int to) {
    Set<String> names = new TreeSet<>();
    for (int i = from; i < to; i++) {
      names.add("bad-" + i);
    }
    return names;
  }

  @Test
  void strangersOnOneTemplateWhoSharePayersAndSettingsAreACampaign() {
    campaign(START);
    assertEquals(attackers(0, 12), town.found());
    Finding first = town.findings.get(0);
    assertEquals(ActionKind.CHALLENGE, first.getRequested().getKind());
    assertEquals(town.campaigns.get(0).getCampaignId(), first.getCampaignId());
    assertEquals(first.getCampaignId(), first.getEpisode());
    assertTrue(
        first.getEvidence().getTerms().stream().anyMatch(term -> term.getName().equals("card")));
    assertTrue(first.getExplanation().contains("card"), first.getExplanation());
  }

  @Test
  void aCampaignIsFoundBeforeMostOfItHasSpoken() {
    campaign(START);
    long founded = town.findings.get(0).getClock().toEpochMilli();
    assertTrue(founded <= START + 7 * MINUTE, "founded after " + (founded - START) / MINUTE);
  }

  @Test
  void whoJoinsAKnownCampaignIsFoundAtTheFirstExchange() {
    campaign(START);
    town.findings.clear();
    town.uses("new", "org-new", TEMPLATE, traits(CARDS + 99, NETWORKS + 99, PROGRAM), START + DAY);
    assertEquals(Set.of("new"), town.found());
    assertEquals(START + DAY, town.findings.get(0).getClock().toEpochMilli());
  }

  @Test
  void aCampaignRecordTellsWhoJoinedAndWhy() {
    campaign(START);
    Set<String> told = new TreeSet<>();
    long revision = 0;
    for (var record : town.campaigns) {
      assertTrue(record.getRevision() > revision);
      revision = record.getRevision();
      record.getJoined().forEach(member -> told.add(member.getAccountId()));
      record.getJoined().forEach(member -> assertFalse(member.getReasons().isEmpty()));
    }
    assertEquals(attackers(0, 12), told);
    assertEquals(12, town.campaigns.get(town.campaigns.size() - 1).getMemberCount());
  }

  @Test
  void aMemberThatGoesOnStaysBound() {
    campaign(START);
    town.findings.clear();
    attacker(0, START + 11 * HOUR);
    assertEquals(List.of(), town.findings);
    attacker(0, START + 14 * HOUR);
    assertEquals(1, town.findings.size());
    assertEquals(2, town.findings.get(0).getRevision());
  }

  @Test
  void whoPayWithOneCardByTwosAreACampaignWhereManyOfOneTemplateDo() {
    for (int i = 0; i < 12; i++) {
      town.uses(
          "bad-" + i, "org-bad-" + i, TEMPLATE, traits(CARDS + i / 2, NETWORKS + i, 0), START + i);
    }
    assertEquals(attackers(0, 12), town.found());
  }

  @Test
  void twoWhoPayWithOneCardAndUseAMembersTemplateAreNone() {
    campaign(START);
    town.findings.clear();
    town.uses("one", "org-one", TEMPLATE, traits(CARDS + 99, NETWORKS + 98, 0), START + DAY);
    town.uses("two", "org-two", TEMPLATE, traits(CARDS + 99, NETWORKS + 99, 0), START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whoPaysWithTheCardOfOneMemberAndUsesItsTemplateIsOne() {
    campaign(START);
    town.uses("bad-12", "org-bad-12", TEMPLATE, traits(CARDS + 5, NETWORKS + 5, PROGRAM), START);
    town.findings.clear();
    town.uses("new", "org-new", TEMPLATE, traits(CARDS + 5, NETWORKS + 99, 0), START + DAY);
    assertEquals(Set.of("new"), town.found());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoGoesOnWithTheProgramOfAStoppedAccountIsFoundAtTheFirstExchange(boolean restarts) {
    aMemberWithAProgramOfItsOwnIsStopped();
    if (restarts) {
      town.restart();
    }
    goesOn("next", START + DAY);
    assertEquals(Set.of("next"), town.found());
    assertEquals(START + DAY, town.findings.get(0).getClock().toEpochMilli());
  }

  @Test
  void ofManyWhoBeginWithTheSettingsOfAStoppedAccountAtMostTheFirstIsTakenForItsSuccessor() {
    aMemberWithAProgramOfItsOwnIsStopped();
    for (int i = 0; i < 30; i++) {
      goesOn("user-" + i, START + DAY + i * HOUR);
    }
    for (int i = 0; i < 30; i++) {
      goesOn("user-" + i, START + 3 * DAY + i * HOUR);
    }
    assertEquals(Set.of("user-0"), town.found());
  }

  @Test
  void aStoppedAccountHasOneSuccessorHoweverManySettingsItHad() {
    aMemberWithAProgramOfItsOwnIsStopped();
    for (int i = 2; i <= 5; i++) {
      town.uses(
          "stopped", "org-stopped", TEMPLATE, traits(CARDS, 0, PROGRAM + i), START + HOUR + i);
    }
    town.findings.clear();
    for (int i = 1; i <= 5; i++) {
      town.uses("user-" + i, "org-" + i, TEMPLATE, traits(0, 0, PROGRAM + i), START + DAY + i);
    }
    assertEquals(Set.of("user-1"), town.found());
  }

  @Test
  void aSuccessorThatGoesOnStaysBound() {
    aMemberWithAProgramOfItsOwnIsStopped();
    goesOn("next", START + DAY);
    for (int i = 0; i <= CampaignLimits.NEWCOMER_EXCHANGES; i++) {
      goesOn("next", START + DAY + i * MINUTE);
    }
    assertEquals(1, town.findings.size());
    goesOn("next", START + DAY + 13 * HOUR);
    assertEquals(2, town.findings.size());
  }

  @Test
  void ofAnOrganisationsNewAccountsAtMostOneIsTakenForASuccessorWhateverTheyAreCalled() {
    aMemberWithAProgramOfItsOwnIsStopped();
    for (int i = 20; i > 0; i--) {
      town.uses("seat-" + (10 + i), "org", TEMPLATE, newcomers(), START + DAY + (20 - i) * HOUR);
    }
    assertTrue(town.found().size() <= 1, town.found().toString());
  }

  @Test
  void aMemberThatGoesOnHasNoSuccessor() {
    aMemberWithAProgramOfItsOwnIsStopped();
    for (int minute = 61; minute <= 24 * 60; minute++) {
      town.uses("stopped", "org-stopped", TEMPLATE, stoppedAccounts(), START + minute * MINUTE);
    }
    town.findings.clear();
    goesOn("beside", START + DAY + 1_000);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void settingsThatOthersHadBeforeTheStoppedAccountTieNobodyToIt() {
    for (int i = 0; i < 2; i++) {
      town.uses("user-" + i, "org-user-" + i, TEMPLATE + 1 + i, newcomers(), START - DAY);
    }
    aMemberWithAProgramOfItsOwnIsStopped();
    goesOn("next", START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whosePapersWereSeenTakesNobodysPlace() {
    aMemberWithAProgramOfItsOwnIsStopped();
    goesOn("verified", START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whoComesMoreThanAWeekAfterAStoppedAccountIsNoSuccessor() {
    aMemberWithAProgramOfItsOwnIsStopped();
    goesOn("late", START + 9 * DAY);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whoseProgramAMemberWasSeenWithWhileItWasThereTakesNoPlace() {
    aMemberWithAProgramOfItsOwnIsStopped();
    town.uses("beside", "org-beside", TEMPLATE, traits(0, 0, 0), START + 2 * HOUR);
    town.uses("stopped", "org-stopped", TEMPLATE, stoppedAccounts(), START + 3 * HOUR);
    town.findings.clear();
    goesOn("beside", START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whoHadALifeOfItsOwnIsNoSuccessorThoughAMemberHasCopiedItsSettings() {
    for (int i = 0; i <= CampaignLimits.NEWCOMER_EXCHANGES; i++) {
      town.uses("owner", "org-owner", TEMPLATE + 1, newcomers(), START - DAY + i);
    }
    aMemberWithAProgramOfItsOwnIsStopped();
    goesOn("owner", START + DAY);
    assertEquals(Set.of(), town.found());
  }

  /** Its card makes it a member; nobody has its program, and it sends nothing more. */
  private void aMemberWithAProgramOfItsOwnIsStopped() {
    campaign(START);
    town.uses("stopped", "org-stopped", TEMPLATE, stoppedAccounts(), START + HOUR);
    assertTrue(town.found().contains("stopped"));
    town.findings.clear();
  }

  private static Traits stoppedAccounts() {
    return traits(CARDS, NETWORKS + 77, PROGRAM + 1);
  }

  private static Traits newcomers() {
    return traits(0, 0, PROGRAM + 1);
  }

  private void goesOn(String account, long atMs) {
    town.uses(account, "org-" + account, TEMPLATE, newcomers(), atMs);
  }

  @Test
  void aCardThatManyPayWithTiesNobodyToOneMember() {
    campaign(START);
    town.uses("bad-12", "org-bad-12", TEMPLATE, traits(CARDS + 5, NETWORKS + 5, PROGRAM), START);
    for (int i = 0; i < 60; i++) {
      town.uses("user-" + i, "org-user-" + i, 0, traits(CARDS + 5, 0, 0), START + HOUR + i);
    }
    town.findings.clear();
    town.uses("new", "org-new", TEMPLATE, traits(CARDS + 5, NETWORKS + 99, 0), START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void noCustomerIsDrawnInByThoseWhoUseItsCard(int thieves) {
    town.uses("owner", "org-owner", 5_000, traits(CARDS + 99, NETWORKS + 99, 0), START - 8 * DAY);
    town.uses("verified", "org-owns", 5_001, traits(CARDS + 98, NETWORKS + 98, 0), START);
    campaign(START);
    for (int i = 0; i < thieves; i++) {
      for (int card = 98; card <= 99; card++) {
        Traits stolen = traits(CARDS + card, NETWORKS + i, 0);
        town.uses("bad-" + i, "org-bad-" + i, TEMPLATE, stolen, START + HOUR);
      }
    }
    town.findings.clear();
    town.uses("owner", "org-owner", TEMPLATE, traits(CARDS + 99, NETWORKS + 99, 0), START + DAY);
    town.uses("verified", "org-owns", TEMPLATE, traits(CARDS + 98, NETWORKS + 98, 0), START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aCardIsItsCompanysAlsoWhereANewAccountPaysWithItAfterAThief(int accounts) {
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    for (long at = START - 8 * DAY; at < START; at += DAY) {
      for (int i = 0; i < accounts; i++) {
        town.uses("old-" + i, "org-owner", 5_000 + i, paid, at);
      }
    }
    campaign(START);
    Traits stolen = traits(CARDS + 99, NETWORKS, 0);
    town.uses("bad-0", "org-bad-0", TEMPLATE, stolen, START + HOUR);
    town.findings.clear();
    town.uses("new", "org-owner", TEMPLATE, paid, START + DAY);
    town.restart();
    town.uses("new", "org-owner", TEMPLATE, paid, START + DAY + HOUR);
    assertEquals(Set.of(), town.found());
    town.uses("other", "org-other", TEMPLATE, paid, START + 2 * DAY);
    assertEquals(Set.of("other"), town.found(), "who comes after the thief and is nobody's");
  }

  @Test
  void aCardIsItsCompanysAlsoWhereTheCompanyPaidWithAnotherBefore() {
    Traits former = traits(CARDS + 98, NETWORKS + 99, 0);
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    Traits agencys = traits(CARDS + 98, NETWORKS + 98, 0);
    town.uses("agency", "org-agency", 5_500, agencys, START - 41 * DAY); // tells of the former one
    for (long at = START - 28 * DAY; at < START; at += DAY) {
      town.uses("old", "org-owner", 5_000, at < START - 20 * DAY ? former : paid, at);
    }
    aThiefAndThenANewAccountOfTheOwners(paid);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void aCardIsItsCompanysAlsoWhereTheNewAccountPaidWithAnotherBefore() {
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    for (long at = START - 8 * DAY; at < START; at += DAY) {
      town.uses("old", "org-owner", 5_000, paid, at);
    }
    Traits agencys = traits(CARDS + 98, NETWORKS + 98, 0);
    town.uses("agency", "org-agency", 5_500, agencys, START - DAY);
    town.uses("new", "org-owner", 5_001, traits(CARDS + 98, NETWORKS + 99, 0), START - HOUR);
    aThiefAndThenANewAccountOfTheOwners(paid);
    assertEquals(Set.of(), town.found());
  }

  private void aThiefAndThenANewAccountOfTheOwners(Traits paid) {
    campaign(START);
    town.uses("bad-0", "org-bad-0", TEMPLATE, traits(paid.card(), NETWORKS, 0), START + HOUR);
    town.findings.clear();
    town.uses("new", "org-owner", TEMPLATE, paid, START + DAY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoPaidFirstIsTheSameAfterARestartHoweverLateItIsToldWhomItStandsFor(boolean restarts) {
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    town.uses("colleague", null, 5_000, paid, START - 20 * DAY);
    town.uses("later", "org-later", 5_001, paid, START - 15 * DAY);
    campaign(START);
    town.uses("bad-0", "org-bad-0", TEMPLATE, traits(CARDS + 99, NETWORKS, 0), START + HOUR);
    town.uses("colleague", "org-bad-0", 5_000, paid, START + 2 * HOUR);
    if (restarts) {
      town.restart();
    }
    town.findings.clear();
    town.uses("later", "org-later", TEMPLATE, paid, START + DAY);
    assertEquals(Set.of("later"), town.found(), "a member's party paid five days before");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoFloodsAStolenCardPushesItsOwnerOffItsLinkByNoKindOfAccounts(boolean ofOneOrganisation) {
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    for (long at = START - 8 * DAY; at < START; at += DAY) {
      for (int i = 0; i < 3; i++) {
        town.uses("old-" + i, "org-owner", 5_000, paid, at);
      }
    }
    campaign(START);
    for (int i = 0; i < 2; i++) {
      Traits stolen = traits(CARDS + 99, NETWORKS + i, 0);
      town.uses("bad-" + i, "org-bad-" + i, TEMPLATE, stolen, START + HOUR);
    }
    for (int i = 0; i < CampaignLimits.LINK_MEMBERS_MAX; i++) {
      String organisation = ofOneOrganisation ? "org-flood" : "org-flood-" + i;
      town.uses("flood-" + i, organisation, 0, traits(CARDS + 99, 0, 0), START + 2 * HOUR + i);
    }
    town.restart();
    town.findings.clear();
    town.uses("new", "org-owner", TEMPLATE, paid, START + DAY);
    assertEquals(Set.of(), town.found());
    assertEquals(CampaignLimits.LINK_MEMBERS_MAX, town.desk().links().get(CARDS + 99).size());
  }

  @Test
  void oneOrganisationsAccountsPushNoOthersOffACard() {
    Traits paid = traits(CARDS + 99, 0, 0);
    for (int i = 0; i < 10; i++) {
      town.uses("user-" + i, "org-" + i, 0, paid, START + i);
    }
    for (int i = 0; i < CampaignLimits.LINK_MEMBERS_MAX; i++) {
      town.uses("flood-" + i, "org-flood", 0, paid, START + HOUR + i);
    }
    Set<String> paying = town.desk().links().get(CARDS + 99).keySet();
    for (int i = 0; i < 10; i++) {
      assertTrue(paying.contains("user-" + i), "user-" + i);
    }
    assertTrue(paying.contains("flood-" + (CampaignLimits.LINK_MEMBERS_MAX - 1)), "the newest");
  }

  @Test
  void whoPaysWithManyCardsStillOwnsTheFirst() {
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    town.uses("owner", "org-owner", 5_000, paid, START - 200 * DAY);
    campaign(START);
    Traits stolen = traits(CARDS + 99, NETWORKS, 0);
    town.uses("bad-0", "org-bad-0", TEMPLATE, stolen, START + HOUR);
    town.findings.clear();
    for (int i = 0; i < 2 * CampaignLimits.valuesMax(LinkKind.CARD); i++) {
      Traits another = traits(CARDS + 500 + i, NETWORKS + 99, 0);
      town.uses("x-" + i, "org-x-" + i, 6_000 + i, another, START + 2 * HOUR);
      town.uses("owner", "org-owner", 5_000, another, START + 3 * HOUR + i);
    }
    town.uses("owner", "org-owner", TEMPLATE, paid, START + DAY);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whoHasManyRetiredCardsStillOwnsTheOneItPaysWith() {
    int retired = CampaignLimits.valuesMax(LinkKind.CARD) - 1;
    for (int i = 0; i < retired; i++) {
      paysWithAnothers(CARDS + 500 + i, START - 200 * DAY + i * HOUR);
    }
    Traits paid = traits(CARDS + 99, NETWORKS + 99, 0);
    for (long at = START - 190 * DAY; at < START; at += DAY) {
      town.uses("owner", "org-owner", 5_000, paid, at);
    }
    campaign(START);
    town.uses("bad-0", "org-bad-0", TEMPLATE, traits(CARDS + 99, NETWORKS, 0), START + HOUR);
    town.findings.clear();
    paysWithAnothers(CARDS + 600, START + 2 * HOUR);
    town.uses("owner", "org-owner", TEMPLATE, paid, START + DAY);
    assertEquals(Set.of(), town.found());
  }

  /** The owner pays once with a card that somebody else has paid with. */
  private void paysWithAnothers(long card, long atMs) {
    town.uses("x-" + card, "org-x-" + card, 6_000 + card, traits(card, NETWORKS + 98, 0), atMs);
    town.uses("owner", "org-owner", 5_000, traits(card, NETWORKS + 99, 0), atMs + MINUTE);
  }

  @Test
  void findingsOfThoseWhoFoundACampaignSayHowManyTheyAre() {
    for (int i = 0; town.findings.isEmpty(); i++) {
      attacker(i, START + i * MINUTE);
    }
    String members = "has " + town.findings.size() + " members";
    assertTrue(town.findings.size() >= CampaignLimits.MEMBERS_MIN, members);
    for (Finding finding : town.findings) {
      assertTrue(finding.getExplanation().contains(members), finding.getExplanation());
    }
  }

  // ---- work that goes from hand to hand

  @Test
  void strangersWhoFinishEachOthersWorkAreACampaignWithoutAnythingElse() {
    town.handsOver("bad-0", "bad-1", START);
    town.handsOver("bad-1", "bad-2", START + HOUR);
    assertEquals(Set.of(), town.found());
    town.handsOver("bad-2", "bad-0", START + 2 * HOUR);
    assertEquals(attackers(0, 3), town.found());
    assertTrue(town.findings.get(0).getExplanation().contains("hand_overs"));
  }

  @Test
  void largeResellersToWhomACustomerTurnsInTurnAreNoQueue() {
    for (int reseller = 0; reseller < 3; reseller++) {
      String name = "reseller-" + reseller;
      long known = 9_000 + reseller; // by which the desk knows how much the reseller does
      for (int i = 0; i < 60; i++) {
        String user = "user-" + reseller + '-' + i;
        town.uses(user, "org-" + user, known, none(), START + i);
      }
      for (int i = 0; i < 250; i++) {
        long template = i % 50 == 0 ? known : 10_000 + 250 * reseller + i;
        town.uses(name, "org-" + name, template, none(), START + i);
      }
    }
    town.handsOver("reseller-0", "reseller-1", START + HOUR);
    town.handsOver("reseller-0", "reseller-2", START + 2 * HOUR);
    town.handsOver("reseller-1", "reseller-2", START + 3 * HOUR);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void whoOnlyTookOverWhatOthersFailedWithIsNoMemberByThat() {
    for (int i = 0; i < 6; i++) {
      town.handsOver("bad-" + i, "bad-" + (i + 1) % 6, START + i * HOUR);
      town.handsOver("bad-" + i, "framed", START + i * HOUR + MINUTE);
    }
    assertEquals(attackers(0, 6), town.found());
  }

  @Test
  void oneHandOverIsASuspicionAndNoGroundToAct() {
    town.handsOver("somebody", "somebody-else", START);
    assertEquals(Set.of(), town.found());
    assertEquals(1, town.campaigns.size());
    assertEquals(CampaignPhase.SUSPECT, town.campaigns.get(0).getPhase());
    assertEquals(2, town.campaigns.get(0).getMemberCount());
  }

  @Test
  void theSameTwoAgainAreNoFurtherEvidence() {
    for (int i = 0; i < 10; i++) {
      town.handsOver("somebody", "somebody-else", START + i * HOUR);
    }
    assertEquals(Set.of(), town.found());
  }

  @Test
  void handOversAreToldAgainNowAndThenWhenThereAreMore() {
    campaign(START);
    town.campaigns.clear();
    long at = START + HOUR;
    town.handsOver("bad-1", "bad-2", at);
    town.handsOver("bad-3", "bad-4", at + MINUTE);
    assertEquals(List.of(1L), handOversTold());
    town.restart();
    attacker(5, at + 9 * MINUTE);
    assertEquals(1, town.campaigns.size(), "not within ten minutes");
    attacker(5, at + 11 * MINUTE);
    assertEquals(List.of(1L, 2L), handOversTold());
    town.handsOver("bad-1", "bad-2", at + HOUR);
    assertEquals(2, town.campaigns.size(), "the same two again are nothing new");
  }

  private List<Long> handOversTold() {
    return town.campaigns.stream()
        .flatMap(campaign -> campaign.getEvidence().stream())
        .filter(term -> term.getName().equals("hand_overs"))
        .map(term -> (long) term.getValue())
        .toList();
  }

  @Test
  void campaignsThatHandWorkToEachOtherBecomeTheOlderOne() {
    town.handsOver("bad-0", "bad-1", START);
    town.handsOver("bad-2", "bad-3", START + HOUR);
    String older = town.campaigns.get(0).getCampaignId();
    String younger = town.campaigns.get(1).getCampaignId();
    town.campaigns.clear();
    town.handsOver("bad-3", "bad-0", START + 2 * HOUR);
    assertEquals(Set.of("bad-0", "bad-3"), town.found());
    Campaign closed = town.campaigns.get(0);
    assertEquals(younger, closed.getCampaignId());
    assertEquals(CampaignPhase.CLOSED, closed.getPhase());
    assertEquals(older, closed.getMergedInto());
    Campaign whole = town.campaigns.get(1);
    assertEquals(older, whole.getCampaignId());
    assertEquals(CampaignPhase.OPEN, whole.getPhase());
    assertEquals(4, whole.getMemberCount());
    assertEquals(
        attackers(2, 4),
        whole.getJoined().stream()
            .map(CampaignMember::getAccountId)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void aMemberIsRememberedByTheCampaignThatItJoined() {
    String[] ids = new String[3];
    for (int i = 0; i < 3; i++) {
      town.handsOver("bad-" + 2 * i, "bad-" + (2 * i + 1), START + i * HOUR);
      ids[i] = town.campaigns.get(i).getCampaignId();
    }
    town.campaigns.clear();
    town.handsOver("bad-5", "bad-2", START + 3 * HOUR); // the third becomes part of the second
    assertEquals(
        Set.of(ids[2]),
        town.campaigns.get(1).getJoined().stream()
            .map(CampaignMember::getJoinedCampaignId)
            .collect(Collectors.toSet()));
    town.restart();
    town.handsOver("bad-3", "bad-0", START + 4 * HOUR); // and that of the first
    town.restart();
    town.handsOver("bad-4", "bad-1", START + 5 * HOUR);
    Finding last = town.findings.get(town.findings.size() - 1);
    assertEquals("bad-4", last.getAccountId());
    assertEquals(ids[0], last.getCampaignId());
    assertEquals(ids[2], last.getJoinedCampaignId());
    assertEquals(
        List.of(merger(ids[1], START + 3 * HOUR), merger(ids[0], START + 4 * HOUR)),
        last.getMergers());
    for (Finding finding : town.findings) {
      if (finding.getAccountId().equals("bad-0")) {
        assertEquals(ids[0], finding.getJoinedCampaignId());
        assertEquals(List.of(), finding.getMergers());
      }
    }
  }

  /** What was handed over was sent nine seconds later, and received a moment after that. */
  private static Merger merger(String into, long atMs) {
    return new Merger(into, Instant.ofEpochMilli(atMs + 9_003));
  }

  @Test
  void aMergerIsOfWhenItCouldBeKnownHoweverFarTheAccountsClockLags() {
    town.handsOver("bad-0", "bad-1", START);
    town.handsOver("bad-2", "bad-3", START + HOUR);
    long received = START + 20 * HOUR;
    town.handsOver("bad-3", "bad-0", START + 2 * HOUR, received);
    assertEquals(
        received, cameAt("bad-3"), "what a human said before that was not said of this account");
  }

  @Test
  void whereNobodyKnowsWhenItWasReceivedTheClockCounts() {
    town.handsOver("bad-0", "bad-1", START);
    town.handsOver("bad-2", "bad-3", START + HOUR);
    town.handsOver("bad-3", "bad-0", START + 2 * HOUR, Sighting.ABSENT);
    assertEquals(START + 2 * HOUR + 9_000, cameAt("bad-3"));
  }

  /** From when on a word about its campaign covers the account. */
  private Long cameAt(String account) {
    return town.findings.stream()
        .filter(finding -> finding.getAccountId().equals(account))
        .map(finding -> FeedbackLaw.campaignsOf(finding).get(finding.getCampaignId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoFinishesAKnownCampaignsWorkIsAMember() {
    campaign(START);
    town.handsOver("bad-1", "bad-2", START);
    town.findings.clear();
    town.handsOver("bad-3", "new", START + HOUR);
    town.handsOver("new", "bad-5", START + 2 * HOUR);
    assertEquals(Set.of("new"), town.found());
  }

  @Test
  void whoHasExchangedWorkWithAStrangerIsKnownToItsCampaignAllTheSame() {
    campaign(START);
    town.findings.clear();
    town.handsOver("stranger", "new", START + HOUR);
    town.uses("new", "org-new", TEMPLATE, traits(CARDS, NETWORKS + 99, PROGRAM), START + DAY);
    assertEquals(Set.of("new"), town.found());
    assertEquals(wholeOf("bad-0"), wholeOf("new"));
    assertEquals(wholeOf("new"), wholeOf("stranger"), "who exchange work belong together");
  }

  @Test
  void whoDoesACampaignsOwnWorkAndExchangesItWithAStrangerIsAMember() {
    campaign(START);
    town.findings.clear();
    usesOnlyTheTemplate("new", START + HOUR);
    usesOnlyTheTemplate("alone", START + HOUR);
    assertEquals(Set.of(), town.found(), "a template is one kind of evidence");
    town.handsOver("new", "stranger", START + 2 * HOUR);
    assertEquals(Set.of("new"), town.found());
    assertEquals(wholeOf("bad-0"), wholeOf("stranger"));
  }

  @Test
  void whoDoesWhatManyDoAndExchangesItWithAStrangerIsNone() {
    for (int i = 0; i < 60; i++) {
      usesOnlyTheTemplate("user-" + i, START + DAY + i * MINUTE);
    }
    campaign(START + 2 * DAY);
    assertTrue(town.found().contains("bad-0"));
    town.findings.clear();
    usesOnlyTheTemplate("new", START + 2 * DAY + HOUR);
    town.handsOver("new", "stranger", START + 2 * DAY + 2 * HOUR);
    assertEquals(Set.of(), town.found());
  }

  @Test
  void oneHandOverDoesNotMakeASmallToolTheCampaignsOwn() {
    campaign(START);
    for (String account : List.of("bad-0", "bad-1")) {
      uses(account, TEMPLATE + 7, traits(CARDS, NETWORKS, PROGRAM), START + HOUR);
    }
    for (int i = 0; i < 6; i++) {
      uses("user-" + i, TEMPLATE + 7, traits(0, 0, 0), START + 2 * HOUR + i);
    }
    for (int i = 0; i < 2; i++) {
      uses("new", TEMPLATE + 7, traits(0, 0, 0), START + 3 * HOUR + i * MINUTE);
    }
    town.findings.clear();
    town.handsOver("new", "stranger", START + 4 * HOUR);
    assertEquals(Set.of(), town.found(), "only two members use it");
    uses("bad-2", TEMPLATE + 7, traits(CARDS, NETWORKS, PROGRAM), START + 5 * HOUR);
    uses("new", TEMPLATE + 7, traits(0, 0, 0), START + 6 * HOUR);
    assertEquals(Set.of(), town.found(), "three do: of ten that may be chance");
    for (String account : List.of("bad-3", "bad-4", "bad-5")) {
      uses(account, TEMPLATE + 7, traits(CARDS, NETWORKS, PROGRAM), START + 7 * HOUR);
    }
    uses("new", TEMPLATE + 7, traits(0, 0, 0), START + 8 * HOUR);
    assertEquals(Set.of("new"), town.found(), "six do: a good part of all");
  }

  private void uses(String account, long template, Traits with, long atMs) {
    town.uses(account, "org-" + account, template, with, atMs);
  }

  private void usesOnlyTheTemplate(String account, long atMs) {
    for (int i = 0; i < 2; i++) {
      town.uses(account, "org-" + account, TEMPLATE, traits(0, 0, 0), atMs + i * MINUTE);
    }
  }

  @Test
  void norDoesItHideAnAccountThatItTookWorkOverFromAKnownCampaign() {
    town.handsOver("x-0", "x-1", START);
    town.handsOver("x-1", "x-2", START + MINUTE);
    town.handsOver("x-2", "x-0", START + 2 * MINUTE);
    town.handsOver("x-0", "new", START + 3 * MINUTE);
    campaign(START + HOUR);
    assertFalse(town.found().contains("new"));
    town.findings.clear();
    town.uses("new", "org-new", TEMPLATE, traits(CARDS, NETWORKS + 99, PROGRAM), START + DAY);
    assertEquals(Set.of("new"), town.found());
  }

  @Test
  void whoHasExchangedWorkWithAStrangerIsFoundWhenTwoCampaignsAreSeenToBeOne() {
    for (int i = 0; i < 12; i++) {
      attacker(i, START + i * MINUTE);
      town.uses(
          "other-" + i,
          "org-other-" + i,
          TEMPLATE + 1,
          traits(CARDS + 50 + i / 3, NETWORKS + 50 + i, PROGRAM + 1),
          START + i * MINUTE);
    }
    town.handsOver("stranger", "hidden", START + HOUR);
    for (String account : List.of("hidden", "plain")) {
      town.uses(account, "org-" + account, TEMPLATE, traits(CARDS + 50, 0, 0), START + 2 * HOUR);
    }
    town.findings.clear();
    town.handsOver("bad-0", "other-0", START + 3 * HOUR);
    assertEquals(Set.of("hidden", "plain"), town.found());
  }

  private String wholeOf(String account) {
    return town.desk().campaigns().stream()
        .filter(campaign -> campaign.has(account))
        .map(CampaignState::id)
        .collect(Collectors.joining(" "));
  }

  @Test
  void aFindingTellsThatAnOrganisationsPapersWereSeen() {
    town.handsOver("verified-0", "bad-1", START);
    town.handsOver("bad-1", "verified-0", START + HOUR);
    town.handsOver("verified-0", "bad-2", START + 2 * HOUR);
    town.handsOver("bad-2", "bad-1", START + 3 * HOUR);
    for (Finding finding : town.findings) {
      assertEquals(
          finding.getAccountId().startsWith("verified") ? "organization" : null,
          finding.getVerification());
    }
    assertEquals(Set.of("bad-1", "bad-2", "verified-0"), town.found());
  }

  // ---- what looks alike

  @Test
  void usersOfAPublicToolAreNoCampaign() {
    for (int i = 0; i < 60; i++) {
      town.uses(
          "user-" + i,
          "org-" + i,
          TEMPLATE,
          new Traits(0, 0, CARDS + i, NETWORKS + i, PROGRAM, 7, Traits.UNTOLD, 0),
          START + i * MINUTE);
    }
    assertEquals(Set.of(), town.found());
  }

  @Test
  void aClassOnOneNetworkIsNoCampaign() {
    for (int i = 0; i < 40; i++) {
      town.uses("pupil-" + i, null, TEMPLATE, traits(CARDS + i, NETWORKS, PROGRAM), START + i);
    }
    assertEquals(Set.of(), town.found());
  }

  @Test
  void seatsOfOneOrganisationAreNoCampaign() {
    for (int i = 0; i < 40; i++) {
      town.uses("seat-" + i, "org", TEMPLATE, traits(CARDS, NETWORKS, PROGRAM), START + i);
    }
    assertEquals(Set.of(), town.found());
  }

  @Test
  void companiesThatACampaignFoundsDoNotHideIt() {
    frontCompanies("bad-");
    assertEquals(attackers(0, 12), town.found());
  }

  @Test
  void companiesWhosePapersWereSeenAreOnePartyEach() {
    frontCompanies("verified-");
    assertEquals(List.of(), town.findings);
  }

  /** Twelve accounts of two companies on one template, three to a card and four to a network. */
  private void frontCompanies(String prefix) {
    for (int i = 0; i < 12; i++) {
      town.uses(
          prefix + i,
          "front-" + i % 2,
          TEMPLATE,
          traits(CARDS + i / 3, NETWORKS + i % 3, PROGRAM),
          START + i * MINUTE);
    }
  }

  @Test
  void aResearchGroupOfWhichEachPaysForItselfIsNoCampaign() {
    for (int i = 0; i < 20; i++) {
      town.uses("r-" + i, "lab", TEMPLATE, traits(CARDS + i, NETWORKS, PROGRAM), START + i * HOUR);
    }
    assertEquals(List.of(), town.findings);
  }

  @Test
  void aHackathonOnOnePromotionalCardIsNoCampaign() {
    for (int i = 0; i < 40; i++) {
      town.uses(
          "hacker-" + i,
          "org-" + i,
          TEMPLATE + i % 3,
          traits(CARDS, NETWORKS, PROGRAM),
          START + i * MINUTE);
    }
    assertEquals(Set.of(), town.found());
  }

  @Test
  void usersOfTheToolThatACampaignHidesInAreNotDrawnIn() {
    for (int i = 0; i < 60; i++) {
      town.uses(
          "user-" + i,
          "org-" + i,
          TEMPLATE,
          traits(CARDS + 100 + i, NETWORKS + 100 + i, PROGRAM + 1 + i % 20),
          START + i * MINUTE);
    }
    campaign(START + 2 * HOUR);
    for (int i = 0; i < 60; i++) {
      town.uses(
          "user-" + i,
          "org-" + i,
          TEMPLATE,
          traits(CARDS + 100 + i, NETWORKS + 100 + i, PROGRAM + 1 + i % 20),
          START + 4 * HOUR + i * MINUTE);
    }
    assertEquals(attackers(0, 12), town.found());
  }

  @Test
  void whoIsImitatedIsNotDrawnIn() {
    // A customer's own template, program and tools, copied by a campaign two days later.
    for (int day = 0; day < 3; day++) {
      town.uses("victim", "org-victim", TEMPLATE, traits(77, 78, PROGRAM), START + day * DAY);
      town.uses("colleague", "org-other", TEMPLATE, traits(87, 88, PROGRAM), START + day * DAY);
    }
    campaign(START + 2 * DAY);
    for (int hour = 1; hour < 48; hour++) {
      town.uses(
          "victim", "org-victim", TEMPLATE, traits(77, 78, PROGRAM), START + 2 * DAY + hour * HOUR);
    }
    assertEquals(attackers(0, 12), town.found());
  }

  @Test
  void whoIsImitatedStaysSeniorHoweverManyTemplatesItUses() {
    for (int day = 0; day < 3; day++) {
      for (int other = 0; other < 30; other++) {
        long at = START + day * DAY + other * MINUTE;
        town.uses("victim", "org-victim", TEMPLATE, traits(77, 78, PROGRAM), at);
        town.uses("victim", "org-victim", 0x7000 + other, traits(77, 78, PROGRAM + 50 + other), at);
      }
    }
    campaign(START + 2 * DAY + HOUR);
    for (int hour = 2; hour < 48; hour++) {
      town.uses(
          "victim", "org-victim", TEMPLATE, traits(77, 78, PROGRAM), START + 2 * DAY + hour * HOUR);
    }
    assertEquals(attackers(0, 12), town.found());
  }

  @Test
  void anAccountWithoutOrganisationStandsForItself() {
    for (int i = 0; i < 12; i++) {
      town.uses(
          "bad-" + i, null, TEMPLATE, traits(CARDS + i / 3, NETWORKS + i, PROGRAM), START + i);
    }
    assertEquals(attackers(0, 12), town.found());
    assertNull(town.findings.get(0).getOrganizationId());
  }
}

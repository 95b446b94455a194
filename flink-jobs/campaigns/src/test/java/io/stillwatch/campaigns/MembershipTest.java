package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ties an account to a campaign, by numbers. */
class MembershipTest {

  private static final CampaignWeights WEIGHTS = CampaignRules.of(Town.ENFORCED, "acme").weights();

  private static final long OPENING = 1_000;
  private static final long CLOSING = 2_000;
  private static final long NETWORK = 3_000;
  private static final long PROGRAM = 4_000;

  private final Popularity popularity = new Popularity();

  MembershipTest() {
    popularity.population(10_000);
  }

  private Participant shows(String name, long opening, long closing, long network, long program) {
    return shows(new Participant(name, Town.START), opening, closing, network, program);
  }

  private static Participant shows(
      Participant account, long opening, long closing, long network, long program) {
    Traits traits = new Traits(opening, closing, 0, network, program, 0, Traits.UNTOLD, 1);
    LinkObservation observation =
        new LinkObservation(
            "acme",
            account.accountId,
            "org-" + account.accountId,
            null,
            false,
            "x",
            Town.START,
            Town.START,
            Town.START,
            LinkKind.TEMPLATE,
            opening,
            traits);
    account.learn(LinkReport.of(observation, 1));
    return account;
  }

  private void joins(CampaignState campaign, Participant account) {
    account.joins(campaign, true);
    campaign.add(account);
    for (LinkKind kind : LinkKind.values()) {
      for (long value : account.values(kind)) {
        campaign.shows(value, account, Town.START);
        popularity.shownByMember(value);
      }
    }
  }

  private CampaignState campaign(String id, int members, long opening, long program) {
    CampaignState campaign = new CampaignState(id, Town.START, Map.of());
    for (int i = 0; i < members; i++) {
      joins(campaign, shows(id + '-' + i, opening, 0, NETWORK + opening + i % 4, program));
    }
    return campaign;
  }

  private Membership weigh(Participant account, CampaignState campaign) {
    return Membership.of(account, campaign, popularity, WEIGHTS);
  }

  @Test
  void whatAPartOfACampaignSharesWeighsThatMuchInALargerOneToo() {
    // What 20 of 300 parties share beside their template: as of a campaign of 20 by itself.
    popularity.told(OPENING, 60, 1);
    popularity.told(PROGRAM, 60, 1);
    CampaignState part = campaign("part", 20, OPENING, PROGRAM);
    Participant account = shows("new", OPENING, 0, NETWORK + OPENING, PROGRAM);
    Membership alone = weigh(account, part);
    part.takeIn(campaign("other", 280, OPENING + 500, PROGRAM + 500));
    Membership inAll = weigh(account, part);
    assertEquals(alone.ties().get(Tie.PROGRAM), inAll.ties().get(Tie.PROGRAM), 1e-9);
    assertTrue(inAll.ties().get(Tie.TEMPLATE) > WEIGHTS.member().notable(), inAll.toString());
  }

  @Test
  void aTemplateAndANetworkOfFewSayLessTheLargerTheCampaignIs() {
    popularity.told(OPENING, 60, 1);
    CampaignState campaign = campaign("part", 20, OPENING, 0);
    Participant account = shows("new", OPENING, 0, NETWORK + OPENING, 0);
    Membership alone = weigh(account, campaign);
    campaign.takeIn(campaign("other", 780, OPENING + 500, 0));
    Membership inAll = weigh(account, campaign);
    // Somebody who uses a published template and meets two of 800 on a network is nobody's member.
    assertTrue(
        inAll.ties().getOrDefault(Tie.TEMPLATE, 0.0) < alone.ties().get(Tie.TEMPLATE) - 2,
        inAll.toString());
    assertTrue(inAll.kinds(WEIGHTS.member()) < 2, inAll.toString());
  }

  @Test
  void whatTheRestOfItDoesIsNotTakenForThePartsHabit() {
    popularity.told(PROGRAM, 2_000, 1); // everybody's settings
    CampaignState campaign = campaign("part", 20, OPENING, 0);
    campaign.takeIn(campaign("other", 20, OPENING + 500, PROGRAM));
    Participant account = shows("new", OPENING, 0, 0, PROGRAM);
    assertTrue(
        weigh(account, campaign).ties().getOrDefault(Tie.PROGRAM, 0.0) < WEIGHTS.member().strong());
  }

  @Test
  void twoOpeningsAreTwoTemplatesAndAnOpeningWithItsClosingIsOne() {
    CampaignState campaign = new CampaignState("c", Town.START, Map.of());
    for (int i = 0; i < 12; i++) {
      joins(
          campaign,
          shows(shows("bad-" + i, OPENING, CLOSING, 0, 0), OPENING + 1, CLOSING + 1, 0, 0));
    }
    Participant one = shows("one", OPENING, CLOSING, 0, 0);
    Participant two = shows(shows("two", OPENING, 7, 0, 0), OPENING + 1, 8, 0, 0);
    assertFalse(weigh(one, campaign).ties().containsKey(Tie.TEMPLATES));
    assertTrue(weigh(two, campaign).ties().get(Tie.TEMPLATES) >= WEIGHTS.member().strong());
  }

  @Test
  void ofManyPartiesTheSameAreAskedWhateverTheOrderInWhichTheyCame() {
    CampaignState forwards = new CampaignState("c", Town.START, Map.of());
    CampaignState backwards = new CampaignState("c", Town.START, Map.of());
    Participant nobody = shows("nobody", 1, 0, 0, 0);
    int many = 500;
    for (int i = 0; i < many; i++) {
      joins(forwards, shows("bad-" + i, OPENING, i % 2 == 0 ? CLOSING : 1, 0, 0));
      int j = many - 1 - i;
      joins(backwards, shows("bad-" + j, OPENING, j % 2 == 0 ? CLOSING : 1, 0, 0));
      if (i == many / 2) {
        forwards.othersShowingBoth(OPENING, CLOSING, nobody); // who comes later is among them too
      }
    }
    CampaignState.Both both = forwards.othersShowingBoth(OPENING, CLOSING, nobody);
    assertEquals(both, backwards.othersShowingBoth(OPENING, CLOSING, nobody));
    assertEquals(CampaignLimits.PARTIES_SAMPLED, both.of());
    assertTrue(both.parties() > 16 && both.parties() < 48, both.toString());
  }

  @Test
  void whoFoundsACampaignIsHeldAgainstTheOthersOfIt() {
    CampaignState campaign = new CampaignState("c", Town.START, Map.of());
    Participant first = shows("a", OPENING, 0, 0, 0);
    for (Participant account :
        List.of(first, shows("b", OPENING, 0, 0, 0), shows("c", OPENING, 0, 0, 0))) {
      campaign.add(account);
      campaign.shows(OPENING, account, true, Town.START);
    }
    double supposed = weigh(first, campaign).ties().get(Tie.TEMPLATE);
    first.joins(campaign, true);
    assertEquals(weigh(first, campaign).ties().get(Tie.TEMPLATE), supposed);
  }
}

package io.stillwatch.campaigns;

import io.stillwatch.patterns.campaign.CampaignFeature;
import io.stillwatch.patterns.campaign.CampaignWeights.Member;
import io.stillwatch.patterns.campaign.MemberView;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.Map;

/**
 * An account that is held against a campaign, as conditions see it.
 *
 * @param clockMs the clock of the account that is seen at this moment
 */
record MemberFeatures(Membership why, Member weights, long clockMs) implements MemberView {

  private static final double MS_PER_HOUR = 60 * 60 * 1000.0;

  @Override
  public boolean has(CampaignFeature feature) {
    return feature != CampaignFeature.AGE || why.account().bornAtMs() != Traits.UNTOLD;
  }

  @Override
  public double value(CampaignFeature feature) {
    Participant account = why.account();
    CampaignState campaign = why.campaign();
    return switch (feature) {
      case MEMBERS -> campaign.size();
      case PARTIES -> campaign.parties();
      case PROVEN_MEMBERS -> campaign.proven();
      case CASE -> sum(campaign.evidence());
      case CAMPAIGN_HAND_OVERS -> campaign.handOvers();
      case ONE_QUEUE -> truth(campaign.isOneQueue(weights.queue()));
      case CAMPAIGN_AGE -> hoursSince(campaign.foundedAtMs());
      case EVIDENCE -> why.score();
      case KINDS -> why.kinds(weights);
      case PROVEN -> truth(why.proven());
      case USES_THEIR_OWN -> truth(why.usesItsOwn());
      case TAKES_OVER -> truth(why.takesOver());
      case HAND_OVERS -> why.handOvers();
      case HANDED_ON -> truth(why.handedOn());
      case EXCHANGES -> account.templates();
      case NETWORKS -> account.values(LinkKind.NETWORK).length;
      case DECLARED -> truth(account.organizationId() != null);
      case VERIFIED -> truth(account.verified());
      case AGE -> hoursSince(account.bornAtMs());
      case KNOWN -> hoursSince(account.firstAtMs);
      case TEMPLATE, TEMPLATES, HABIT, CARD, NETWORK, PROGRAM, HAND_OVER, FURTHER_HAND_OVERS ->
          tie(feature);
    };
  }

  private double tie(CampaignFeature feature) {
    Tie tie = feature.tie();
    return tie == null ? 0 : why.ties().getOrDefault(tie, 0.0);
  }

  private double hoursSince(long ms) {
    return Math.max(0, clockMs - ms) / MS_PER_HOUR;
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  private static double sum(Map<String, Double> nats) {
    double sum = 0;
    for (double one : nats.values()) {
      sum += one;
    }
    return sum;
  }
}

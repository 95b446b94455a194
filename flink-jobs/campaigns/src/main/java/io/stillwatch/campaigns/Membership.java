package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * The evidence, from an account's own exchanges, that it belongs to a campaign: for each kind the
 * value it shares with the campaign that is rarest among all others.
 *
 * <p>A value weighs the logarithm of how much more often the campaign's members show it than the
 * rest of the tenant does.
 */
record Membership(
    CampaignState campaign,
    Map<LinkKind, Double> shared,
    double more,
    double habit,
    double score,
    boolean own,
    boolean pure) {

  private static final LinkKind[] KINDS = {
    LinkKind.TEMPLATE,
    LinkKind.CLOSING,
    LinkKind.CARD,
    LinkKind.NETWORK,
    LinkKind.PROGRAM,
    LinkKind.TOOLS
  };

  static final double OWNP = Double.parseDouble(System.getProperty("OWNP", "2.5"));
  static final double PURE = Double.parseDouble(System.getProperty("PURE", "0.25"));

  static Membership of(
      Participant account, CampaignState campaign, Popularity popularity, CampaignWeights weights) {
    Map<LinkKind, Double> shared = new EnumMap<>(LinkKind.class);
    double score = 0;
    boolean pure = false;
    for (LinkKind kind : KINDS) {
      double best = 0;
      for (long value : account.values(kind)) {
        double w =
            kind == LinkKind.NETWORK && popularity.isCommon(value, weights.popularShare())
                ? 0
                : weight(value, account, campaign, popularity);
        if (w > best) {
          best = w;
        }
        if ((kind == LinkKind.TEMPLATE || kind == LinkKind.CLOSING)
            && w > 3
            && campaign.proving(value) >= 4
            && campaign.proving(value) >= PURE * popularity.of(value)) pure = true;
      }
      if (best > 0) {
        best = Math.min(best, weights.memberMax(kind));
        shared.put(kind, best);
      } else if (kind == LinkKind.CARD && account.values(kind).length > 0) {
        score += weights.otherCard();
      }
    }
    double template =
        Math.max(
            shared.getOrDefault(LinkKind.TEMPLATE, 0.0),
            shared.getOrDefault(LinkKind.CLOSING, 0.0));
    double program =
        Math.max(
            shared.getOrDefault(LinkKind.PROGRAM, 0.0), shared.getOrDefault(LinkKind.TOOLS, 0.0));
    score +=
        template
            + program
            + shared.getOrDefault(LinkKind.CARD, 0.0)
            + shared.getOrDefault(LinkKind.NETWORK, 0.0);
    int hits = 0;
    double second = 0;
    double first = 0;
    long[] templates = account.values(LinkKind.TEMPLATE);
    for (int i = 0; i < templates.length; i++) {
      double w = weight(templates[i], account, campaign, popularity);
      if (w >= 2) {
        hits += account.templateHits(i);
        if (w > first) {
          second = first;
          first = w;
        } else if (w > second) second = w;
      }
    }
    double more = Math.min(2.5, second * .6);
    double f = account.templates() == 0 ? 0 : (double) hits / account.templates();
    double habit =
        hits == 0
            ? (account.templates() > 10 ? -1 : 0)
            : f >= .5 ? (hits >= 2 ? 2 : 1) : f >= .2 ? 1 : f < .07 ? -2 : 0;
    boolean own =
        shared.getOrDefault(LinkKind.CARD, 0.0) >= weights.strong()
            || shared.getOrDefault(LinkKind.NETWORK, 0.0) >= weights.strong()
            || program >= OWNP;
    return new Membership(campaign, shared, more, habit, score + more + habit, own, pure);
  }

  private static double weight(
      long value, Participant account, CampaignState campaign, Popularity popularity) {
    int showing = campaign.showing(value);
    int members = campaign.size();
    if (campaign.shown(value, account)) {
      showing--; // its own organisation's, or itself
    }
    if (account.campaign() == campaign) {
      members--;
    }
    if (showing < 2) {
      return 0;
    }
    // What so few members show may be chance: taken at one deviation below.
    double inside = (showing - Math.sqrt(showing)) / members;
    double outside = (Math.max(0, popularity.of(value) - showing) + 0.5) / popularity.population();
    return Math.log(inside / outside);
  }

  /** Enough of it, and of two kinds. */
  int kinds(CampaignWeights weights) {
    int kinds = 0;
    for (double nats : shared.values()) {
      kinds += nats >= weights.strong() ? 1 : 0;
    }
    return kinds + (habit >= 1 ? 1 : 0);
  }

  boolean holds(CampaignWeights weights) {
    return kinds(weights) >= 2 && score >= weights.joins() && (own || pure);
  }
}

package io.stillwatch.campaigns;

import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.CampaignWeights.Innocent;
import io.stillwatch.patterns.campaign.Clue;
import io.stillwatch.profiles.LinkKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The case against the accounts on one link: what they share beside it, held against chance and
 * against every innocent reason to share it.
 *
 * <p>For each kind, parties that share a value are counted and held against the number that chance
 * alone would give among so many pairs: the likelihood ratio of two Poisson rates, the higher one
 * fitted. What one value does is kept apart from what the others do, because a class has one
 * network and an agency one card, and a campaign has several. The score is what is left of the sum
 * when the best single innocent reason has explained away all that it can.
 */
final class LinkCase {

  private static final LinkKind[] KINDS = {
    LinkKind.CARD, LinkKind.NETWORK, LinkKind.PROGRAM, LinkKind.TOOLS
  };

  /** Chance is never taken to be rarer than this: the rates are not known that well. */
  private static final double EXPECTED_MIN = 0.02;

  private final CampaignWeights weights;
  private final Popularity popularity;
  private final Map<Clue, Double> clues = new EnumMap<>(Clue.class);
  private final Set<Participant> core = new LinkedHashSet<>();

  private LinkCase(CampaignWeights weights, Popularity popularity) {
    this.weights = weights;
    this.popularity = popularity;
  }

  /** The case against these accounts, which share a link of this kind. */
  static LinkCase of(
      LinkKind link,
      Collection<Participant> accounts,
      Popularity popularity,
      CampaignWeights weights) {
    LinkCase made = new LinkCase(weights, popularity);
    double pairs = accounts.size() * (accounts.size() - 1) / 2.0;
    for (LinkKind kind : KINDS) {
      if (kind != link) {
        made.add(kind, accounts, pairs);
      }
    }
    return made;
  }

  /**
   * How often parties on one link share a value of a kind, for those who learn what chance does.
   */
  static int shared(
      LinkKind kind,
      Collection<Participant> accounts,
      Popularity popularity,
      CampaignWeights weights) {
    return new LinkCase(weights, popularity).shared(kind, accounts).all();
  }

  /**
   * Parties that share a value with another, beyond the first of each value.
   *
   * @param most of the value that most of them share
   */
  private record Shared(int all, int most) {}

  private void add(LinkKind kind, Collection<Participant> accounts, double pairs) {
    Shared shared = shared(kind, accounts);
    double expected = Math.max(EXPECTED_MIN, pairs * weights.coincidence(kind));
    double first = beyondChance(shared.most(), expected);
    put(Clue.first(kind), first);
    put(Clue.further(kind), beyondChance(shared.all(), expected) - first);
  }

  private Shared shared(LinkKind kind, Collection<Participant> accounts) {
    int all = 0;
    int most = 0;
    for (Map.Entry<Long, List<Participant>> shared : byValue(kind, accounts).entrySet()) {
      List<Participant> sharing = shared.getValue();
      int beyondOne = parties(sharing) - 1;
      if (beyondOne == 0 || paysElsewhere(kind, shared.getKey(), sharing.size())) {
        continue;
      }
      all += beyondOne;
      most = Math.max(most, beyondOne);
      if (kind != LinkKind.PROGRAM) {
        core.addAll(sharing);
      }
    }
    return new Shared(all, most);
  }

  private Map<Long, List<Participant>> byValue(LinkKind kind, Collection<Participant> accounts) {
    Map<Long, List<Participant>> byValue = new LinkedHashMap<>();
    for (Participant account : accounts) {
      for (long value : account.values(kind)) {
        if (!popularity.isCommon(value, weights.commonShare())) {
          byValue.computeIfAbsent(value, v -> new ArrayList<>(2)).add(account);
        }
      }
    }
    return byValue;
  }

  private boolean paysElsewhere(LinkKind kind, long card, int here) {
    return kind == LinkKind.CARD && here < weights.cardShare() * popularity.accounts(card);
  }

  private void put(Clue clue, double nats) {
    double bounded = Math.min(nats, weights.clueMax(clue));
    if (bounded > clues.getOrDefault(clue, 0.0)) {
      clues.put(clue, bounded);
    }
  }

  private static double beyondChance(int seen, double expected) {
    return seen <= expected ? 0 : seen * Math.log(seen / expected) - (seen - expected);
  }

  private static int parties(List<Participant> accounts) {
    Set<String> parties = new HashSet<>();
    for (Participant account : accounts) {
      parties.add(account.party());
    }
    return parties.size();
  }

  /** What no single innocent reason explains. */
  double score() {
    double least = unexplained(Set.of());
    for (Innocent innocent : weights.innocent()) {
      least = Math.min(least, unexplained(innocent.explains()));
    }
    return least;
  }

  private double unexplained(Set<Clue> explained) {
    double sum = 0;
    for (Map.Entry<Clue, Double> clue : clues.entrySet()) {
      sum += explained.contains(clue.getKey()) ? 0 : clue.getValue();
    }
    return sum;
  }

  /** By name of the clue, what it adds. */
  Map<String, Double> evidence() {
    Map<String, Double> evidence = new LinkedHashMap<>();
    clues.forEach((clue, nats) -> evidence.put(clue.term(), nats));
    return evidence;
  }

  /** The accounts that share a card, a network or tools with another party on the link. */
  Set<Participant> core() {
    return core;
  }
}

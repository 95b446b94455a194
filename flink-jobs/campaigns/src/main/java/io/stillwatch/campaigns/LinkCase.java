package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignWeights.Innocent;
import io.stillwatch.profiles.LinkKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The case against the accounts on one link: what they share beside it, against chance and against
 * every innocent reason to share it.
 *
 * <p>For each kind, accounts of different organisations that share a value are counted, and held
 * against the number that chance alone would give among so many pairs (a likelihood ratio of two
 * Poisson rates, the higher one fitted). What one value does is kept apart from what the others do:
 * a class has one network and an agency one card, a campaign has several. The score is what is left
 * of the sum when the best single innocent reason has explained away all that it can.
 */
final class LinkCase {

  private static final LinkKind[] KINDS = {
    LinkKind.CARD, LinkKind.NETWORK, LinkKind.PROGRAM, LinkKind.TOOLS
  };

  /** Chance is never taken to be rarer than this: the tables are not that good. */
  private static final double EXPECTED_MIN = 0.02;

  private final CampaignWeights weights;
  private final Map<Clue, Double> clues = new EnumMap<>(Clue.class);
  private final Set<Participant> core = new LinkedHashSet<>();

  private LinkCase(CampaignWeights weights) {
    this.weights = weights;
  }

  static LinkCase of(
      LinkKind link, Collection<Participant> accounts, Popularity popularity, CampaignWeights w) {
    LinkCase made = new LinkCase(w);
    double pairs = accounts.size() * (accounts.size() - 1) / 2.0;
    for (LinkKind kind : KINDS) {
      if (kind != link) {
        made.add(kind, accounts, pairs, popularity);
      }
    }
    return made;
  }

  private void add(
      LinkKind kind, Collection<Participant> accounts, double pairs, Popularity popularity) {
    Map<Long, List<Participant>> byValue = new HashMap<>();
    for (Participant account : accounts) {
      for (long value : account.values(kind)) {
        if (!popularity.isCommon(value, weights.popularShare())) {
          byValue.computeIfAbsent(value, v -> new ArrayList<>(2)).add(account);
        }
      }
    }
    int all = 0;
    int most = 0;
    for (Map.Entry<Long, List<Participant>> shared : byValue.entrySet()) {
      List<Participant> sharing = shared.getValue();
      if (kind == LinkKind.CARD && sharing.size() < 0.3 * popularity.of(shared.getKey())) {
        continue; // a card that mostly pays for something else
      }
      int beyondOne = organizations(sharing) - 1;
      if (beyondOne > 0) {
        all += beyondOne;
        most = Math.max(most, beyondOne);
        if (kind != LinkKind.NETWORK) {
          core.addAll(sharing);
        }
      }
    }
    double expected = Math.max(EXPECTED_MIN, pairs * weights.coincidence(kind));
    double first = beyondChance(most, expected);
    put(Clue.first(kind), first);
    put(Clue.further(kind), beyondChance(all, expected) - first);
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

  private static int organizations(List<Participant> accounts) {
    Set<String> organizations = new LinkedHashSet<>();
    for (Participant account : accounts) {
      organizations.add(account.party());
    }
    return organizations.size();
  }

  /** What no single innocent reason explains. */
  double score() {
    double least = sum(Set.of());
    for (Innocent innocent : weights.innocent()) {
      least = Math.min(least, sum(innocent.explains()));
    }
    return least;
  }

  private double sum(Set<Clue> explained) {
    double sum = 0;
    for (Map.Entry<Clue, Double> clue : clues.entrySet()) {
      sum += explained.contains(clue.getKey()) ? 0 : clue.getValue();
    }
    return sum;
  }

  Map<Clue, Double> clues() {
    return clues;
  }

  /** The accounts that share something beside the link with an account of another organisation. */
  Set<Participant> core() {
    return core;
  }
}

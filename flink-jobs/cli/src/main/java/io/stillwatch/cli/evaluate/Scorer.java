package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Pass.Tally;
import io.stillwatch.cli.evaluate.Score.Clusters;
import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Score.Newcomers;
import io.stillwatch.cli.evaluate.Score.Part;
import io.stillwatch.cli.evaluate.Score.Served;
import io.stillwatch.cli.evaluate.Truth.Account;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts a pass against the labels. */
final class Scorer {

  private final Exchanges exchanges;
  private final Pass pass;
  private final double quorum;
  private final Account[] accounts;

  private Scorer(Exchanges exchanges, Truth truth, Pass pass, double quorum) {
    this.exchanges = exchanges;
    this.pass = pass;
    this.quorum = quorum;
    this.accounts = accounts(exchanges, truth);
  }

  /**
   * Scores a pass.
   *
   * @param quorum share of a campaign's accounts that must be met for it to count as found
   */
  static Score score(Exchanges exchanges, Truth truth, Pass pass, double quorum) {
    return new Scorer(exchanges, truth, pass, quorum).score();
  }

  /** The labels in the order of the accounts' numbers. */
  static Account[] accounts(Exchanges exchanges, Truth truth) {
    Account[] accounts = new Account[exchanges.accounts().size()];
    for (int i = 0; i < accounts.length; i++) {
      Account account = truth.accounts().get(exchanges.accounts().name(i));
      if (account == null) {
        throw new IllegalStateException("an account without a label passed the door");
      }
      accounts[i] = account;
    }
    return accounts;
  }

  private Score score() {
    int attackers = 0;
    int attackersHit = 0;
    for (int i = 0; i < accounts.length; i++) {
      if (accounts[i].attack()) {
        attackers++;
        attackersHit += pass.tally(i).hit() ? 1 : 0;
      }
    }
    Hits attacking = new Hits(attackersHit, attackers);
    Score.Wrong wrong = new WrongHits(accounts, pass, quorum).count();
    List<CampaignScore> campaigns = new Campaigns(exchanges, accounts, pass, quorum).score();
    int wrongHits = wrong.accounts().hits();
    return new Score(
        attacking,
        (double) attackersHit / Math.max(1, attackersHit + wrongHits),
        precisionAtShare(attacking.share(), wrong.accounts().share()),
        wrong,
        campaigns,
        new Hits((int) campaigns.stream().filter(CampaignScore::found).count(), campaigns.size()),
        campaigns.stream().mapToDouble(CampaignScore::leaked).sum(),
        campaigns.stream().mapToLong(CampaignScore::exchanges).sum(),
        served(),
        parts(campaigns, CampaignScore::evasion),
        parts(campaigns, CampaignScore::archetype),
        campaigns.stream().map(CampaignScore::joiners).reduce(Newcomers.NONE, Newcomers::plus),
        campaigns.stream().map(CampaignScore::successors).reduce(Newcomers.NONE, Newcomers::plus),
        clusters(),
        pass.unknownSubjects());
  }

  private static Map<String, Double> precisionAtShare(double recall, double wrongShare) {
    SortedMap<String, Double> precision = new TreeMap<>();
    for (String share : List.of("0.001", "0.01")) {
      double attackers = Double.parseDouble(share);
      double right = attackers * recall;
      double wrong = (1 - attackers) * wrongShare;
      precision.put(share, right + wrong == 0 ? 0 : right / (right + wrong));
    }
    return precision;
  }

  private Served served() {
    int[] before = new int[accounts.length];
    int count = 0;
    for (int i = 0; i < accounts.length; i++) {
      if (accounts[i].attack()) {
        before[count++] = pass.tally(i).beforeHit();
      }
    }
    return served(Arrays.copyOf(before, count));
  }

  /** Median and the 90th of a hundred. */
  static Served served(int[] before) {
    if (before.length == 0) {
      return new Served(0, 0);
    }
    int[] sorted = before.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    return new Served(median, sorted[Math.min(sorted.length - 1, (int) (0.9 * sorted.length))]);
  }

  private static SortedMap<String, Part> parts(
      List<CampaignScore> campaigns, Function<CampaignScore, String> by) {
    SortedMap<String, Part> parts = new TreeMap<>();
    for (CampaignScore campaign : campaigns) {
      Part one =
          new Part(
              new Hits(campaign.found() ? 1 : 0, 1),
              campaign.accounts(),
              campaign.leaked(),
              campaign.exchanges());
      parts.merge(by.apply(campaign), one, Scorer::sum);
    }
    return parts;
  }

  private static Part sum(Part a, Part b) {
    return new Part(
        sum(a.campaigns(), b.campaigns()),
        sum(a.accounts(), b.accounts()),
        a.leaked() + b.leaked(),
        a.exchanges() + b.exchanges());
  }

  private static Hits sum(Hits a, Hits b) {
    return new Hits(a.hits() + b.hits(), a.of() + b.of());
  }

  /** Of each cluster the largest side counts as rightly gathered. */
  private @Nullable Clusters clusters() {
    Map<String, Map<String, Integer>> sides = new HashMap<>();
    int members = 0;
    for (int i = 0; i < accounts.length; i++) {
      Tally tally = pass.tally(i);
      String cluster = tally.cluster();
      if (cluster != null) {
        members++;
        sides
            .computeIfAbsent(cluster, id -> new HashMap<>())
            .merge(accounts[i].side(), 1, Integer::sum);
      }
    }
    if (members == 0) {
      return null;
    }
    int right = 0;
    for (Map<String, Integer> cluster : new ArrayList<>(sides.values())) {
      right += cluster.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
    return new Clusters(sides.size(), (double) right / members);
  }
}

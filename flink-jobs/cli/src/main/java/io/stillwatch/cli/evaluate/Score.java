package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Bounds.Interval;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How well the actions of a run met the labels.
 *
 * @param accounts attacking accounts that were found
 * @param precisionAtShare precision recomputed for a share of attackers among all accounts
 * @param clusters null where no action names a campaign
 */
record Score(
    Hits accounts,
    double accountPrecision,
    Map<String, Double> precisionAtShare,
    Wrong wrong,
    List<CampaignScore> campaigns,
    Hits found,
    double leaked,
    long exchanges,
    Served served,
    SortedMap<String, Part> byEvasion,
    SortedMap<String, Part> byArchetype,
    Newcomers joiners,
    Newcomers successors,
    @Nullable Clusters clusters,
    int unknownSubjects) {

  /** So many of so many. */
  record Hits(int hits, int of) {

    double share() {
      return (double) hits / Math.max(1, of);
    }

    Interval wilson() {
      return Bounds.wilson(hits, of);
    }
  }

  /**
   * Honest accounts that felt an action.
   *
   * @param accountDays days on which honest accounts were active, summed
   * @param blocked exchanges of theirs that were not served
   */
  record Wrong(
      Hits accounts,
      long accountDays,
      double blocked,
      long blockedAccountHours,
      SortedMap<String, Hits> byClass,
      SortedMap<String, Groups> groups) {

    double per100kAccountDays() {
      return 1e5 * accounts.hits() / Math.max(1, accountDays);
    }

    double upperPer100kAccountDays() {
      return 1e5 * Bounds.upper(accounts.hits(), Math.max(1, accountDays));
    }
  }

  /**
   * Groups of one class of honest users.
   *
   * @param anyMember groups of which somebody was met
   * @param asCampaign groups of which as many were met as make a campaign found
   */
  record Groups(int groups, int anyMember, int asCampaign) {}

  /** Sums over the campaigns of one kind. */
  record Part(Hits campaigns, Hits accounts, double leaked, long exchanges) {

    double leakedShare() {
      return leaked / Math.max(1, exchanges);
    }
  }

  /** Exchanges that an attacking account was served before its first action. */
  record Served(double median, int p90) {}

  /**
   * Accounts that came later: to a campaign that was known, or in the place of a banned one.
   *
   * @param within10 found before their eleventh exchange
   */
  record Newcomers(int count, int found, int within10, int within50) {

    static final Newcomers NONE = new Newcomers(0, 0, 0, 0);

    Newcomers plus(Newcomers other) {
      return new Newcomers(
          count + other.count,
          found + other.found,
          within10 + other.within10,
          within50 + other.within50);
    }
  }

  /** Campaigns as the actions name them. */
  record Clusters(int count, double purity) {}

  double leakedShare() {
    return leaked / Math.max(1, exchanges);
  }
}

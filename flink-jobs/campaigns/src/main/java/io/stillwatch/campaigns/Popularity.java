package io.stillwatch.campaigns;

import java.util.HashMap;
import java.util.Map;

/** How many accounts of a tenant show a value, and how many of them are members of campaigns. */
final class Popularity {

  private static final class Count {
    long accounts = 1;
    int members;
    int proven;
  }

  private static final Count NOBODY = new Count();

  private final Map<Long, Count> counts = new HashMap<>();
  private long population = 1;

  /** All accounts of the tenant, about. */
  void population(long accounts) {
    population = Math.max(population, accounts);
  }

  long population() {
    return population;
  }

  /** A link has told how many accounts stand on it; returns whether that is news. */
  boolean told(long value, long accounts) {
    if (accounts <= 1) {
      return false; // as of a value that is not known: whoever makes up values costs nothing
    }
    Count count = counts.computeIfAbsent(value, v -> new Count());
    boolean news = accounts > count.accounts;
    count.accounts = Math.max(count.accounts, accounts);
    return news;
  }

  void shownByMember(long value) {
    counts.computeIfAbsent(value, v -> new Count()).members++;
  }

  /** A member shows the value whom more than a tool's public traits made one. */
  void shownByProven(long value) {
    counts.computeIfAbsent(value, v -> new Count()).proven++;
  }

  /** What was said of a member no longer counts. */
  void leftByMember(long value, boolean wasProven) {
    Count count = counts.computeIfAbsent(value, v -> new Count());
    count.members--;
    count.proven -= wasProven ? 1 : 0;
  }

  long accounts(long value) {
    return counts.getOrDefault(value, NOBODY).accounts;
  }

  /** Accounts that show the value and belong to no campaign. */
  long outsiders(long value) {
    Count count = counts.getOrDefault(value, NOBODY);
    return Math.max(0, count.accounts - count.members);
  }

  int proven(long value) {
    return counts.getOrDefault(value, NOBODY).proven;
  }

  /** Whether so many show the value that sharing it means nothing. */
  boolean isCommon(long value, double share) {
    return accounts(value) > Math.max(CampaignLimits.COMMON_ACCOUNTS_MIN, population * share);
  }
}

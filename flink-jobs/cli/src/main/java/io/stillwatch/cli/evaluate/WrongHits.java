package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Pass.Tally;
import io.stillwatch.cli.evaluate.Score.Groups;
import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Truth.Account;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the honest accounts that felt an action, by class and by group. */
final class WrongHits {

  private static final int CAMPAIGN_ACCOUNTS_MIN = 2;

  private final Account[] accounts;
  private final Pass pass;
  private final double quorum;
  private final SortedMap<String, int[]> byClass = new TreeMap<>();
  private final SortedMap<String, SortedMap<String, int[]>> byGroup = new TreeMap<>();
  private int hits;
  private int honest;
  private long accountDays;
  private double blocked;
  private long blockedHours;

  WrongHits(Account[] accounts, Pass pass, double quorum) {
    this.accounts = accounts;
    this.pass = pass;
    this.quorum = quorum;
  }

  Score.Wrong count() {
    for (int i = 0; i < accounts.length; i++) {
      if (accounts[i].benign()) {
        count(accounts[i], pass.tally(i));
      }
    }
    SortedMap<String, Hits> classes = new TreeMap<>();
    byClass.forEach((name, counts) -> classes.put(name, new Hits(counts[0], counts[1])));
    SortedMap<String, Groups> groups = new TreeMap<>();
    byGroup.forEach((name, counts) -> groups.put(name, groups(counts)));
    return new Score.Wrong(
        new Hits(hits, honest), accountDays, blocked, blockedHours, classes, groups);
  }

  private void count(Account account, Tally tally) {
    honest++;
    hits += tally.hit() ? 1 : 0;
    accountDays += tally.days();
    blocked += tally.blocked();
    blockedHours += tally.blockedHours();
    add(byClass.computeIfAbsent(account.cls(), name -> new int[2]), tally);
    String group = account.group();
    if (group != null && !group.isEmpty()) {
      add(
          byGroup
              .computeIfAbsent(account.cls(), name -> new TreeMap<>())
              .computeIfAbsent(group, name -> new int[2]),
          tally);
    }
  }

  private static void add(int[] hitsAndAll, Tally tally) {
    hitsAndAll[0] += tally.hit() ? 1 : 0;
    hitsAndAll[1]++;
  }

  private Groups groups(Map<String, int[]> groups) {
    int any = 0;
    int campaign = 0;
    for (int[] counts : groups.values()) {
      any += counts[0] > 0 ? 1 : 0;
      campaign += counts[0] >= Math.max(CAMPAIGN_ACCOUNTS_MIN, quorum * counts[1]) ? 1 : 0;
    }
    return new Groups(groups.size(), any, campaign);
  }
}

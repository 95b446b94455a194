package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Pass.Tally;
import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Score.Newcomers;
import io.stillwatch.cli.evaluate.Truth.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Scores each campaign of a stream. */
final class Campaigns {

  private static final int ACCOUNTS_MIN = 2;
  private static final int SOON = 10;
  private static final int LATE = 50;

  private final Exchanges exchanges;
  private final Account[] accounts;
  private final Pass pass;
  private final double quorum;

  /** A campaign that is being counted. */
  private static final class Count {
    private final List<Integer> members = new ArrayList<>();
    private final double startMs;
    private double firstMs = Double.NaN;
    private double foundMs = Double.NaN;
    private int exchanges;
    private int beforeFirst;
    private int beforeFound;

    Count(double startMs) {
      this.startMs = startMs;
    }
  }

  Campaigns(Exchanges exchanges, Account[] accounts, Pass pass, double quorum) {
    this.exchanges = exchanges;
    this.accounts = accounts;
    this.pass = pass;
    this.quorum = quorum;
  }

  List<CampaignScore> score() {
    Map<String, Count> counts = new TreeMap<>();
    // Accounts are numbered by their first exchange, so the first member opens its campaign.
    for (int i = 0; i < accounts.length; i++) {
      if (accounts[i].attack()) {
        double seenMs = pass.tally(i).seenMs();
        counts.computeIfAbsent(accounts[i].campaign(), id -> new Count(seenMs)).members.add(i);
      }
    }
    counts.values().forEach(this::whenFound);
    countExchanges(counts);
    List<CampaignScore> scores = new ArrayList<>();
    counts.forEach((id, count) -> scores.add(score(id, count)));
    return scores;
  }

  private void whenFound(Count count) {
    double[] hits =
        count.members.stream()
            .map(pass::tally)
            .filter(Tally::hit)
            .mapToDouble(Tally::firstHitMs)
            .sorted()
            .toArray();
    int needed = (int) Math.max(ACCOUNTS_MIN, Math.ceil(quorum * count.members.size()));
    count.firstMs = hits.length > 0 ? hits[0] : Double.NaN;
    count.foundMs = hits.length >= needed ? hits[needed - 1] : Double.NaN;
  }

  private void countExchanges(Map<String, Count> counts) {
    for (int i = 0; i < exchanges.size(); i++) {
      Account account = accounts[exchanges.account(i)];
      Count count = account.attack() ? counts.get(account.campaign()) : null;
      if (count != null) {
        long atMs = exchanges.atMs(i);
        count.exchanges++;
        count.beforeFirst += atMs > count.firstMs ? 0 : 1;
        count.beforeFound += atMs > count.foundMs ? 0 : 1;
      }
    }
  }

  private CampaignScore score(String id, Count count) {
    List<Tally> tallies = count.members.stream().map(pass::tally).toList();
    List<Tally> successors =
        count.members.stream()
            .filter(member -> accounts[member].successor())
            .map(pass::tally)
            .toList();
    List<Tally> joiners = tallies.stream().filter(tally -> tally.seenMs() > count.foundMs).toList();
    Account any = accounts[count.members.get(0)];
    int hits = (int) tallies.stream().filter(Tally::hit).count();
    return new CampaignScore(
        id,
        any.evasion(),
        any.archetype(),
        !Double.isNaN(count.foundMs),
        new Hits(hits, tallies.size()),
        count.exchanges,
        tallies.stream().mapToDouble(Tally::leaked).sum(),
        count.beforeFirst,
        count.beforeFound,
        Scorer.served(tallies.stream().mapToInt(Tally::beforeHit).toArray()),
        count.startMs,
        count.firstMs,
        count.foundMs,
        newcomers(successors),
        newcomers(joiners));
  }

  private static Newcomers newcomers(List<Tally> tallies) {
    return new Newcomers(
        tallies.size(),
        (int) tallies.stream().filter(Tally::hit).count(),
        within(tallies, SOON),
        within(tallies, LATE));
  }

  private static int within(List<Tally> tallies, int exchanges) {
    return (int)
        tallies.stream().filter(tally -> tally.hit() && tally.beforeHit() <= exchanges).count();
  }
}

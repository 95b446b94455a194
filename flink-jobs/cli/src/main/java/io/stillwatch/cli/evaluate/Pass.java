package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.ActionBook.Hold;
import io.stillwatch.cli.evaluate.ActionBook.Holds;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over the exchanges with the actions at hand: which were served, and what each account
 * met.
 *
 * <p>An exchange is served before and at the moment an action takes effect (the deciding exchange
 * was answered), after its end, and when a throttle lets it through.
 */
final class Pass {

  private static final long DAY_MS = 86_400_000;
  private static final long HOUR_MS = 3_600_000;
  private static final double MINUTE_MS = 60_000;

  private final Exchanges exchanges;
  private final boolean alerts;
  private final @Nullable Holds[] ofAccount;
  private final @Nullable Holds[] ofApiKey;
  private final @Nullable Holds[] ofOrganization;
  private final Tally[] tallies;
  private final float[] served;
  private final int unknownSubjects;

  /** What an account did and met. */
  static final class Tally {

    private final Set<Long> days = new HashSet<>();
    private final Set<Long> blockedHours = new HashSet<>();
    private long lastDay = Long.MIN_VALUE;
    private double seenMs = Double.NaN;
    private double firstHitMs = Double.NaN;
    private int exchanges;
    private int beforeHit;
    private double leaked;
    private double blocked;
    private @Nullable String cluster;
    private double tokens = Double.NaN;
    private double tokensAtMs;

    int exchanges() {
      return exchanges;
    }

    /** Days with at least one exchange. */
    int days() {
      return days.size();
    }

    int blockedHours() {
      return blockedHours.size();
    }

    double seenMs() {
      return seenMs;
    }

    boolean hit() {
      return !Double.isNaN(firstHitMs);
    }

    /** When the first felt action took effect, NaN where none did. */
    double firstHitMs() {
      return firstHitMs;
    }

    /** Exchanges up to the first action. */
    int beforeHit() {
      return beforeHit;
    }

    double leaked() {
      return leaked;
    }

    double blocked() {
      return blocked;
    }

    /** The campaign that its actions name, null where they name none. */
    @Nullable String cluster() {
      return cluster;
    }
  }

  private Pass(Exchanges exchanges, ActionBook book, boolean alerts) {
    this.exchanges = exchanges;
    this.alerts = alerts;
    this.ofAccount = holds(book, "ACCOUNT", exchanges.accounts());
    this.ofApiKey = holds(book, "API_KEY", exchanges.apiKeys());
    this.ofOrganization = holds(book, "ORGANIZATION", exchanges.organizations());
    this.tallies = new Tally[exchanges.accounts().size()];
    for (int i = 0; i < tallies.length; i++) {
      tallies[i] = new Tally();
    }
    this.served = new float[exchanges.size()];
    this.unknownSubjects =
        book.subjects() - count(ofAccount) - count(ofApiKey) - count(ofOrganization);
  }

  static Pass over(Exchanges exchanges, ActionBook book, boolean alerts) {
    Pass pass = new Pass(exchanges, book, alerts);
    for (int i = 0; i < exchanges.size(); i++) {
      pass.walk(i);
    }
    return pass;
  }

  Tally tally(int account) {
    return tallies[account];
  }

  /** How much of an exchange was served: 1, a half, or nothing. */
  double served(int exchange) {
    return served[exchange];
  }

  /** Subjects of actions that no exchange belongs to. */
  int unknownSubjects() {
    return unknownSubjects;
  }

  private void walk(int exchange) {
    Tally tally = tallies[exchanges.account(exchange)];
    long atMs = exchanges.atMs(exchange);
    arrive(tally, atMs);
    Hold strongest = null;
    strongest = meet(ofAccount[exchanges.account(exchange)], tally, atMs, strongest);
    if (exchanges.apiKey(exchange) != Exchanges.NONE) {
      strongest = meet(ofApiKey[exchanges.apiKey(exchange)], tally, atMs, strongest);
    }
    if (exchanges.organization(exchange) != Exchanges.NONE) {
      strongest = meet(ofOrganization[exchanges.organization(exchange)], tally, atMs, strongest);
    }
    double share = strongest == null ? 1 : serve(strongest, tally, atMs);
    served[exchange] = (float) share;
    tally.leaked += share;
    if (share < 1) {
      tally.blocked += 1 - share;
      tally.blockedHours.add(Math.floorDiv(atMs, HOUR_MS));
    }
    if (!tally.hit() || atMs <= tally.firstHitMs) {
      tally.beforeHit++;
    }
  }

  private static void arrive(Tally tally, long atMs) {
    tally.exchanges++;
    if (Double.isNaN(tally.seenMs)) {
      tally.seenMs = atMs;
    }
    long day = Math.floorDiv(atMs, DAY_MS);
    if (day != tally.lastDay) {
      tally.lastDay = day;
      tally.days.add(day);
    }
  }

  /** The stronger of what held so far and what a subject's actions hold; the earlier at a draw. */
  private @Nullable Hold meet(
      @Nullable Holds holds, Tally tally, long atMs, @Nullable Hold strongest) {
    if (holds == null) {
      return strongest;
    }
    Hold best = strongest;
    for (Hold hold : holds.list()) {
      if (Felt.counts(hold.kind(), alerts)) {
        double at = Math.max(hold.fromMs(), 0);
        tally.firstHitMs = tally.hit() ? Math.min(tally.firstHitMs, at) : at;
      }
      boolean inForce = hold.fromMs() < atMs && atMs < hold.untilMs();
      if (inForce && strength(hold) > strength(best)) {
        best = hold;
      }
    }
    if (holds.campaignId() != null) {
      tally.cluster = holds.campaignId();
    }
    return best;
  }

  private static int strength(@Nullable Hold hold) {
    Felt felt = hold == null ? null : Felt.of(hold.kind());
    return felt == null ? 0 : felt.strength();
  }

  private static double serve(Hold hold, Tally tally, long atMs) {
    Felt felt = Felt.of(hold.kind());
    if (felt == null) {
      return 1;
    }
    return switch (felt) {
      case SUSPEND, CHALLENGE -> 0;
      case DEGRADE -> 0.5;
      case THROTTLE -> throttled(hold, tally, atMs);
    };
  }

  /** A bucket of tokens that starts with one when the action does. */
  private static double throttled(Hold hold, Tally tally, long atMs) {
    boolean fresh = Double.isNaN(tally.tokens);
    double had = fresh ? 1 : tally.tokens;
    double sinceMs = atMs - (fresh ? hold.fromMs() : tally.tokensAtMs);
    double perMinute = hold.requestsPerMinute();
    double tokens = Math.min(Math.max(1, perMinute), had + sinceMs / MINUTE_MS * perMinute);
    double share = tokens >= 1 ? 1 : 0;
    tally.tokens = tokens - share;
    tally.tokensAtMs = atMs;
    return share;
  }

  private static @Nullable Holds[] holds(ActionBook book, String kind, Exchanges.Names names) {
    @Nullable Holds[] holds = new @Nullable Holds[names.size()];
    for (int i = 0; i < holds.length; i++) {
      holds[i] = book.of(kind, names.name(i));
    }
    return holds;
  }

  private static int count(@Nullable Holds[] holds) {
    int count = 0;
    for (Holds each : holds) {
      if (each != null) {
        count++;
      }
    }
    return count;
  }
}

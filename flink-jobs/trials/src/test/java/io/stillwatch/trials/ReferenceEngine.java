package io.stillwatch.trials;

import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the engine ought to say, slow and plain: it keeps every exchange for ever and writes the
 * three of the starter patterns out by hand. It shares no code with the rooms; where both agree,
 * both mean the same.
 *
 * <p>It has no limits, so trials stay below the limits of the engine.
 */
final class ReferenceEngine {

  /** A finding, told without ids. */
  record Told(
      String pattern,
      String account,
      String opened,
      long matches,
      int report,
      String decided,
      boolean asks) {}

  /** The patterns that it knows. */
  static final Set<String> PATTERNS =
      Set.of("reasoning-elicited-at-volume", "paired-queries", "rubric-grading");

  private static final long HOUR = 3_600_000;

  private record Prompt(
      String exchange,
      long clock,
      double cot,
      double rubric,
      long pair,
      long prompt,
      boolean fresh) {}

  private static final class Episode {
    String opened = "";
    long matches;
    int reports;
    long lastMatch;
    long lastReport;
  }

  private static final class Account {
    long clock;
    final Set<String> asked = new HashSet<>();
    final Set<Long> pairs = new HashSet<>();
    final List<Prompt> demands = new ArrayList<>();
    final List<Prompt> firsts = new ArrayList<>();
    final Map<String, Episode> episodes = new HashMap<>();
  }

  private final Map<String, Account> accounts = new HashMap<>();
  final List<Told> told = new ArrayList<>();

  /** Ends of actions by account and kind. */
  final Map<String, Long> ends = new TreeMap<>();

  private final Map<String, Long> begun = new HashMap<>();

  void accept(InferenceEvent event) {
    Account account = accounts.computeIfAbsent(event.getAccountId(), a -> new Account());
    account.clock = Math.max(account.clock, event.getOccurredAt().toEpochMilli());
    Features features = event.getFeatures();
    boolean shows = event.getPhase() != Phase.RESPONSE || features != null;
    if (!shows || !account.asked.add(event.getExchangeId())) {
      return;
    }
    double cot = features == null ? 0 : features.getScores().getOrDefault("cot_elicitation", 0.0);
    double rubric = features == null ? 0 : features.getScores().getOrDefault("rubric_grading", 0.0);
    long pair = features == null ? 0 : features.getHashes().getOrDefault("pair", 0L);
    long prompt = features == null ? 0 : features.getHashes().getOrDefault("prompt", 0L);
    boolean fresh = pair != 0 && account.pairs.add(pair);
    Prompt now = new Prompt(event.getExchangeId(), account.clock, cot, rubric, pair, prompt, fresh);
    String who = event.getAccountId();
    pairs(who, account, now);
    demands(who, account, now);
    if (rubric >= 0.8) {
      match(who, account, "rubric-grading", now.exchange, now, 24, HOUR, "THROTTLE", HOUR);
    }
  }

  private void demands(String who, Account account, Prompt now) {
    if (now.cot < 0.8) {
      return;
    }
    account.demands.add(now);
    account.demands.removeIf(then -> now.clock - then.clock >= HOUR);
    if (account.demands.size() == 12) {
      String first = account.demands.get(0).exchange;
      account.demands.clear();
      match(
          who, account, "reasoning-elicited-at-volume", first, now, 1, HOUR, "SUSPEND", 24 * HOUR);
    }
  }

  private void pairs(String who, Account account, Prompt now) {
    if (now.pair == 0) {
      return;
    }
    account.firsts.removeIf(then -> now.clock - then.clock >= 24 * HOUR);
    for (Prompt then : List.copyOf(account.firsts)) {
      if (then.pair == now.pair && then.prompt != now.prompt) {
        account.firsts.remove(then);
        match(
            who, account, "paired-queries", then.exchange, now, 16, 6 * HOUR, "DEGRADE", 6 * HOUR);
      }
    }
    if (now.fresh) {
      account.firsts.add(now);
    }
  }

  private void match(
      String who,
      Account account,
      String pattern,
      String first,
      Prompt now,
      int actAfter,
      long quiet,
      String kind,
      long duration) {
    Episode episode = account.episodes.get(pattern);
    if (episode == null || now.clock - episode.lastMatch >= quiet) {
      episode = new Episode();
      episode.opened = first;
      account.episodes.put(pattern, episode);
    }
    episode.matches++;
    episode.lastMatch = now.clock;
    boolean doubled = (episode.matches & (episode.matches - 1)) == 0;
    boolean half = episode.matches > actAfter && now.clock - episode.lastReport >= duration / 2;
    if (doubled || episode.matches == actAfter || half) {
      episode.reports++;
      episode.lastReport = now.clock;
      boolean asks = episode.matches >= actAfter;
      told.add(
          new Told(
              pattern, who, episode.opened, episode.matches, episode.reports, now.exchange, asks));
      if (asks) {
        act(
            who,
            kind.equals("DEGRADE") && !warned(who, now.clock) ? "THROTTLE" : kind,
            now,
            duration);
      }
    }
  }

  private void act(String who, String kind, Prompt now, long duration) {
    String action = who + " " + kind;
    if (ends.getOrDefault(action, Long.MIN_VALUE) <= now.clock) {
      begun.put(action, now.clock);
    }
    ends.merge(action, now.clock + duration, Math::max);
  }

  /** Nobody is degraded who was not throttled for ten minutes before, or degraded already. */
  private boolean warned(String who, long clock) {
    Long throttled = begun.get(who + " THROTTLE");
    return begun.containsKey(who + " DEGRADE")
        || (throttled != null && clock - throttled >= HOUR / 6);
  }
}

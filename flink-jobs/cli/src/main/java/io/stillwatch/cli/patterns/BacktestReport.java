package io.stillwatch.cli.patterns;

import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.PatternMemory;
import io.stillwatch.schemas.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What would change if a pattern were promoted to enforce.
 *
 * @param against the version that is live now, 0 where there is none
 * @param boundAnyway of those newly caught, how many another pattern's action meets already
 * @param labelled null without labels
 */
record BacktestReport(
    PatternSpec pattern,
    int against,
    @Nullable Mode againstMode,
    Side.Deeds before,
    Side.Deeds after,
    Set<String> newly,
    Set<String> noLonger,
    long boundAnyway,
    int accounts,
    Duration span,
    PatternMemory memory,
    @Nullable Labelled labelled) {

  private static final int NAMED_MAX = 20;
  private static final double SHORTEST_DAYS = 1.0 / 24;

  /**
   * How right it would be, and where it differs from the version that is live.
   *
   * @param attackers labelled as attacking
   * @param missed of them, those that it would not catch
   */
  record Labelled(
      Marks caught, Marks live, Marks newly, Marks noLonger, long attackers, long missed) {}

  static BacktestReport of(
      PatternSpec pattern, PatternBook present, Side before, Side after, @Nullable Labels labels) {
    Side.Deeds was = before.deeds(pattern.id());
    Side.Deeds would = after.deeds(pattern.id());
    Set<String> newly = new TreeSet<>(would.caught.keySet());
    newly.removeAll(was.caught.keySet());
    Set<String> noLonger = new TreeSet<>(was.caught.keySet());
    noLonger.removeAll(would.caught.keySet());
    BookView.Live live = present.of(PatternBook.ALL_TENANTS).live().get(pattern.id());
    int against = live == null ? 0 : live.pattern().version();
    Mode mode = live == null ? null : live.mode();
    return new BacktestReport(
        pattern,
        against,
        mode,
        was,
        would,
        newly,
        noLonger,
        newly.stream().filter(account -> before.boundByOthers(account, pattern.id())).count(),
        before.accounts(),
        before.span(),
        PatternMemory.of(pattern, new Language().fields()),
        labels == null
            ? null
            : new Labelled(
                Marks.of(would.caught.values(), labels),
                Marks.of(was.caught.values(), labels),
                Marks.of(ids(newly, would.caught), labels),
                Marks.of(ids(noLonger, was.caught), labels),
                labels.attackers().size(),
                without(labels.attackers(), would.caught.values())));
  }

  /** An id that several tenants have is one attacker. */
  private static long without(Set<String> attackers, Collection<String> caught) {
    Set<String> missed = new HashSet<>(attackers);
    missed.removeAll(new HashSet<>(caught));
    return missed.size();
  }

  /** Labels go by ids, reports by the names that tell tenants apart. */
  private static Collection<String> ids(Set<String> names, Map<String, String> caught) {
    Map<String, String> of = new TreeMap<>(caught);
    of.keySet().retainAll(names);
    return of.values();
  }

  private boolean cold() {
    return memory.reaches().compareTo(span) > 0;
  }

  private double actionsPerDay() {
    return after.actionIds.size() / Math.max(SHORTEST_DAYS, Words.days(span));
  }

  private double touched() {
    return accounts == 0 ? 0 : (double) after.acted.size() / accounts;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "pattern     "
            + pattern.id()
            + " v"
            + pattern.version()
            + " in enforce, against "
            + (againstMode == null
                ? "nothing: it is new, or off"
                : "v" + against + ", live in " + againstMode.name().toLowerCase(Locale.ROOT)));
    lines.add(
        "caught      "
            + Words.count(after.caught.size(), "account")
            + "; "
            + before.caught.size()
            + " by the version that is live");
    lines.add("  newly     " + named(newly) + (boundAnyway == 0 ? "" : anyway()));
    lines.add("  no longer " + named(noLonger));
    if (labelled != null) {
      addLabels(labelled, lines);
    }
    lines.add("findings    " + String.format(Locale.ROOT, "%,d", after.findings));
    lines.add(
        "actions     "
            + Words.count(after.actionIds.size(), pattern.action().kind() + " action")
            + " on "
            + Words.count(after.acted.size(), "account")
            + " ("
            + Words.count(after.actionRows, "row")
            + " of the control topic)");
    lines.add(
        String.format(
            Locale.ROOT,
            "projection  about %,.0f actions a day%s; %.2f %% of the active accounts touched",
            actionsPerDay(),
            Words.days(span) < SHORTEST_DAYS ? " (the record taken for a whole hour's)" : "",
            100 * touched()));
    lines.add(budget());
    if (cold()) {
      lines.add(
          "judged cold "
              + memory.by()
              + " reaches "
              + Words.duration(memory.reaches())
              + " back and the record is "
              + Words.duration(span)
              + " long: the engine, which remembers more, may find more");
    }
    return lines;
  }

  private String anyway() {
    return " (" + boundAnyway + " of them bound by another pattern anyway)";
  }

  private void addLabels(Labelled told, List<String> lines) {
    lines.add(
        "labels      "
            + told.caught()
            + "; "
            + told.missed()
            + " of "
            + told.attackers()
            + " attacking accounts not caught by this pattern");
    if (againstMode != null) {
      lines.add("  live      " + told.live());
      lines.add("  newly     " + told.newly());
      lines.add("  no longer " + told.noLonger());
    }
  }

  /** Whether it would act on all of them before a human is asked. */
  private String budget() {
    return after.heldAt == null
        ? "budget      the standard one is never reached"
        : "budget      the standard one holds from "
            + after.heldAt
            + " on, after "
            + Words.count(after.heldAfter, "account")
            + " within an hour; "
            + Words.count(after.beyondBudget.size(), "account")
            + " more would wait until a human releases it";
  }

  private static String named(Set<String> accounts) {
    if (accounts.isEmpty()) {
      return "none";
    }
    return accounts.size()
        + ": "
        + String.join(", ", accounts.stream().limit(NAMED_MAX).toList())
        + (accounts.size() > NAMED_MAX ? ", ..." : "");
  }

  Json json() {
    Json json =
        Json.object()
            .with("id", pattern.id())
            .with("version", pattern.version())
            .with("against_version", againstMode == null ? null : (Integer) against)
            .with("against_mode", againstMode)
            .with("caught", after.caught.size())
            .with("caught_before", before.caught.size())
            .with("newly_caught", newly.size())
            .with("newly_caught_accounts", newly.stream().limit(NAMED_MAX).toList())
            .with("newly_caught_bound_anyway", boundAnyway)
            .with("no_longer_caught", noLonger.size())
            .with("no_longer_caught_accounts", noLonger.stream().limit(NAMED_MAX).toList())
            .with("findings", after.findings)
            .with("actions", after.actionIds.size())
            .with("action_rows", after.actionRows)
            .with("accounts_acted_on", after.acted.size())
            .with("actions_per_day", actionsPerDay())
            .with("share_of_active_accounts", touched())
            .with("budget_holds_from", after.heldAt)
            .with("accounts_beyond_budget", after.beyondBudget.size())
            .with("judged_cold", cold())
            .with("memory_hours", memory.reaches().toMinutes() / 60.0)
            .with("memory_of", memory.by());
    if (labelled != null) {
      addTo(json, "", labelled.caught());
      addTo(json, "before_", labelled.live());
      addTo(json, "newly_caught_", labelled.newly());
      addTo(json, "no_longer_caught_", labelled.noLonger());
      json.with("attacking_accounts", labelled.attackers());
    }
    return json;
  }

  private static void addTo(Json json, String whose, Marks marks) {
    json.with(whose + "true_positives", marks.right())
        .with(whose + "false_positives", marks.wrong());
  }
}

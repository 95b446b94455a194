package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Score.Newcomers;
import io.stillwatch.cli.evaluate.Score.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A score as lines for people. */
final class ScoreTable {

  private final List<String> lines = new ArrayList<>();

  private ScoreTable() {}

  static List<String> lines(Score score, Origin origin, @Nullable List<Gate.Verdict> verdicts) {
    ScoreTable table = new ScoreTable();
    table.headline(score, origin);
    if (!score.campaigns().isEmpty()) {
      table.campaigns(score.campaigns());
      table.parts("by evasion", score.byEvasion());
      table.parts("by archetype", score.byArchetype());
    }
    table.wrong(score.wrong());
    if (verdicts != null) {
      table.gate(verdicts);
    }
    return table.lines;
  }

  private void headline(Score score, Origin origin) {
    Score.Wrong wrong = score.wrong();
    line(
        "stream     %,d exchanges of %,d accounts, %,d actions; %.1f s",
        origin.exchanges(),
        score.accounts().of() + wrong.accounts().of(),
        origin.actions(),
        origin.seconds());
    if (origin.unreadable() > 0) {
      line(
          "unreadable %,d records, which count nowhere; the first at %s",
          origin.unreadable(), origin.firstUnreadable());
    }
    line("campaigns  %s found (%s)", of(score.found()), interval(score.found()));
    line(
        "accounts   %s found (%s), precision %s (at 1 %% attackers %s, at 0.1 %% %s)",
        of(score.accounts()),
        percent(score.accounts().share()),
        percent(score.accountPrecision()),
        percent(score.precisionAtShare().getOrDefault("0.01", 0.0)),
        percent(score.precisionAtShare().getOrDefault("0.001", 0.0)));
    line(
        "wrong      %s honest accounts, %.0f per 100k account-days (at most %.0f at 95 %%);"
            + " %,.0f exchanges blocked",
        of(wrong.accounts()),
        wrong.per100kAccountDays(),
        wrong.upperPer100kAccountDays(),
        wrong.blocked());
    line(
        "leaked     %s of %,d exchanges; an account is served %s before its first action (median),"
            + " %d at the 90th of 100",
        percent(score.leakedShare()),
        score.exchanges(),
        plain(score.served().median()),
        score.served().p90());
    newcomers("joiners    of a known campaign", score.joiners());
    newcomers("successors of banned accounts", score.successors());
    Score.Clusters clusters = score.clusters();
    if (clusters != null) {
      line("clusters   %d named, purity %s", clusters.count(), percent(clusters.purity()));
    }
    if (score.unknownSubjects() > 0) {
      line("unknown    %d subjects of actions are not in the stream", score.unknownSubjects());
    }
  }

  private void newcomers(String what, Newcomers newcomers) {
    if (newcomers.count() > 0) {
      line(
          "%s: %d, within 10 exchanges %d (%s), within 50 %d",
          what,
          newcomers.count(),
          newcomers.within10(),
          interval(new Hits(newcomers.within10(), newcomers.count())),
          newcomers.within50());
    }
  }

  private void campaigns(List<CampaignScore> campaigns) {
    line("");
    line(
        "%-32s %-5s %11s %8s %12s %10s %9s %9s",
        "campaign",
        "found",
        "accounts",
        "leaked",
        "before first",
        "median/acc",
        "h first",
        "h found");
    for (CampaignScore campaign : campaigns) {
      line(
          "%-32s %-5s %11s %8s %12d %10s %9s %9s",
          campaign.id(),
          campaign.found() ? "yes" : "-",
          of(campaign.accounts()),
          percent(campaign.leakedShare()),
          campaign.servedBeforeFirstAction(),
          plain(campaign.perAccount().median()),
          hours(campaign.hoursToFirstAction()),
          hours(campaign.hoursToFound()));
    }
  }

  private void parts(String title, SortedMap<String, Part> parts) {
    line("");
    line("%-32s %9s %11s %11s %11s %8s", title, "campaigns", "95 %", "accounts", "95 %", "leaked");
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      Part part = entry.getValue();
      line(
          "%-32s %9s %11s %11s %11s %8s",
          entry.getKey(),
          of(part.campaigns()),
          interval(part.campaigns()),
          of(part.accounts()),
          interval(part.accounts()),
          percent(part.leakedShare()));
    }
  }

  private void wrong(Score.Wrong wrong) {
    line("");
    line(
        "%-32s %11s %9s %8s %9s %13s",
        "honest class", "accounts", "at most", "groups", "at most", "as a campaign");
    for (Map.Entry<String, Hits> entry : wrong.byClass().entrySet()) {
      Hits hits = entry.getValue();
      Score.Groups groups = wrong.groups().get(entry.getKey());
      line(
          "%-32s %11s %9s %8s %9s %13s",
          entry.getKey(),
          of(hits),
          percent(Bounds.upper(hits.hits(), hits.of())),
          groups == null ? "" : groups.anyMember() + "/" + groups.groups(),
          groups == null ? "" : percent(Bounds.upper(groups.anyMember(), groups.groups())),
          groups == null ? "" : groups.asCampaign() + "/" + groups.groups());
    }
  }

  private void gate(List<Gate.Verdict> verdicts) {
    line("");
    for (Gate.Verdict verdict : verdicts) {
      line("%-7s %s", verdict.met() ? "met" : "MISSED", verdict.words());
    }
  }

  private void line(String format, @Nullable Object... values) {
    lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  static String of(Hits hits) {
    return hits.hits() + "/" + hits.of();
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** In whole percent. */
  static String interval(Hits hits) {
    Bounds.Interval interval = hits.wilson();
    return String.format(Locale.ROOT, "%.0f-%.0f %%", 100 * interval.low(), 100 * interval.high());
  }

  static String plain(double number) {
    return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.1f", number);
  }

  static String hours(double hours) {
    return Double.isNaN(hours) ? "-" : String.format(Locale.ROOT, "%.1f", hours);
  }
}

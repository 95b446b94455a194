package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Gate.Verdict;
import io.stillwatch.cli.evaluate.Score.Newcomers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers at the top of the page, each with its goal where the gate has one. */
final class Tiles {

  private final Score score;
  private final @Nullable List<Verdict> verdicts;

  Tiles(Score score, @Nullable List<Verdict> verdicts) {
    this.score = score;
    this.verdicts = verdicts;
  }

  void write(Markup page) {
    Score.Wrong wrong = score.wrong();
    page.raw("<div class=\"tiles\">");
    if (!score.campaigns().isEmpty()) {
      tile(
          page,
          "campaigns found",
          ScoreTable.of(score.found()),
          ScoreTable.interval(score.found()) + " at 95 %",
          Threshold.CAMPAIGN_RECALL_MIN,
          Threshold.CAMPAIGN_RECALL_LOWER95_MIN);
      tile(
          page,
          "leaked",
          ScoreTable.percent(score.leakedShare()),
          String.format(Locale.ROOT, "of %,d exchanges", score.exchanges()),
          Threshold.LEAKED_MAX);
      tile(
          page,
          "served before an account's first action",
          ScoreTable.plain(score.served().median()),
          "median; " + score.served().p90() + " at the 90th of 100",
          Threshold.SERVED_PER_ACCOUNT_MEDIAN_MAX,
          Threshold.SERVED_PER_ACCOUNT_P90_MAX);
      tile(
          page,
          "precision at 1 % attackers",
          ScoreTable.percent(score.precisionAtShare().getOrDefault("0.01", 0.0)),
          ScoreTable.percent(score.precisionAtShare().getOrDefault("0.001", 0.0))
              + " at 0.1 %, "
              + ScoreTable.percent(score.accountPrecision())
              + " here",
          Threshold.PRECISION_AT_1_PERCENT_MIN,
          Threshold.ACCOUNT_PRECISION_MIN);
    }
    tile(
        page,
        "wrong per 100k account-days",
        String.format(Locale.ROOT, "%,.0f", wrong.per100kAccountDays()),
        String.format(
            Locale.ROOT,
            "at most %,.0f at 95 %%; %s honest accounts",
            wrong.upperPer100kAccountDays(),
            ScoreTable.of(wrong.accounts())),
        Threshold.WRONG_PER_100K_MAX,
        Threshold.WRONG_UPPER95_PER_100K_MAX,
        Threshold.WRONG_ACCOUNTS_MAX);
    newcomers(page, "joiners met within 10", score.joiners(), Threshold.JOINERS_WITHIN_10_MIN);
    newcomers(
        page, "successors met within 10", score.successors(), Threshold.SUCCESSORS_WITHIN_10_MIN);
    Score.Clusters clusters = score.clusters();
    if (clusters != null) {
      tile(
          page,
          "purity of named campaigns",
          ScoreTable.percent(clusters.purity()),
          String.format(Locale.ROOT, "%,d named", clusters.count()),
          Threshold.PURITY_MIN);
    }
    page.raw("</div>");
    if (verdicts == null) {
      page.raw(
          "<p class=\"note\">No gate was given, so there are no goals to hold these against.</p>");
    }
  }

  private void newcomers(Markup page, String title, Newcomers newcomers, Threshold threshold) {
    if (newcomers.count() > 0) {
      Score.Hits hits = new Score.Hits(newcomers.within10(), newcomers.count());
      tile(
          page,
          title,
          ScoreTable.of(hits),
          ScoreTable.interval(hits) + " at 95 %; " + newcomers.within50() + " within 50",
          threshold);
    }
  }

  private void tile(
      Markup page, String title, String number, String fine, Threshold... thresholds) {
    page.raw("<div class=\"tile\">")
        .element("span", "", title)
        .element("strong", "", number)
        .element("small", "", fine);
    for (Threshold threshold : thresholds) {
      for (Verdict verdict : verdicts == null ? List.<Verdict>of() : verdicts) {
        if (verdict.threshold() == threshold) {
          page.element("span", verdict.met() ? "chip good" : "chip bad", goal(verdict));
        }
      }
    }
    page.raw("</div>");
  }

  private static String goal(Verdict verdict) {
    String what =
        switch (verdict.threshold()) {
          case CAMPAIGN_RECALL_LOWER95_MIN -> "lower bound ";
          case WRONG_UPPER95_PER_100K_MAX -> "upper bound ";
          case SERVED_PER_ACCOUNT_P90_MAX -> "90th ";
          case WRONG_ACCOUNTS_MAX -> "accounts ";
          default -> "";
        };
    return (verdict.met() ? "met: " : "missed: ")
        + what
        + (verdict.threshold().ceiling() ? "at most " : "at least ")
        + Verdict.number(verdict.asked());
  }
}

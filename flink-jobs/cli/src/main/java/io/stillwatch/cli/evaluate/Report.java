package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Gate.Verdict;
import io.stillwatch.cli.evaluate.Score.Hits;
import io.stillwatch.cli.evaluate.Score.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The page that a person reads: one file of HTML with drawings in it that loads nothing. */
final class Report {

  private static final String STYLE = "report.css";

  private final Score score;
  private final Origin origin;
  private final @Nullable List<Verdict> verdicts;
  private final Story story;
  private final Timeline time;
  private final Markup page = new Markup();

  private Report(
      Score score, Origin origin, @Nullable List<Verdict> verdicts, Story story, Timeline time) {
    this.score = score;
    this.origin = origin;
    this.verdicts = verdicts;
    this.story = story;
    this.time = time;
  }

  static String html(Score score, Origin origin, @Nullable List<Verdict> verdicts, Story story) {
    Report report = new Report(score, origin, verdicts, story, Timeline.over(story.exchanges()));
    report.all();
    return report.page.toString();
  }

  private void all() {
    page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">")
        .element("title", "", "Stillwatch: evaluation of " + origin.events().getFileName())
        .raw("<style>" + style() + "</style></head><body><main>");
    head();
    new Tiles(score, verdicts).write(page);
    if (verdicts != null) {
      gate(verdicts);
    }
    if (!score.campaigns().isEmpty()) {
      section(
          "What leaked, over time",
          "Exchanges of each campaign per "
              + time.binWords()
              + ", served or stopped, on one axis of time. All exchanges of its accounts count, also"
              + " those that an account makes as a cover.");
      page.raw(
              "<p class=\"legend\"><i class=\"served\"></i> served <i class=\"stopped\"></i> stopped")
          .raw(" <b class=\"first\"></b> first action <b class=\"found\"></b> found</p>");
      new LeakPanels(story, time).write(score.campaigns(), page);
    }
    section(
        "Evidence, by campaign as the engine named it",
        "Who is in it in truth, and what its members' evidence adds up of: value times weight, the"
            + " mean over the members that have the term.");
    ClusterCards.write(Cluster.of(story), page);
    section(
        "Wrong hits, by class of honest users",
        "Accounts that felt an action. The thin line reaches to the exact upper bound at 95 %.");
    WrongBars.write(score.wrong(), page);
    if (!score.campaigns().isEmpty()) {
      section("Campaigns", "Hours and exchanges count from a campaign's first exchange.");
      campaigns(score.campaigns());
      section("By evasion and by archetype", "With Wilson's interval at 95 %.");
      page.raw("<div class=\"pair\">");
      parts("evasion", score.byEvasion());
      parts("archetype", score.byArchetype());
      page.raw("</div>");
    }
    page.raw("</main></body></html>\n");
  }

  private void head() {
    page.raw("<header>").element("h1", "", "Evaluation of " + origin.events().getFileName());
    page.rawf(
        "<p>%,d exchanges of %,d accounts, %s to %s UTC. %,d actions, %s.</p>",
        origin.exchanges(),
        score.accounts().of() + score.wrong().accounts().of(),
        Timeline.minute(time.startMs()),
        Timeline.minute(time.endMs()),
        origin.actions(),
        origin.actionsFile() == null
            ? "decided by the engine's rooms in this run"
            : "read from " + origin.actionsFile().getFileName());
    if (origin.unreadable() > 0) {
      page.rawf(
          "<p class=\"note\">%,d records could not be read and count nowhere; the first at %s.</p>",
          origin.unreadable(), origin.firstUnreadable());
    }
    page.raw("</header>");
  }

  private void section(String title, String lead) {
    page.element("h2", "", title).element("p", "lead", lead);
  }

  private void gate(List<Verdict> judged) {
    page.raw(
            "<div class=\"scroll\"><table class=\"wide\"><thead><tr><th>gate</th><th class=\"n\">measured</th>")
        .raw("<th class=\"n\">asked</th><th></th></tr></thead><tbody>");
    for (Verdict verdict : judged) {
      page.rawf(
          "<tr><th>%s</th><td class=\"n\">%s</td><td class=\"n\">%s %s</td><td>",
          verdict.threshold().key().replace('_', ' ').replaceAll(" (min|max)$", ""),
          Double.isNaN(verdict.measured())
              ? "nothing to measure"
              : Verdict.number(verdict.measured()),
          verdict.threshold().ceiling() ? "at most" : "at least",
          Verdict.number(verdict.asked()));
      page.element(
              "span", verdict.met() ? "chip good" : "chip bad", verdict.met() ? "met" : "missed")
          .raw("</td></tr>");
    }
    page.raw("</tbody></table></div>");
  }

  private void campaigns(List<CampaignScore> campaigns) {
    page.raw("<div class=\"scroll\"><table class=\"wide\"><thead><tr><th>campaign</th><th></th>")
        .raw("<th class=\"n\">accounts met</th><th class=\"n\">exchanges</th>")
        .raw("<th class=\"n\">leaked</th><th class=\"n\">before first action</th>")
        .raw("<th class=\"n\">before found</th><th class=\"n\">per account, median</th>")
        .raw("<th class=\"n\">90th of 100</th><th class=\"n\">h to first</th>")
        .raw("<th class=\"n\">h to found</th><th class=\"n\">joiners within 10</th>")
        .raw("<th class=\"n\">successors within 10</th></tr></thead><tbody>");
    for (CampaignScore campaign : campaigns) {
      page.raw("<tr><th>").text(campaign.id()).raw("</th><td>");
      page.element(
          "span",
          campaign.found() ? "chip good" : "chip bad",
          campaign.found() ? "found" : "not found");
      page.rawf(
          "</td><td class=\"n\">%s</td><td class=\"n\">%,d</td><td class=\"n\">%s</td>"
              + "<td class=\"n\">%,d</td><td class=\"n\">%,d</td><td class=\"n\">%s</td>"
              + "<td class=\"n\">%,d</td><td class=\"n\">%s</td><td class=\"n\">%s</td>"
              + "<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>",
          ScoreTable.of(campaign.accounts()),
          campaign.exchanges(),
          ScoreTable.percent(campaign.leakedShare()),
          campaign.servedBeforeFirstAction(),
          campaign.servedBeforeFound(),
          ScoreTable.plain(campaign.perAccount().median()),
          campaign.perAccount().p90(),
          ScoreTable.hours(campaign.hoursToFirstAction()),
          ScoreTable.hours(campaign.hoursToFound()),
          within10(campaign.joiners()),
          within10(campaign.successors()));
    }
    page.raw("</tbody></table></div>");
  }

  private static String within10(Score.Newcomers newcomers) {
    return newcomers.count() == 0 ? "-" : newcomers.within10() + "/" + newcomers.count();
  }

  private void parts(String what, SortedMap<String, Part> parts) {
    page.rawf(
        "<table><thead><tr><th>%s</th><th class=\"n\">campaigns</th><th></th>"
            + "<th class=\"n\">accounts</th><th></th><th class=\"n\">leaked</th></tr></thead><tbody>",
        what);
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      Part part = entry.getValue();
      page.rawf("<tr><th>%s</th>", entry.getKey());
      interval(part.campaigns());
      interval(part.accounts());
      page.rawf("<td class=\"n\">%s</td></tr>", ScoreTable.percent(part.leakedShare()));
    }
    page.raw("</tbody></table>");
  }

  private void interval(Hits hits) {
    page.rawf("<td class=\"n\">%s</td><td>", ScoreTable.of(hits));
    page.rawf(
        "<svg class=\"whisker\" viewBox=\"0 0 100 12\" role=\"img\" aria-label=\"%s\"><title>%s</title>"
            + "<line class=\"grid\" x1=\"2\" y1=\"6\" x2=\"98\" y2=\"6\"/>"
            + "<line class=\"bound\" x1=\"%.1f\" y1=\"6\" x2=\"%.1f\" y2=\"6\"/>"
            + "<circle cx=\"%.1f\" cy=\"6\" r=\"3.5\"/></svg></td>",
        ScoreTable.interval(hits),
        ScoreTable.interval(hits),
        2 + 96 * hits.wilson().low(),
        2 + 96 * hits.wilson().high(),
        2 + 96 * hits.share());
  }

  private static String style() {
    try (InputStream in = Report.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + STYLE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

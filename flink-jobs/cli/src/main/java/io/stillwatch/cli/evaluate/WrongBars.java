package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Score.Groups;
import io.stillwatch.cli.evaluate.Score.Hits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wrong hits as a bar a class of honest users, with the upper bound and the groups beside it. */
final class WrongBars {

  private static final int WIDTH = 300;

  private WrongBars() {}

  static void write(Score.Wrong wrong, Markup page) {
    page.raw("<div class=\"scroll\"><table class=\"wide\"><thead><tr><th>class</th>")
        .raw("<th>share of accounts met</th><th class=\"n\">accounts</th>")
        .raw("<th class=\"n\">at most</th><th class=\"n\">groups with a member met</th>")
        .raw("<th class=\"n\">groups met as a campaign</th></tr></thead><tbody>");
    for (Map.Entry<String, Hits> entry : wrong.byClass().entrySet()) {
      row(entry.getKey(), entry.getValue(), wrong.groups().get(entry.getKey()), page);
    }
    page.raw("</tbody></table></div>");
    page.rawf(
        "<p class=\"fine\">%s of %,d honest accounts over %,d account-days; %,.0f exchanges of theirs"
            + " were stopped, in %,d hours of accounts.</p>",
        wrong.accounts().hits() == 0 ? "None" : String.valueOf(wrong.accounts().hits()),
        wrong.accounts().of(),
        wrong.accountDays(),
        wrong.blocked(),
        wrong.blockedAccountHours());
  }

  private static void row(String name, Hits hits, @Nullable Groups groups, Markup page) {
    double upper = Bounds.upper(hits.hits(), hits.of());
    page.rawf("<tr><th>%s</th><td>", name);
    page.rawf(
        "<svg class=\"bar\" viewBox=\"0 0 %d 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"%s"
            + " met, at most %s\"><rect class=\"room\" width=\"%d\" height=\"14\"/>"
            + "<rect class=\"wrong\" width=\"%.1f\" height=\"14\"/>"
            + "<line class=\"bound\" x1=\"%.1f\" y1=\"7\" x2=\"%.1f\" y2=\"7\"/></svg></td>",
        WIDTH,
        ScoreTable.of(hits),
        ScoreTable.percent(upper),
        WIDTH,
        WIDTH * hits.share(),
        WIDTH * hits.share(),
        WIDTH * upper);
    page.rawf(
        "<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>",
        ScoreTable.of(hits),
        ScoreTable.percent(upper),
        groups == null ? "" : groups.anyMember() + "/" + groups.groups(),
        groups == null ? "" : groups.asCampaign() + "/" + groups.groups());
  }
}

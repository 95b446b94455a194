package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Truth.Account;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Small multiples, one a campaign on a common axis of time: exchanges served and stopped, and when
 * it was first met and found.
 */
final class LeakPanels {

  private static final int WIDTH = 340;
  private static final int HEIGHT = 104;
  private static final int BASE = HEIGHT - 16;
  private static final int TOP = 12;
  private static final long DAY_MS = 86_400_000;
  private static final int DAY_LABELS_MAX = 8;

  private final Timeline time;
  private final Map<String, double[][]> served = new HashMap<>();

  LeakPanels(Story story, Timeline time) {
    this.time = time;
    Exchanges exchanges = story.exchanges();
    Account[] accounts = Scorer.accounts(exchanges, story.truth());
    for (int i = 0; i < exchanges.size(); i++) {
      Account account = accounts[exchanges.account(i)];
      if (account.attack()) {
        double[][] bins =
            served.computeIfAbsent(account.campaign(), id -> new double[2][time.bins()]);
        double share = story.pass().served(i);
        int bin = time.bin(exchanges.atMs(i));
        bins[0][bin] += share;
        bins[1][bin] += 1 - share;
      }
    }
  }

  void write(List<CampaignScore> campaigns, Markup page) {
    page.raw("<div class=\"panels\">");
    for (CampaignScore campaign : campaigns) {
      panel(campaign, page);
    }
    page.raw("</div>");
  }

  private void panel(CampaignScore campaign, Markup page) {
    page.raw("<figure class=\"card\"><figcaption>")
        .element("b", "", campaign.id())
        .element(
            "span",
            campaign.found() ? "chip good" : "chip bad",
            campaign.found() ? "found" : "not found")
        .raw("</figcaption>");
    chart(campaign, page);
    page.rawf(
        "<p class=\"fine\">%s of %,d exchanges leaked; %s accounts met%s</p></figure>",
        ScoreTable.percent(campaign.leakedShare()),
        campaign.exchanges(),
        ScoreTable.of(campaign.accounts()),
        when(campaign));
  }

  private static String when(CampaignScore campaign) {
    if (Double.isNaN(campaign.firstActionMs())) {
      return "";
    }
    String first =
        "; first action after "
            + ScoreTable.hours(campaign.hoursToFirstAction())
            + " h ("
            + String.format(Locale.ROOT, "%,d", campaign.servedBeforeFirstAction())
            + " served)";
    return campaign.found()
        ? first + ", found after " + ScoreTable.hours(campaign.hoursToFound()) + " h"
        : first;
  }

  private void chart(CampaignScore campaign, Markup page) {
    double[][] bins = served.getOrDefault(campaign.id(), new double[2][time.bins()]);
    double most = 1;
    for (int i = 0; i < time.bins(); i++) {
      most = Math.max(most, bins[0][i] + bins[1][i]);
    }
    page.rawf(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s: exchanges served and stopped over"
            + " time\">",
        WIDTH, HEIGHT, campaign.id());
    days(page);
    double step = (double) WIDTH / time.bins();
    for (int i = 0; i < time.bins(); i++) {
      bar(page, i * step, step, bins[0][i] / most, bins[1][i] / most, title(i, bins));
    }
    page.rawf("<line class=\"axis\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", BASE, WIDTH, BASE);
    page.rawf("<text class=\"tick\" x=\"0\" y=\"8\">%,.0f per %s</text>", most, time.binWords());
    mark(page, campaign.firstActionMs(), "first");
    mark(page, campaign.foundMs(), "found");
    page.raw("</svg>");
  }

  private String title(int bin, double[][] bins) {
    return String.format(
        Locale.ROOT,
        "%s: %,.0f served, %,.0f stopped",
        Timeline.minute(time.startMs() + bin * time.binMs()),
        bins[0][bin],
        bins[1][bin]);
  }

  private static void bar(
      Markup page, double x, double step, double served, double stopped, String title) {
    if (served + stopped == 0) {
      return;
    }
    double room = BASE - TOP;
    double width = Math.max(0.6, step - 0.8);
    page.raw("<g>").element("title", "", title);
    page.rawf(
        "<rect class=\"stopped\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        x, BASE - room * (served + stopped), width, room * stopped);
    page.rawf(
        "<rect class=\"served\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></g>",
        x, BASE - room * served, width, room * served);
  }

  private void days(Markup page) {
    long days = Math.max(1, (time.endMs() - time.startMs()) / DAY_MS);
    long every = (days + DAY_LABELS_MAX - 1) / DAY_LABELS_MAX;
    long first = Math.floorDiv(time.startMs() + DAY_MS - 1, DAY_MS);
    for (long day = first; day * DAY_MS < time.endMs(); day += every) {
      double x = time.share((double) (day * DAY_MS)) * WIDTH;
      page.rawf(
          "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x, TOP, x, BASE);
      if (x < WIDTH - 30) {
        page.rawf(
            "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>",
            x + 2, HEIGHT - 4, Timeline.day(day * DAY_MS));
      }
    }
  }

  private void mark(Markup page, double atMs, String css) {
    double share = time.share(atMs);
    if (share >= 0 && share <= 1) {
      page.rawf(
          "<line class=\"mark %s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
          css, share * WIDTH, TOP - 2, share * WIDTH, BASE);
    }
  }
}

package io.stillwatch.cli.demo;

import io.stillwatch.cli.Console;
import java.time.Duration;
import java.util.Locale;

/**
 * What a human sees while the demonstration runs: a small picture that is drawn over itself on a
 * terminal, a line every few seconds anywhere else.
 */
final class LiveView {

  private static final Duration PICTURE_EVERY = Duration.ofMillis(250);
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private static final String UP = "\u001b[%dA";
  private static final String ERASE_LINE = "\u001b[K";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";
  private static final int ROWS_OF_ACTIONS = 8;

  private final Console console;
  private final boolean picture;
  private final long durationMs;
  private int rowsDrawn;
  private long lastMs;
  private long lastEvents;
  private long lastProcessed;

  LiveView(Console console, Duration duration, boolean quiet) {
    this.console = console;
    this.picture = console.errIsTerminal() && !quiet;
    this.durationMs = duration.toMillis();
  }

  /** How often to show. */
  Duration every() {
    return picture ? PICTURE_EVERY : LINE_EVERY;
  }

  /** The picture as it stands at the end; elsewhere the summary says it all. */
  void end(long runMs, Scoreboard.Snapshot now, Counts counts) {
    if (picture) {
      lastMs = 0; // the rates of the whole run
      lastEvents = 0;
      lastProcessed = 0;
      show(runMs, now, counts);
      console.err("");
    }
  }

  void show(long runMs, Scoreboard.Snapshot now, Counts counts) {
    double seconds = Math.max(1, runMs - lastMs) / 1000.0;
    double sentRate = (now.events() - lastEvents) / seconds;
    double processedRate = (counts.processed() - lastProcessed) / seconds;
    if (picture) {
      draw(runMs, now, counts, sentRate, processedRate);
    } else {
      console.err(
          format(
              "%3d s  %,d events (%,.0f/s), %,d processed (%,.0f/s)  %,d accounts  %,d signals  %,d findings  %,d actions%s  campaigns got %,d of %,d",
              runMs / 1000,
              now.events(),
              sentRate,
              counts.processed(),
              processedRate,
              now.accounts(),
              counts.signals(),
              counts.findings(),
              now.actions(),
              latency(now),
              now.harvested(),
              now.asked()));
    }
    // Rates are measured over at least a second, or they jump.
    if (!picture || runMs - lastMs >= 1_000) {
      lastMs = runMs;
      lastEvents = now.events();
      lastProcessed = counts.processed();
    }
  }

  private void draw(
      long runMs, Scoreboard.Snapshot now, Counts counts, double sentRate, double processedRate) {
    StringBuilder frame = new StringBuilder();
    if (rowsDrawn > 0) {
      frame.append(format(UP, rowsDrawn));
    }
    int rows = 0;
    rows +=
        row(
            frame,
            bold("Stillwatch demo") + format("   %3d of %d s", runMs / 1000, durationMs / 1000));
    rows += row(frame, format("  sent       %,12d events  %,8.0f/s", now.events(), sentRate));
    rows +=
        row(
            frame,
            format("  processed  %,12d events  %,8.0f/s", counts.processed(), processedRate));
    rows += row(frame, format("  accounts   %,12d", now.accounts()));
    rows += row(frame, format("  signals    %,12d", counts.signals()));
    rows += row(frame, format("  findings   %,12d", counts.findings()));
    rows +=
        row(
            frame,
            format(
                "  actions    %,12d on %,d accounts%s",
                now.actions(), now.accountsActedOn(), latency(now)));
    rows +=
        row(
            frame,
            format(
                "  campaigns  %,12d exchanges harvested of %,d asked for",
                now.harvested(), now.asked()));
    rows += row(frame, dim("  latest actions"));
    for (int i = 0; i < ROWS_OF_ACTIONS; i++) {
      int at = now.latest().size() - 1 - i;
      rows += row(frame, at < 0 ? "" : action(now.latest().get(at)));
    }
    rowsDrawn = rows;
    console.errRaw(frame.toString());
  }

  private String action(Scoreboard.Line line) {
    return format(
        "  %3d s  %-22s %s %-30s %s",
        line.atMs() / 1000,
        line.accountId(),
        red(format("%-9s", line.kind())),
        line.pattern(),
        line.latencyMs() < 0 ? "" : line.latencyMs() + " ms");
  }

  private static String latency(Scoreboard.Snapshot now) {
    return now.latencyP50Ms() < 0
        ? ""
        : format("  latency p50 %d ms, p99 %d ms", now.latencyP50Ms(), now.latencyP99Ms());
  }

  /**
   * A row that would wrap would break the picture, so it is cut; colours only stand where nothing
   * is cut.
   */
  private int row(StringBuilder frame, String text) {
    boolean fits = text.length() <= console.columns() || text.indexOf('\u001b') >= 0;
    frame
        .append(fits ? text : text.substring(0, console.columns()))
        .append(ERASE_LINE)
        .append('\n');
    return 1;
  }

  private String bold(String text) {
    return paint(BOLD, text);
  }

  private String dim(String text) {
    return paint(DIM, text);
  }

  private String red(String text) {
    return paint(RED, text);
  }

  private String paint(String how, String text) {
    return console.colour() ? how + text + PLAIN : text;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

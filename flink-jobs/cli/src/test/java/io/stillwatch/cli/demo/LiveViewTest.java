package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.cli.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The view is a picture on a terminal and lines elsewhere. */
class LiveViewTest {

  private final StringWriter err = new StringWriter();

  @Test
  void elsewhereALineHoldsTheFigures() {
    LiveView view = new LiveView(console(false, false), Duration.ofSeconds(60), false);
    view.show(0, snapshot(0), new Counts(0, 0, 0));
    view.show(5_000, snapshot(5_000), new Counts(4_500, 40, 7));
    String line = err.toString().lines().toList().get(1);
    assertTrue(line.contains("5,000 events (1,000/s), 4,500 processed (900/s)"), line);
    assertTrue(line.contains("7 findings  3 actions  latency p50 20 ms, p99 90 ms"), line);
    assertFalse(err.toString().contains("\u001b"));
  }

  @Test
  void onATerminalThePictureIsDrawnOverItself() {
    LiveView view = new LiveView(console(true, true), Duration.ofSeconds(60), false);
    view.show(0, snapshot(0), new Counts(0, 0, 0));
    int rows = (int) err.toString().lines().count();
    view.show(250, snapshot(250), new Counts(100, 5, 1));
    assertTrue(err.toString().contains("\u001b[" + rows + "A"), err::toString);
    assertTrue(err.toString().contains("acct_1"), err::toString);
    assertEquals(2L * rows, err.toString().lines().count());
  }

  @Test
  void withoutColourThePictureHasNoColour() {
    LiveView view = new LiveView(console(true, false), Duration.ofSeconds(60), false);
    view.show(0, snapshot(0), new Counts(0, 0, 0));
    assertFalse(err.toString().contains("\u001b[1m"), err::toString);
    assertFalse(err.toString().contains("\u001b[31m"), err::toString);
  }

  private Console console(boolean terminal, boolean colour) {
    return new Console(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err),
        terminal,
        terminal,
        colour,
        120,
        false);
  }

  private static Scoreboard.Snapshot snapshot(long events) {
    return new Scoreboard.Snapshot(
        events,
        12,
        3,
        2,
        40,
        9,
        20,
        90,
        List.of(new Scoreboard.Line(4_000, "acct_1", "SUSPEND", "pattern", 21)));
  }
}

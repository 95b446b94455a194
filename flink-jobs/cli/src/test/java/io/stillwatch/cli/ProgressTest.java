package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Progress is a line drawn over itself on a terminal and a line now and then elsewhere. */
class ProgressTest {

  private final StringWriter err = new StringWriter();
  private final AtomicLong nowNs = new AtomicLong();

  @Test
  void elsewhereALineComesEveryFiveSeconds() {
    run(Map.of(), 12);
    assertEquals(2, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains("events, 1,000/s,  51 %, about 5 s left"), err::toString);
  }

  @Test
  void onATerminalTheLineIsDrawnOverItselfAndTakenAwayAtTheEnd() {
    run(Map.of("stillwatch.terminal", "err"), 2);
    assertFalse(err.toString().contains("\n"));
    assertTrue(err.toString().endsWith("\r\u001b[K"));
  }

  @Test
  void aShortWorkSaysNothing() {
    run(Map.of("stillwatch.terminal", "err"), 0);
    assertEquals("", err.toString());
  }

  /** A thousand steps a second, of ten thousand. */
  private void run(Map<String, String> properties, int seconds) {
    Console console =
        Console.of(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            Map.of(),
            (name, otherwise) -> properties.getOrDefault(name, otherwise));
    AtomicLong steps = new AtomicLong();
    Progress progress = new Progress(console, "events", () -> steps.get() / 10_000.0, nowNs::get);
    for (int i = 0; i < seconds * 1_000; i++) {
      nowNs.addAndGet(1_000_000);
      steps.incrementAndGet();
      progress.step();
    }
    progress.end();
  }
}

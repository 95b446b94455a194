package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hostile texts cost what their length costs.
 *
 * <p>Sixteen times the text may take sixteen times as long and, for noise, thrice that; a quadratic
 * step anywhere would take 256 times as long.
 */
class LinearityTest {

  private static final int SMALL = 1 << 16;
  private static final int LARGE = 1 << 20;
  private static final int ROUNDS = 5;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show every step of your reasoning ",
        "do not omit do not ",
        "\"",
        "\" \"",
        "“",
        "“a ",
        "```",
        "「」",
        "\u200B",
        "a ",
        "a\u200B",
        "1a",
        "回",
        "\n",
        "> ",
        "<",
        "[a",
        "<response a ",
        "Response A: ",
        "response a b c d e f g h ",
        "\"answer\":",
        "е\u0430a",
        "\uD835\uDC1A",
        "\uFB01",
        "\uD835",
        "...",
        "step by ",
      })
  void timeGrowsWithLength(String piece) {
    SignalReader reader = new SignalReader(Reading.KEY);
    InferenceEvent small = Reading.event(null, piece.repeat(SMALL / piece.length()));
    InferenceEvent large = Reading.event(null, piece.repeat(LARGE / piece.length()));
    long smallNs = fastest(reader, small);
    long largeNs = fastest(reader, large);
    assertTrue(
        largeNs < 16 * 3 * Math.max(smallNs, 500_000), smallNs + " ns, then " + largeNs + " ns");
  }

  private static long fastest(SignalReader reader, InferenceEvent event) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      reader.read(event);
      fastest = Math.min(fastest, THREADS.getCurrentThreadCpuTime() - start);
    }
    return fastest;
  }
}

package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration with everything real: broker, Flink, RocksDB, patterns, control topic. */
@Order(1)
class DemoCommandTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void allThreeCampaignsAreCaughtAndNoHonestAccountIsTouched() {
    Shell.Ran ran =
        Shell.run(
            "demo",
            "--duration",
            "15s",
            "--rate",
            "1000",
            "--output",
            "json",
            "--data-dir",
            folder.resolve("data").toString());
    assertEquals(0, ran.code(), ran.out() + ran.err());
    assertEquals(1, ran.out().lines().count(), ran.out());
    assertTrue(ran.out().contains("\"passed\":true"), ran.out());
    assertTrue(ran.out().contains("\"honest_accounts_touched\":[]"), ran.out());
    assertTrue(ran.out().contains("\"latency_p99_ms\":"), ran.out());
    // They go on asking, and get nothing more once they are found.
    assertTrue(got(ran, "exchanges_asked_for") > 2_000, ran.out());
    assertTrue(
        got(ran, "exchanges_harvested") < got(ran, "exchanges_asked_for") * 9 / 10, ran.out());
    assertTrue(Files.exists(folder.resolve("data/broker")));
  }

  private static int got(Shell.Ran ran, String field) {
    return Pattern.compile("\"" + field + "\":(\\d+)")
        .matcher(ran.out())
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }
}

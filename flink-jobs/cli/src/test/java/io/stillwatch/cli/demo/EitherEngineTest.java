package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.EnforcementAction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the demonstration's traffic, Flink's own CEP operator leads to the actions that ours does. */
class EitherEngineTest {

  private static final TrafficPlan PLAN =
      new TrafficPlan(
          1,
          1_000,
          Duration.ofSeconds(15),
          TrafficPlan.ACCOUNTS,
          Instant.parse("2026-03-01T10:00:00Z"));

  private static final Duration SETTLE_MAX = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void bothActOnTheSameAccountsInTheSameWay() throws Exception {
    Map<String, Set<String>> packed = acted("packed");
    assertTrue(packed.size() > 60, packed.toString());
    assertEquals(packed, acted("flink-cep"));
  }

  /** By account, what its actions do. */
  private Map<String, Set<String>> acted(String matching) throws Exception {
    Map<String, EnforcementAction> rows = new ConcurrentHashMap<>();
    try (EmbeddedDemoEngine engine =
        EmbeddedDemoEngine.start(folder.resolve(matching), matching, 1, false)) {
      engine.onAction(
          (action, atMs) -> rows.put(action.getSubjectId() + ' ' + action.getKind(), action));
      long[] sent = new long[1];
      new Traffic(PLAN, Gate.OPEN)
          .until(
              PLAN.duration().toMillis(),
              (event, opens) -> {
                sent[0]++;
                engine.publish(event);
              });
      long endNs = System.nanoTime() + SETTLE_MAX.toNanos();
      while (engine.counts().processed() < sent[0] && System.nanoTime() < endNs) {
        Thread.sleep(100);
      }
      assertEquals(sent[0], engine.counts().processed());
      int before;
      do { // what was found last is still under way
        before = rows.size();
        Thread.sleep(1_000);
      } while (rows.size() > before);
    }
    Map<String, Set<String>> acted = new TreeMap<>();
    rows.values()
        .forEach(
            row ->
                acted
                    .computeIfAbsent(row.getSubjectId(), id -> new TreeSet<>())
                    .add(row.getKind() + " for " + row.getReasonCode()));
    return acted;
  }
}

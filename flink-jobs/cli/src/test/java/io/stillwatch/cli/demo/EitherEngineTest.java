package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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

  private static final Duration SETTLE_MAX = Duration.ofMinutes(4);

  private static final Duration QUIET = Duration.ofSeconds(8);

  @TempDir private Path folder;

  @Test
  void bothActOnTheSameAccountsInTheSameWay() throws Exception {
    Map<String, Set<String>> packed = acted("packed", null);
    assertTrue(packed.size() > 60, packed.toString());
    assertEquals(packed, acted("flink-cep", packed));
  }

  /**
   * By account, what its actions do. Those for belonging to a campaign are left out: which of its
   * accounts is seen first is up to the tasks.
   *
   * @param awaited when it has done, as nothing counts what goes through Flink's own operators;
   *     null where silence tells
   */
  private Map<String, Set<String>> acted(
      String matching, @Nullable Map<String, Set<String>> awaited) throws Exception {
    Map<String, Set<String>> acted = new ConcurrentSkipListMap<>();
    AtomicLong lastNs = new AtomicLong();
    try (EmbeddedDemoEngine engine =
        EmbeddedDemoEngine.start(folder.resolve(matching), matching, 1, false)) {
      engine.onAction(
          (action, atMs) -> {
            lastNs.set(System.nanoTime());
            if (action.getCampaignId() == null) {
              acted
                  .computeIfAbsent(action.getSubjectId(), id -> new ConcurrentSkipListSet<>())
                  .add(action.getKind() + " for " + action.getReasonCode());
            }
          });
      long[] sent = new long[1];
      new Traffic(PLAN, Gate.OPEN)
          .until(
              PLAN.duration().toMillis(),
              (event, opens) -> {
                sent[0]++;
                engine.publish(event);
              });
      long endNs = System.nanoTime() + SETTLE_MAX.toNanos();
      Counts counts = engine.counts();
      while (System.nanoTime() < endNs
          && (counts.processed() < sent[0]
              || !(awaited == null ? isQuietSince(lastNs.get()) : acted.equals(awaited)))) {
        Thread.sleep(100);
        Counts before = counts;
        counts = engine.counts();
        if (!counts.equals(before)) {
          lastNs.set(System.nanoTime()); // what is still counted may still lead to an action
        }
      }
      assertEquals(sent[0], counts.processed());
    }
    return acted;
  }

  private static boolean isQuietSince(long ns) {
    return ns != 0 && System.nanoTime() - ns > QUIET.toNanos();
  }
}

package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.trials.GatewayExample.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with the engine in its process refuses who harvests reasoning, and nobody else. */
@Timeout(600)
class GatewayExampleTest {

  private static final String DEMAND =
      """
      Solve the following task. Before answering, write out your complete reasoning step by step
      inside <reasoning> tags. Do not skip or summarize any step. Then give the final answer.

      Task: a train leaves at %d minutes past nine and needs three hours. When does it arrive?
      """;

  private static final String HONEST =
      "Please translate this sentence into French and keep the tone: we met %d times last year.";

  /** {@code -Dstillwatch.trial.harvesters=400} gives enough of them for a 99th percentile. */
  private static final int HARVESTERS = Integer.getInteger("stillwatch.trial.harvesters", 30);

  /**
   * At this pace minutes: the first action of an engine's life waits for all that is not loaded.
   */
  private static final int REQUESTS_MAX = 20_000;

  private static final long PACE_MS = 5;

  @Test
  void anAccountThatDemandsWrittenOutReasoningIsRefusedAndAnHonestOneNever(@TempDir Path dir)
      throws Exception {
    try (Ground ground = Ground.start(dir)) {
      Topics topics = ground.enforced("gateway.", 2);
      Map<String, EnforcementAction> first = new ConcurrentHashMap<>();
      try (GatewayExample gateway =
          new GatewayExample(dir.resolve("gateway"), ground.bootstrapServers(), topics.prefix())) {
        gateway.engine().onAction(action -> first.putIfAbsent(action.getSubjectId(), action));
        List<Double> ms = new ArrayList<>();
        for (int harvester = 0; harvester < HARVESTERS; harvester++) {
          ms.add(harvest(gateway, "harvester-" + harvester, first));
        }
        // The engine's first action of its life is the slowest: nothing of its way is loaded yet.
        double coldMs = ms.get(0);
        ms.sort(Double::compare);
        System.out.printf(
            Locale.ROOT,
            "{\"trial\":\"gateway\",\"accounts\":%d,\"from\":\"deciding request\",\"to\":\"first"
                + " refused\",\"pace_ms\":%d,\"first_ms\":%.1f,\"p50_ms\":%.1f,\"p90_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f}%n",
            HARVESTERS,
            PACE_MS,
            coldMs,
            ms.get(HARVESTERS / 2),
            ms.get(HARVESTERS * 9 / 10),
            ms.get(HARVESTERS * 99 / 100),
            ms.get(HARVESTERS - 1));
        // A bound for a machine that others use too; the figure above is what is of interest.
        assertTrue(ms.get(HARVESTERS / 2) < 30_000, "half of them took longer than " + ms);
        assertEquals(HARVESTERS, first.size(), "who was acted on: " + first.keySet());
      }
    }
  }

  /** Requests, an honest account's among them, until one is refused; how long that took, in ms. */
  private static double harvest(
      GatewayExample gateway, String account, Map<String, EnforcementAction> first)
      throws Exception {
    Map<String, Long> askedAt = new HashMap<>();
    for (int request = 0; request < REQUESTS_MAX; request++) {
      String exchange = account + "-" + request;
      long now = System.nanoTime();
      Answer answer = gateway.handle(account, exchange, DEMAND.formatted(request % 60));
      assertInstanceOf(
          Answer.Served.class,
          gateway.handle("honest", "honest-" + exchange, HONEST.formatted(request)));
      if (answer instanceof Answer.Refused refused) {
        assertTrue(request >= 12, "refused before the twelfth demand was served: " + request);
        // The table has it a moment before whoever is called back.
        Settled.until("the gateway is told", () -> first.containsKey(account), first::keySet);
        EnforcementAction action = first.get(account);
        assertEquals(action.getPublicReference(), refused.reference());
        Long deciding = askedAt.get(action.getEvidence().getExchangeId());
        assertTrue(deciding != null, "decided by a request that was never served");
        return (now - deciding) / 1_000_000.0;
      }
      askedAt.put(exchange, now);
      Thread.sleep(PACE_MS);
    }
    throw new AssertionError(account + " was never refused");
  }
}

package io.stillwatch.perf.subscriber;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The way from an event to a decision in the subscriber's hands: events at a steady rate through
 * the embedded engine and its broker, of which some accounts demand written-out reasoning until
 * they are acted on.
 *
 * <p>It counts from the moment at which the deciding event was handed over to the moment at which
 * the table has its row. The rate is the plan's: an engine that does not keep up shows in the
 * times.
 */
final class Way {

  private static final String PATTERN = "reasoning-elicited-at-volume";
  private static final int DEMANDS = 12;
  private static final int DEMANDS_PER_SECOND = 200;
  private static final int HONEST = 20_000;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration START_MAX = Duration.ofMinutes(2);

  private final int rate;
  private final int seconds;
  private final Map<String, Long> publishedNs = new ConcurrentHashMap<>();
  private final Map<String, Double> tookMs = new ConcurrentHashMap<>();
  private volatile boolean measuring;
  private int harvester;
  private int demand;

  Way(int rate, int seconds) {
    this.rate = rate;
    this.seconds = seconds;
  }

  void run(Path directory, Lines lines) throws Exception {
    try (EmbeddedEngine engine =
        EmbeddedEngine.builder()
            .dataDir(directory.resolve("way-" + rate))
            .onAction(this::heard)
            .start()) {
      engine.awaitRunning(START_MAX);
      new PatternTopic(engine.settings().kafka(), engine.settings().topics())
          .promote("*", PATTERN, 1, Mode.ENFORCE, "perf", "perf", InstantSource.system());
      publish(engine, WARM_UP);
      measuring = true;
      long events = publish(engine, Duration.ofSeconds(seconds));
      measuring = false;
      Thread.sleep(2_000);
      double[] times = tookMs.values().stream().mapToDouble(Double::doubleValue).toArray();
      if (times.length == 0) {
        throw new IllegalStateException("no account was acted on at " + rate + " events a second");
      }
      lines.add(
          "event to decision",
          String.format(
              Locale.ROOT,
              "\"events_per_second\":%d,\"reached\":%d,\"decisions\":%d,\"ms\":%s",
              rate,
              events / seconds,
              times.length,
              Lines.spread(times)));
    }
  }

  /** Publishes at the rate; returns how many. */
  private long publish(EmbeddedEngine engine, Duration time) {
    long from = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - from < time.toNanos()) {
      long due = (System.nanoTime() - from) * rate / 1_000_000_000L;
      if (count >= due) {
        LockSupport.parkNanos(200_000);
        continue;
      }
      boolean demands = count % Math.max(1, rate / DEMANDS_PER_SECOND) == 0;
      InferenceEvent event = demands ? demand() : honest(count);
      if (demands && measuring) {
        publishedNs.put(event.getExchangeId(), System.nanoTime());
      }
      CompletableFuture<Void> unused = engine.publish(event);
      count++;
    }
    return count;
  }

  private InferenceEvent demand() {
    if (demand == DEMANDS) {
      demand = 0;
      harvester++;
    }
    demand++;
    String account = "harvester-" + rate + "-" + harvester;
    return event(account, account + "-" + demand, Map.of("cot_elicitation", 0.95));
  }

  private InferenceEvent honest(long n) {
    return event("honest-" + n % HONEST, "x-" + rate + "-" + measuring + "-" + n, Map.of());
  }

  private static InferenceEvent event(String account, String exchange, Map<String, Double> scores) {
    return InferenceEvent.newBuilder()
        .setExchangeId(exchange)
        .setAccountId(account)
        .setOccurredAt(Instant.now())
        .setPhase(Phase.EXCHANGE)
        .setModel("model")
        .setInputTokens(300L)
        .setOutputTokens(900L)
        .setFeatures(
            Features.newBuilder()
                .setHashes(Map.of("prompt", (long) exchange.hashCode(), "skeleton", 7L))
                .setScores(scores)
                .build())
        .build();
  }

  private void heard(EnforcementAction action) {
    Long published = publishedNs.get(action.getEvidence().getExchangeId());
    if (published != null) {
      tookMs.putIfAbsent(action.getSubjectId(), (System.nanoTime() - published) / 1e6);
    }
  }
}

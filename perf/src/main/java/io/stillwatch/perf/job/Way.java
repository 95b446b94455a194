package io.stillwatch.perf.job;

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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The way from an event to a decision in the subscriber's hands: events at some pace through the
 * embedded engine and its broker, of which some accounts demand written-out reasoning until they
 * are acted on.
 *
 * <p>It counts from the moment at which the deciding event was handed over to the moment at which
 * the table has its row. The pace is the plan's: an engine that does not keep up shows in the
 * times.
 */
public final class Way implements AutoCloseable {

  private static final String PATTERN = "reasoning-elicited-at-volume";
  private static final int DEMANDS = 12;
  private static final long DEMAND_EVERY_NS = 5_000_000;
  private static final int HONEST = 20_000;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration LAST_ACTIONS = Duration.ofSeconds(2);

  private final EmbeddedEngine engine;
  private final Map<String, Long> publishedNs = new ConcurrentHashMap<>();
  private final Map<String, Double> tookMs = new ConcurrentHashMap<>();
  private int harvester;
  private int demand;
  private long honest;

  /** What came of one pace. */
  @SuppressWarnings("ArrayRecordComponent") // read at once, not compared
  public record Times(long eventsPerSecond, double[] ms) {}

  private Way(EmbeddedEngine.Builder builder) throws Exception {
    engine = builder.onAction(this::heard).start();
  }

  /** Starts an engine in a directory that is not there yet and warms it up. */
  public static Way start(Path directory, Map<String, String> settings, long warmUpPerSecond)
      throws Exception {
    EmbeddedEngine.Builder builder =
        EmbeddedEngine.builder()
            .dataDir(directory)
            // More accounts are acted on than any pattern may act on without a human.
            .set("budget.accounts.per.hour", "1000000")
            .set("budget.share.percent", "100");
    settings.forEach(builder::set);
    Way way = new Way(builder);
    try {
      way.engine.awaitRunning(START_MAX);
      new PatternTopic(way.engine.settings().kafka(), way.engine.settings().topics())
          .promote("*", PATTERN, 1, Mode.ENFORCE, "perf", "perf", InstantSource.system());
      way.publish(Pace.steady(warmUpPerSecond), WARM_UP);
      return way;
    } catch (Exception e) {
      way.close();
      throw e;
    }
  }

  /** Changes a pattern of the engine each time that so long has passed, until it is closed. */
  Swapping swapping(Duration every) {
    return Swapping.start(engine.settings().kafka(), engine.settings().topics(), every);
  }

  /** Events a second that the job takes when they are published as fast as it goes. */
  long saturation(Duration time) throws InterruptedException {
    long before = engine.counts().accepted();
    long from = System.nanoTime();
    publish(Pace.asFastAsItGoes(), time);
    long accepted = engine.counts().accepted() - before;
    long perSecond = Math.round(accepted * 1e9 / (System.nanoTime() - from));
    awaitAll();
    return perSecond;
  }

  /** Waits until the job has taken what was published. */
  private void awaitAll() throws InterruptedException {
    long before = -1;
    for (long now = engine.counts().accepted(); now != before; now = engine.counts().accepted()) {
      before = now;
      Thread.sleep(2_000);
    }
  }

  /** How long decisions take while events come steadily. */
  public Times at(long perSecond, int seconds) throws InterruptedException {
    return at(Pace.steady(perSecond), seconds);
  }

  Times at(Pace pace, int seconds) throws InterruptedException {
    publishedNs.clear();
    tookMs.clear();
    harvester++; // nobody who has begun before
    demand = 0;
    long events = publish(pace, Duration.ofSeconds(seconds));
    awaitAll();
    Thread.sleep(LAST_ACTIONS.toMillis());
    double[] times = tookMs.values().stream().mapToDouble(Double::doubleValue).toArray();
    if (times.length == 0) {
      throw new IllegalStateException(
          "no account was acted on in " + seconds + " s; does the engine take any events?");
    }
    return new Times(events / seconds, times);
  }

  /** Publishes at the pace; returns how many. */
  private long publish(Pace pace, Duration time) {
    long from = System.nanoTime();
    long count = 0;
    long demandAt = 0;
    for (long passed = 0; passed < time.toNanos(); passed = System.nanoTime() - from) {
      if (count >= pace.due(passed)) {
        LockSupport.parkNanos(200_000);
        continue;
      }
      InferenceEvent event;
      if (passed >= demandAt) {
        demandAt += DEMAND_EVERY_NS;
        event = demand();
        publishedNs.put(event.getExchangeId(), System.nanoTime());
      } else {
        event = honest();
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
    String account = "harvester-" + harvester;
    return event(account, account + "-" + demand, Map.of("cot_elicitation", 0.95));
  }

  private InferenceEvent honest() {
    honest++;
    return event("honest-" + honest % HONEST, "x-" + honest, Map.of());
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

  @Override
  public void close() {
    engine.close();
  }
}

package io.stillwatch.cli.demo;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.StopRequest;
import io.stillwatch.schemas.InferenceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One demonstration: starts the engine and what enforces its actions, sends the simulated traffic
 * at its rate as far as that lets it through, shows what comes back, waits for the last actions and
 * sums up.
 */
public final class DemoRun {

  /** The sender wakes so often; the traffic of that time goes out in one go. */
  private static final long STEP_MS = 5;

  /** After the traffic, the run is over when no action has come for so long... */
  private static final Duration QUIET = Duration.ofMillis(1_500);

  /** ...and all is processed, but at the latest after this. */
  private static final Duration SETTLE_MAX = Duration.ofSeconds(20);

  /** How the run went, for the caller to print and to judge. */
  public record Result(boolean passed, String text, String json) {}

  /** Starts an engine. */
  interface Engines {
    DemoEngine start() throws Exception;
  }

  private final Console console;
  private final TrafficPlan plan;
  private final Engines engines;

  /**
   * A demonstration with the real engine, which keeps its data in the folder.
   *
   * @param engine what matches patterns, as the setting of that name says it
   * @param gateway whether the gateways of the simulated world enforce the actions
   */
  public static DemoRun embedded(
      Console console,
      TrafficPlan plan,
      String engine,
      int parallelism,
      boolean gateway,
      Path folder) {
    return new DemoRun(
        console, plan, () -> EmbeddedDemoEngine.start(folder, engine, parallelism, gateway));
  }

  DemoRun(Console console, TrafficPlan plan, Engines engines) {
    this.console = console;
    this.plan = plan;
    this.engines = engines;
  }

  /**
   * Runs to the end of the plan, or to the request to stop.
   *
   * @param quiet no picture, because the result is for a program
   */
  public Result run(boolean quiet) throws Exception {
    console.err("starting a Kafka broker and the engine ...");
    long startedNs = System.nanoTime();
    try (StopRequest stop = StopRequest.onSignals();
        DemoEngine engine = engines.start()) {
      console.err(
          "ready after "
              + elapsedMs(startedNs)
              + " ms; any Kafka client can attach to "
              + engine.bootstrapServers());
      if (engine.gate() instanceof EnvoyGate envoy) {
        console.err(
            "gateways ask the enforcement service on port "
                + envoy.port()
                + " (Envoy's external authorization) before each exchange");
      }
      if (!quiet) {
        console.err(
            "sending "
                + plan.eventsPerSecond()
                + " events/s for "
                + plan.duration().toSeconds()
                + " s; Ctrl-C ends it");
      }
      // The simulated clock starts with the sending, not with the engine.
      Traffic traffic = new Traffic(plan.from(Instant.now()), engine.gate());
      return send(engine, traffic, stop, new LiveView(console, plan.duration(), quiet));
    }
  }

  private Result send(DemoEngine engine, Traffic traffic, StopRequest stop, LiveView view)
      throws InterruptedException {
    Scoreboard board = new Scoreboard(traffic.directory());
    long startedNs = System.nanoTime();
    engine.onAction(
        (action, recordTimeMs) -> board.acted(action, recordTimeMs, elapsedMs(startedNs)));
    long durationMs = plan.duration().toMillis();
    long runMs = 0;
    // On a thread of its own: neither a slow terminal nor a slow count may hold up the sending.
    ScheduledExecutorService screen =
        Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "demo-view"));
    try {
      var unused =
          screen.scheduleWithFixedDelay(
              () -> view.show(elapsedMs(startedNs), board.snapshot(), engine.counts()),
              0,
              view.every().toMillis(),
              TimeUnit.MILLISECONDS);
      while (runMs < durationMs && !stop.asked()) {
        runMs = Math.min(elapsedMs(startedNs), durationMs);
        traffic.until(
            runMs,
            new Traffic.Sink() {
              @Override
              public void asked(String accountId, Admission admission) {
                board.asked(accountId, admission);
              }

              @Override
              public void event(InferenceEvent event, boolean opensExchange) {
                board.sent(event.getAccountId(), opensExchange);
                engine.publish(event);
              }
            });
        stop.await(STEP_MS);
      }
    } finally {
      screen.shutdown();
    }
    if (!screen.awaitTermination(SETTLE_MAX.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the view did not end");
    }
    boolean complete = runMs >= durationMs;
    settle(engine, board);
    view.end(runMs, board.snapshot(), engine.counts());
    Summary summary =
        board.summary(
            engine.bootstrapServers(),
            engine.gate() != Gate.OPEN,
            runMs,
            complete,
            engine.counts());
    return new Result(summary.passed(), summary.text(), summary.json());
  }

  /** Waits for what is under way. */
  private static void settle(DemoEngine engine, Scoreboard board) throws InterruptedException {
    long sinceNs = System.nanoTime();
    long quietSinceNs = sinceNs;
    long actions = board.actions();
    long processed = engine.counts().processed();
    while (elapsedMs(sinceNs) < SETTLE_MAX.toMillis()
        && (processed < board.snapshot().events() || elapsedMs(quietSinceNs) < QUIET.toMillis())) {
      Thread.sleep(100);
      if (board.actions() != actions || engine.counts().processed() != processed) {
        actions = board.actions();
        processed = engine.counts().processed();
        quietSinceNs = System.nanoTime();
      }
    }
  }

  private static long elapsedMs(long sinceNs) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs);
  }
}

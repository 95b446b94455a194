package io.stillwatch.cli.demo;

import io.stillwatch.cli.ControlTopicTail;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.EngineCounts;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The embedded engine, with all patterns promoted, the reference enforcement service on its control
 * topic, and a plain Kafka consumer beside it: the times that are shown are those of the records,
 * as a client outside would see them.
 */
final class EmbeddedDemoEngine implements DemoEngine {

  private static final Duration READY_MAX = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final EmbeddedEngine engine;
  private final Thread reader;
  private @Nullable EnvoyGate gateway;
  private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean closing;

  private EmbeddedDemoEngine(EmbeddedEngine engine) {
    this.engine = engine;
    this.reader = new Thread(this::read, "demo-actions");
    this.reader.setDaemon(true);
  }

  /**
   * Starts all of it.
   *
   * @param matching what matches patterns, as the setting {@code engine} says it
   * @param gateway whether the actions are enforced; otherwise they are only shown
   */
  static EmbeddedDemoEngine start(Path folder, String matching, int parallelism, boolean gateway)
      throws IOException, InterruptedException {
    EmbeddedEngine engine =
        EmbeddedEngine.builder()
            .dataDir(folder)
            // There are few accounts, and a good part of them are campaigns.
            .set("budget.accounts.least", "50")
            .set("engine", matching)
            .set("parallelism", String.valueOf(parallelism))
            .start();
    EmbeddedDemoEngine demo = new EmbeddedDemoEngine(engine);
    try {
      promoteAll(engine.settings());
      engine.awaitRunning(READY_MAX);
      demo.reader.start();
      if (gateway) {
        demo.gateway = EnvoyGate.start(engine.bootstrapServers());
      }
      return demo;
    } catch (TimeoutException e) {
      demo.close();
      throw new IOException("the engine was not ready in time: " + e.getMessage(), e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  /** A demonstration that only watched would show nothing. */
  private static void promoteAll(JobSettings settings) throws InterruptedException {
    PatternTopic topic = new PatternTopic(settings.kafka(), settings.topics());
    for (PatternSpec pattern : StarterBook.book().all()) {
      topic.promote(
          PatternBook.ALL_TENANTS,
          pattern.id(),
          pattern.version(),
          Mode.ENFORCE,
          "stillwatch demo",
          "the demonstration shows actions",
          InstantSource.system());
    }
  }

  @Override
  public String bootstrapServers() {
    return engine.bootstrapServers();
  }

  @Override
  public void onAction(Listener actions) {
    listener.set(actions);
  }

  @Override
  public void publish(InferenceEvent event) {
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("the engine failed: " + failed.getMessage(), failed);
    }
    if (engine.ended().isDone()) {
      try {
        engine.ended().join();
      } catch (CompletionException e) {
        throw new IllegalStateException("the job ended: " + e.getMessage(), e);
      }
      throw new IllegalStateException("the job ended by itself");
    }
    var unused =
        engine
            .publish(event)
            .whenComplete(
                (done, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                  }
                });
  }

  @Override
  public Counts counts() {
    EngineCounts counts = engine.counts();
    return new Counts(counts.accepted() + counts.rejected(), counts.signals(), counts.findings());
  }

  @Override
  public Gate gate() {
    return gateway == null ? Gate.OPEN : gateway;
  }

  private void read() {
    JobSettings settings = engine.settings();
    try (ControlTopicTail tail =
        ControlTopicTail.open(settings.kafka(), settings.topics(), false)) {
      ControlTopicTail.Listener rows = new Rows(this);
      while (!closing) {
        tail.poll(POLL, rows);
      }
    } catch (WakeupException e) {
      return; // closing
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public void close() {
    if (gateway != null) {
      gateway.close();
    }
    closing = true;
    try {
      reader.join(POLL.toMillis() * 20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    engine.close();
  }

  private record Rows(EmbeddedDemoEngine engine) implements ControlTopicTail.Listener {

    @Override
    public void row(EnforcementAction action, long recordTimeMs) {
      Listener hears = engine.listener.get();
      if (hears != null) {
        hears.action(action, recordTimeMs);
      }
    }

    @Override
    public void unreadable(int partition, long offset, String why) {
      engine.failure.compareAndSet(
          null, new IOException("control topic, partition " + partition + ": " + why));
    }
  }
}

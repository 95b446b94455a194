package io.stillwatch.cli.demo;

import io.stillwatch.cli.ControlTopicTail;
import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.EngineCounts;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
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
import org.apache.kafka.clients.admin.Admin;
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

  private final EmbeddedBroker broker;
  private final EmbeddedEngine engine;
  private final Thread reader;
  private @Nullable EnvoyGate gateway;
  private final AtomicReference<@Nullable Listener> listener = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean closing;

  private EmbeddedDemoEngine(EmbeddedBroker broker, EmbeddedEngine engine) {
    this.broker = broker;
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
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    EmbeddedEngine engine;
    try {
      promoteAll(KafkaAccess.to(broker.bootstrapServers()), new Topics(""));
      engine = engine(folder, broker, matching, parallelism);
    } catch (IOException | InterruptedException | RuntimeException e) {
      broker.close();
      throw e;
    }
    EmbeddedDemoEngine demo = new EmbeddedDemoEngine(broker, engine);
    try {
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

  private static EmbeddedEngine engine(
      Path folder, EmbeddedBroker broker, String matching, int parallelism)
      throws IOException, InterruptedException {
    return EmbeddedEngine.builder()
        .bootstrapServers(broker.bootstrapServers())
        .dataDir(folder)
        // There are few accounts, and a good part of them are campaigns.
        .set("budget.accounts.least", "50")
        .set("engine", matching)
        .set("parallelism", String.valueOf(parallelism))
        .start();
  }

  /**
   * A demonstration that only watched would show nothing. Before the engine starts: Flink's own
   * operators keep the book that they start with.
   */
  private static void promoteAll(KafkaAccess kafka, Topics topics) throws InterruptedException {
    try (Admin admin = kafka.admin()) {
      TopicSetup.create(admin, topics, (short) 1, JobSettings.PARTITIONS);
    }
    PatternTopic topic = new PatternTopic(kafka, topics);
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
    broker.close();
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

package io.stillwatch.jobs;

import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.ControlTopicReader;
import io.stillwatch.subscriber.Staleness;
import io.stillwatch.subscriber.SubscriberTopics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole engine inside a JVM: Kafka (its own or a given one), the detection job with its state
 * on disk, and the table of what is in force.
 *
 * <pre>{@code
 * try (EmbeddedEngine engine = EmbeddedEngine.builder().dataDir(dir).start()) {
 *   engine.awaitRunning(Duration.ofSeconds(60));
 *   engine.publish(event);
 *   if (engine.inForce().decide(tenant, account, null, null, now).suspended()) { ... }
 * }
 * }</pre>
 *
 * <p>Started again on the same data directory, also after the process was killed, it goes on from
 * the newest complete checkpoint and reads again what came after it.
 */
public final class EmbeddedEngine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);

  private final JobSettings settings;
  private final Optional<NewestCheckpoint.Found> restoredFrom;
  private final EmbeddedJob job;
  private final EventPublisher publisher;
  private final ControlTopicReader control;
  private final ActionsInForce inForce;
  private final List<Consumer<EnforcementAction>> listeners;
  private final Parts parts;

  private EmbeddedEngine(
      JobSettings settings,
      Optional<NewestCheckpoint.Found> restoredFrom,
      EmbeddedJob job,
      EventPublisher publisher,
      ControlTopicReader control,
      ActionsInForce inForce,
      List<Consumer<EnforcementAction>> listeners,
      Parts parts) {
    this.settings = settings;
    this.restoredFrom = restoredFrom;
    this.job = job;
    this.publisher = publisher;
    this.control = control;
    this.inForce = inForce;
    this.listeners = listeners;
    this.parts = parts;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What an engine is started with. */
  public static final class Builder {

    private final Map<String, String> overrides = new HashMap<>();
    private final List<Consumer<EnforcementAction>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Path config;
    private @Nullable DeskFactory desk;
    private int port;

    private Builder() {}

    /** Where everything is kept. One engine at a time may use it. */
    public Builder dataDir(Path dir) {
      return set("data.dir", dir.toString());
    }

    /** A Kafka to use in place of one in this process. */
    public Builder bootstrapServers(String servers) {
      return set("bootstrap.servers", servers);
    }

    /** The port of the in-process broker; 0, the default, finds a free one. */
    public Builder port(int brokerPort) {
      this.port = brokerPort;
      return this;
    }

    /** A properties file, which {@link #set} overrides. */
    public Builder config(Path file) {
      this.config = file;
      return this;
    }

    /** Any of {@link JobSettings} by name. */
    public Builder set(String name, String value) {
      overrides.put(name, value);
      return this;
    }

    /** Where links are brought together, in place of the desk of this release. */
    public Builder desk(DeskFactory factory) {
      this.desk = factory;
      return this;
    }

    /** See {@link EmbeddedEngine#onAction}: registered here, nothing is missed. */
    public Builder onAction(Consumer<EnforcementAction> listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Starts the engine. The job may still be starting when this returns.
     *
     * @throws SettingsException when settings are wrong
     * @throws IOException when something could not be started, with what to do about it
     */
    public EmbeddedEngine start() throws IOException, InterruptedException {
      JobSettings settings = JobSettings.load(JobSettings.Place.EMBEDDED, config, overrides);
      DeskFactory desks = desk == null ? Campaigns.desk() : desk;
      return EmbeddedEngine.start(settings, desks, port, listeners);
    }
  }

  private static EmbeddedEngine start(
      JobSettings wanted, DeskFactory desk, int port, List<Consumer<EnforcementAction>> listeners)
      throws IOException, InterruptedException {
    Parts parts = new Parts();
    try {
      Path dataDir = wanted.dataDir();
      Files.createDirectories(dataDir);
      parts.add(DirectoryLock.take(dataDir, "engine.lock"));
      JobSettings settings = wanted;
      if (wanted.kafka().bootstrapServers().isEmpty()) {
        EmbeddedBroker broker = parts.add(EmbeddedBroker.start(dataDir.resolve("broker"), port));
        settings = wanted.withBootstrapServers(broker.bootstrapServers());
      }
      prepareTopics(settings);
      ActionsInForce inForce = new ActionsInForce();
      ControlTopicReader control =
          parts.add(
              ControlTopicReader.start(
                  settings.kafka().consumerSettings(),
                  SubscriberTopics.withPrefix(settings.topics().prefix()),
                  inForce,
                  InstantSource.system(),
                  new Told(listeners)));
      Optional<NewestCheckpoint.Found> restore = newestCheckpoint(settings);
      Path workDir = dataDir.resolve("work");
      Directories.delete(workDir);
      Files.createDirectories(workDir);
      EmbeddedJob job = parts.add(EmbeddedJob.start(settings, desk, workDir, restore));
      EventPublisher publisher =
          parts.add(new EventPublisher(settings.kafka(), settings.topics().events()));
      return new EmbeddedEngine(
          settings, restore, job, publisher, control, inForce, listeners, parts);
    } catch (IOException | InterruptedException | RuntimeException e) {
      parts.close();
      throw e;
    } catch (Exception e) {
      parts.close();
      throw new IOException("the detection job did not start: " + e.getMessage(), e);
    }
  }

  private static void prepareTopics(JobSettings settings) throws InterruptedException {
    try (Admin admin = settings.kafka().admin()) {
      for (TopicSetup.Line line :
          TopicSetup.create(
              admin, settings.topics(), settings.replication(), settings.partitions())) {
        switch (line.state()) {
          case DIFFERS -> LOG.warn("{}", line);
          case HIDDEN -> LOG.info("{}", line); // of those that it needs it will be told
          default -> {}
        }
      }
    }
    SchemaTopic.publish(settings.kafka(), settings.topics().schemas());
  }

  /**
   * The checkpoint to go on from. Those of jobs before its own are of no more use and are removed,
   * unless newer ones were stepped over: somebody may still mend those.
   */
  static Optional<NewestCheckpoint.Found> newestCheckpoint(JobSettings settings)
      throws IOException {
    URI root = URI.create(settings.checkpointDir());
    if (!"file".equals(root.getScheme())) {
      throw new IOException(
          "checkpoint.dir is "
              + root
              + ", where this engine cannot look for the checkpoint to go on from: it would begin"
              + " without state each time; name a folder of this machine, file:/…, or run the job"
              + " on a Flink cluster");
    }
    List<NewestCheckpoint.Found> all = NewestCheckpoint.newestFirst(Path.of(root));
    Optional<NewestCheckpoint.Found> found = newestSound(Path.of(root), all);
    if (found.isEmpty()) {
      LOG.info("no checkpoint in {}: the job starts without state", root);
      return found;
    }
    LOG.info("going on from checkpoint {}", found.get().directory());
    boolean newest = found.get().equals(all.get(0));
    if (newest && Path.of(root).startsWith(settings.dataDir())) {
      Directories.deleteOthers(Path.of(root), found.get().jobDirectory());
    }
    return found;
  }

  /** Steps down past damaged ones; where all are, the engine does not start without state. */
  private static Optional<NewestCheckpoint.Found> newestSound(
      Path root, List<NewestCheckpoint.Found> all) throws IOException {
    for (NewestCheckpoint.Found one : all) {
      Optional<String> problem =
          CheckpointHealth.problem(JobConfiguration.path(one.directory().toUri()));
      if (problem.isEmpty()) {
        return Optional.of(one);
      }
      LOG.error("checkpoint {} is damaged, an older one is tried: {}", one, problem.get());
    }
    if (!all.isEmpty()) {
      throw new IOException(
          "none of the "
              + all.size()
              + " checkpoints in "
              + root
              + " can be read; to begin without state, which reads all events that Kafka still has,"
              + " move that folder away");
    }
    return Optional.empty();
  }

  /** What a Kafka client on this machine connects to. */
  public String bootstrapServers() {
    return settings.kafka().bootstrapServers();
  }

  /** The settings in force. */
  public JobSettings settings() {
    return settings;
  }

  /** The checkpoint that the job went on from, if there was one. */
  public Optional<NewestCheckpoint.Found> restoredFrom() {
    return restoredFrom;
  }

  /**
   * Waits until every task runs and the table holds what the control topic held at the start.
   *
   * @throws TimeoutException with the last failure of the job, if there was one, or that the table
   *     is not whole
   */
  public void awaitRunning(Duration timeout) throws InterruptedException, TimeoutException {
    Deadline deadline = Deadline.in(timeout);
    job.awaitRunning(timeout);
    awaitTable(control.caughtUp(), deadline);
  }

  static void awaitTable(CompletableFuture<Void> caughtUp, Deadline deadline)
      throws InterruptedException, TimeoutException {
    try {
      caughtUp.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TimeoutException(
          "the control topic was not read to its end within "
              + deadline.within().toSeconds()
              + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the control topic could not be read", e.getCause());
    }
  }

  /**
   * Hands an event over; the future is done when the broker has it. Waits only when the broker has
   * not kept up and the buffer is full. May be called by any thread.
   */
  public CompletableFuture<Void> publish(InferenceEvent event) {
    return publisher.publish(event);
  }

  /**
   * Calls back with every row of the control topic that changes what is in force, after {@link
   * #inForce} has it, on a thread of the engine's that must not be held up. What was on the topic
   * before comes first.
   */
  public void onAction(Consumer<EnforcementAction> listener) {
    listeners.add(listener);
  }

  /** What is in force, always up to date; to be asked at every request. */
  public ActionsInForce inForce() {
    return inForce;
  }

  /** What the job has done since it started. */
  public EngineCounts counts() {
    return job.counts();
  }

  /** Done when the job is over although the engine was not closed; it fails with why. */
  public CompletableFuture<Void> ended() {
    return job.ended();
  }

  /**
   * Stops everything in the order that loses nothing. What was published is there the next time.
   */
  @Override
  public void close() {
    parts.close();
  }

  /** Tells the listeners, none of which can keep the others from hearing. */
  private record Told(List<Consumer<EnforcementAction>> listeners) implements ControlTopicListener {

    @Override
    public void row(EnforcementAction action, boolean changed) {
      if (!changed) {
        return;
      }
      for (Consumer<EnforcementAction> listener : listeners) {
        try {
          listener.accept(action);
        } catch (RuntimeException e) {
          LOG.warn("a listener failed on action {}: {}", action.getActionId(), e.toString());
        }
      }
    }

    @Override
    public void undecodable(String topic, int partition, long offset, String why) {
      LOG.warn("{}, partition {} offset {}: {}", topic, partition, offset, why);
    }

    @Override
    public void stale(Staleness staleness) {
      LOG.warn("what is in force was last known {} ago: Kafka does not answer", staleness.age());
    }

    @Override
    public void fresh(Staleness staleness) {
      LOG.info("what is in force is known again");
    }

    @Override
    public void trouble(Exception failure) {
      LOG.warn("control topic: {}", failure.toString());
    }
  }

  /** What was started, to be stopped in reverse. An interrupt waits until all is stopped. */
  private static final class Parts {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T part) {
      started.push(part);
      return part;
    }

    synchronized void close() {
      boolean interrupted = Thread.interrupted();
      while (!started.isEmpty()) {
        AutoCloseable part = started.pop();
        try {
          part.close();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (Exception e) {
          LOG.warn("{} did not stop cleanly: {}", part.getClass().getSimpleName(), e.toString());
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

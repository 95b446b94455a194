package io.stillwatch.trials;

import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.admin.Admin;

/**
 * The ground that the trials of one class stand on: a broker in this process, on which each engine
 * has topics of its own.
 */
final class Ground implements AutoCloseable {

  /** Under this key the job hashes as the driver of a {@link Recording} does. */
  static final String HASH_KEY = "0".repeat(32);

  /** Short, as a trial is over when a checkpoint was taken after its last event. */
  static final String CHECKPOINT_INTERVAL = "300ms";

  private final Path dir;
  private final EmbeddedBroker broker;

  private Ground(Path dir, EmbeddedBroker broker) {
    this.dir = dir;
    this.broker = broker;
  }

  static Ground start(Path dir) throws IOException {
    return new Ground(dir, EmbeddedBroker.start(dir.resolve("broker"), 0));
  }

  KafkaAccess kafka() {
    return KafkaAccess.to(broker.bootstrapServers());
  }

  Path dir() {
    return dir;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Topics under a prefix, with every pattern promoted before an engine reads its first event. */
  Topics enforced(String prefix, int partitions) throws InterruptedException {
    Topics topics = new Topics(prefix);
    try (Admin admin = kafka().admin()) {
      TopicSetup.create(admin, topics, (short) 1, partitions);
    }
    promoteAll(kafka(), topics);
    return topics;
  }

  /** In the order of {@link Recording#enforcing}: both books have one hash. */
  static void promoteAll(KafkaAccess kafka, Topics topics) throws InterruptedException {
    PatternTopic patterns = new PatternTopic(kafka, topics);
    for (var spec : StarterBook.book().all()) {
      patterns.promote(
          PatternBook.ALL_TENANTS,
          spec.id(),
          spec.version(),
          Mode.ENFORCE,
          "trial",
          "every pattern acts",
          InstantSource.fixed(Instant.ofEpochMilli(EventStream.START)));
    }
  }

  /** An engine that reads recorded events from these topics. */
  EmbeddedEngine.Builder engine(Topics topics) {
    return recorded(EmbeddedEngine.builder())
        .bootstrapServers(bootstrapServers())
        .dataDir(dir.resolve("engine-" + topics.prefix()))
        .set("topics.prefix", topics.prefix());
  }

  /**
   * The settings under which the job must say what the driver says of recorded events: budgets as
   * good as off.
   */
  static EmbeddedEngine.Builder recorded(EmbeddedEngine.Builder engine) {
    return engine
        .set("hash.key", HASH_KEY)
        .set("trust.received.at", "true")
        .set("budget.accounts.per.hour", "1000000")
        .set("budget.accounts.least", "1000000")
        .set("checkpoint.interval", CHECKPOINT_INTERVAL);
  }

  @Override
  public void close() {
    broker.close();
  }
}

package io.stillwatch.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The one broker of a test JVM: tests keep apart by topic prefix. */
final class SharedBroker {

  /** Started with the first test that needs it, stopped with the JVM. */
  private static final class Holder {
    static final EmbeddedBroker BROKER = start();

    private static EmbeddedBroker start() {
      try {
        Path dir = Files.createTempDirectory(Path.of("target"), "broker-");
        EmbeddedBroker broker = EmbeddedBroker.start(dir, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        return broker;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private SharedBroker() {}

  static String bootstrap() {
    return Holder.BROKER.bootstrapServers();
  }

  static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrap()));
  }

  /** A topic that takes records when this returns. */
  static void create(String topic, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
      TopicSetup.awaitLeaders(admin, topic, partitions);
    }
  }

  /** All ten topics under a prefix that no other test has. */
  static Topics freshTopics(int partitions) throws InterruptedException {
    Topics topics = new Topics("t" + UUID.randomUUID().toString().substring(0, 8) + ".");
    try (Admin admin = admin()) {
      TopicSetup.create(admin, topics, (short) 1, partitions);
    }
    return topics;
  }
}

package io.stillwatch.trials;

import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.NewestCheckpoint;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;

/**
 * A process that is one engine, with its own broker or at the given one, and waits to be killed.
 *
 * <p>It talks to the drill by its standard output: {@code READY} and the checkpoint that it went on
 * from, or {@code none}.
 */
final class DrillEngine {

  static final String READY = "READY ";
  static final String NONE = "none";

  private DrillEngine() {}

  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[0]);
    EmbeddedEngine.Builder builder =
        Ground.recorded(EmbeddedEngine.builder()).dataDir(dir).set("parallelism", "2");
    if (args[1].contains(":")) {
      builder.bootstrapServers(args[1]);
    } else {
      int port = Integer.parseInt(args[1]);
      if (!Files.exists(dir.resolve("broker"))) {
        promoteBeforeTheFirstStart(dir.resolve("broker"), port);
      }
      builder.port(port);
    }
    EmbeddedEngine engine = builder.start();
    engine.awaitRunning(Settled.PATIENCE);
    System.out.println(
        READY
            + engine
                .restoredFrom()
                .map(NewestCheckpoint.Found::directory)
                .map(Path::toString)
                .orElse(NONE));
    engine.ended().join(); // it does not end: whoever waits for that is killed
  }

  private static void promoteBeforeTheFirstStart(Path dir, int port) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir, port)) {
      KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, Topics.standard(), (short) 1, 4);
      }
      Ground.promoteAll(kafka, Topics.standard());
    }
  }
}

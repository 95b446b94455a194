package io.stillwatch.trials;

import io.stillwatch.jobs.EmbeddedBroker;
import java.nio.file.Path;

/** A process that is one Kafka broker, and waits to be killed. */
final class DrillBroker {

  private DrillBroker() {}

  public static void main(String[] args) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]));
    System.out.println("READY " + broker.bootstrapServers());
    Thread.currentThread().join(); // it does not end: whoever waits for that is killed
  }
}

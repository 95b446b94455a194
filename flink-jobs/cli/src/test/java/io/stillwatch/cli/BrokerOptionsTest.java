package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BrokerOptionsTest {

  @Command(name = "asks")
  private static final class Asks {
    @Mixin private BrokerOptions brokers = new BrokerOptions();
  }

  @TempDir private Path folder = Path.of("");

  @Test
  void theSettingsFileIsReadOnce() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("engine.properties"),
            "topics.prefix=blue.\njoin.wait=3s\nsources=x\nsource.x.topic=spans\n");
    BrokerOptions brokers = asked(file);
    assertEquals("blue.", brokers.topics().prefix());
    Files.delete(file); // or somebody writes it anew meanwhile
    assertEquals("blue.", brokers.topics().prefix());
    assertEquals(Duration.ofSeconds(3), brokers.joinWait());
    assertEquals(2, brokers.sources().size());
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    BrokerOptions brokers = asked(folder.resolve("none"));
    WrongUse e = assertThrows(WrongUse.class, brokers::topics);
    assertTrue(e.getMessage().endsWith("; check --config"), e.getMessage());
  }

  private static BrokerOptions asked(Path file) {
    Asks asks = new Asks();
    new CommandLine(asks).parseArgs("--bootstrap-servers", "k:1", "--config", file.toString());
    return asks.brokers;
  }
}

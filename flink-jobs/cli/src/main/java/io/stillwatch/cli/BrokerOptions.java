package io.stillwatch.cli;

import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.intake.settings.SettingsFile;
import io.stillwatch.jobs.EventSource;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every verb that talks to an existing Kafka. */
public final class BrokerOptions {

  private static final String KAFKA_PREFIX = "kafka.";

  /** Seconds, not minutes, until a client gives up; a settings file may say otherwise. */
  private static final Map<String, String> PATIENCE =
      Map.of(
          "request.timeout.ms", "10000",
          "default.api.timeout.ms", "20000",
          "max.block.ms", "20000");

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Kafka brokers, several with commas between.")
  private String bootstrapServers = "";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A properties file; its kafka.* settings (security and the like) are used.")
  private @Nullable Path config;

  @Option(
      names = "--topic-prefix",
      paramLabel = "TEXT",
      description = "Put before each topic's name, to hold several engines apart.",
      defaultValue = "")
  private String prefix = "";

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public Topics topics() {
    try {
      return new Topics(prefix);
    } catch (IllegalArgumentException e) {
      throw new WrongUse(Reason.of(e) + "; change --topic-prefix", e);
    }
  }

  /** The way to the brokers, once one of them has answered. */
  public KafkaAccess reachable() {
    Map<String, String> settings = new HashMap<>(PATIENCE);
    settings.putAll(fromFile());
    BrokerAddress.requireReachable(bootstrapServers);
    return new KafkaAccess(bootstrapServers, settings);
  }

  /** The sources that the settings file sets up; without one the events topic alone. */
  public List<EventSource> sources() {
    Map<String, String> settings = new HashMap<>();
    properties()
        .forEach(
            (name, value) -> {
              if (name.equals("sources") || name.startsWith("source.")) {
                settings.put(name, value);
              }
            });
    try {
      return EventSource.of(settings, topics());
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; check --config", e);
    }
  }

  /** How long parts of an exchange wait for each other where the settings file has them joined. */
  public Duration joinWait() {
    Map<String, String> settings = new HashMap<>();
    properties()
        .forEach(
            (name, value) -> {
              if (name.equals("join.wait")) {
                settings.put(name, value);
              }
            });
    try {
      return JobSettings.joinWait(settings);
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; check --config", e);
    }
  }

  private Map<String, String> fromFile() {
    Map<String, String> settings = new HashMap<>();
    properties()
        .forEach(
            (name, value) -> {
              if (name.startsWith(KAFKA_PREFIX)) {
                settings.put(name.substring(KAFKA_PREFIX.length()), value);
              }
            });
    return settings;
  }

  private Map<String, String> properties() {
    Path file = config;
    if (file == null) {
      return Map.of();
    }
    Map<String, String> texts = new HashMap<>();
    try {
      SettingsFile.read(file, texts);
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file + ": " + Reason.of(e) + "; check --config", e);
    }
    return texts;
  }
}

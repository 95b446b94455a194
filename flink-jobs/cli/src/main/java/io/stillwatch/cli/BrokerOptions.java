package io.stillwatch.cli;

import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.intake.settings.SettingsFile;
import io.stillwatch.intake.settings.SettingsReader;
import io.stillwatch.jobs.EventSource;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.JobsLimits;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every verb that talks to an existing Kafka. */
public final class BrokerOptions {

  private static final String KAFKA_PREFIX = "kafka.";
  private static final String TOPICS_PREFIX = "topics.";

  /** For the first answer, before which nothing is known to be there. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /** Seconds, not minutes, until a client gives up; a settings file may say otherwise. */
  private static final Map<String, String> PATIENCE =
      Map.of(
          "request.timeout.ms", "10000",
          "default.api.timeout.ms", "20000",
          "delivery.timeout.ms", "20000",
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
      description =
          "A properties file, such as the engine's: its kafka.* (security and the like) and topics.* settings are used.")
  private @Nullable Path config;

  @Option(
      names = "--topic-prefix",
      paramLabel = "TEXT",
      description =
          "Put before each topic's name, to hold several engines apart (default: the file's"
              + " topics.prefix, else nothing).")
  private @Nullable String prefix;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec verb;

  private @Nullable Map<String, String> ofFile;
  private boolean answered;

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Those of the engine that is meant. */
  public Topics topics() {
    String planned = planned().prefix();
    String given = prefix;
    try {
      return new Topics(given != null ? given : planned);
    } catch (IllegalArgumentException e) {
      throw new WrongUse(
          Reason.of(e)
              + (given != null ? "; change --topic-prefix" : "; change topics.prefix of --config"),
          e);
    }
  }

  /**
   * How the settings file has the topics made, as the engine reads it; what it leaves out is null.
   */
  record Planned(String prefix, @Nullable Integer partitions, @Nullable Integer replication) {}

  Planned planned() {
    Map<String, String> settings = new HashMap<>(properties());
    settings.keySet().removeIf(name -> !name.startsWith(TOPICS_PREFIX));
    SettingsReader in = new SettingsReader(settings);
    Planned planned =
        new Planned(
            in.text("topics.prefix", ""),
            number(in, "topics.partitions", 1, JobsLimits.PARTITIONS_MAX),
            number(in, "topics.replication", 0, JobsLimits.REPLICATION_MAX));
    try {
      in.finish();
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; check --config", e);
    }
    return planned;
  }

  private static @Nullable Integer number(SettingsReader in, String name, int min, int max) {
    return in.text(name) == null ? null : in.number(name, min, min, max);
  }

  /**
   * The way to the brokers, once one of them has answered.
   *
   * @param topics which must be there
   */
  public KafkaAccess reachable(String... topics) {
    KafkaAccess kafka = access();
    List<String> missing = missing(kafka, topics);
    if (!missing.isEmpty()) {
      throw TopicTrouble.none(missing.get(0), kafka);
    }
    return kafka;
  }

  /** Whether there is such a topic. */
  public boolean has(String topic) {
    return missing(access(), topic).isEmpty();
  }

  private List<String> missing(KafkaAccess kafka, String... topics) {
    if (!answered) {
      BrokerAddress.requireReachable(bootstrapServers);
    } else if (topics.length == 0) {
      return List.of();
    }
    List<String> missing =
        TopicTrouble.missing(kafka, List.of(topics), answerMax(kafka), this::tellWait);
    answered = true;
    return missing;
  }

  private void tellWait() {
    CommandSpec waiting = verb;
    if (waiting != null) {
      PrintWriter err = waiting.commandLine().getErr();
      err.println("waiting for an answer of Kafka at " + bootstrapServers);
      err.flush();
    }
  }

  private Duration answerMax(KafkaAccess kafka) {
    return fromFile().containsKey("default.api.timeout.ms") ? kafka.silenceMax() : ANSWER_MAX;
  }

  private KafkaAccess access() {
    Map<String, String> given = fromFile();
    Map<String, String> settings = new HashMap<>(PATIENCE);
    settings.putAll(given);
    // Kafka refuses to give up before a request has: ours gives way to the file's.
    String request = "request.timeout.ms";
    String all = "default.api.timeout.ms";
    if (ms(settings, request) > ms(settings, all)) {
      if (!given.containsKey(all)) {
        settings.put(all, settings.get(request));
      } else if (!given.containsKey(request)) {
        settings.put(request, settings.get(all));
      }
    }
    return new KafkaAccess(bootstrapServers, settings);
  }

  private static int ms(Map<String, String> settings, String name) {
    try {
      return Integer.parseInt(settings.getOrDefault(name, "").strip());
    } catch (NumberFormatException e) {
      return 0; // a provider's, or one that Kafka refuses
    }
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

  /** All that the file sets: read once, as it was at the first question. */
  private Map<String, String> properties() {
    Map<String, String> known = ofFile;
    if (known == null) {
      known = Map.copyOf(read(config));
      ofFile = known;
    }
    return known;
  }

  private static Map<String, String> read(@Nullable Path file) {
    Map<String, String> texts = new HashMap<>();
    if (file != null) {
      try {
        SettingsFile.read(file, texts);
      } catch (IOException e) {
        throw new WrongUse("cannot read " + file + ": " + Reason.of(e) + "; check --config", e);
      }
    }
    return texts;
  }
}

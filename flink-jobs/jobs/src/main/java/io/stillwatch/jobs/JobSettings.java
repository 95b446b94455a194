package io.stillwatch.jobs;

import io.stillwatch.enforcement.BudgetSettings;
import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.intake.settings.SettingsFile;
import io.stillwatch.intake.settings.SettingsReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, checked: defaults, then a properties file, then the command line.
 *
 * @param kafka where the topics are, with the {@code kafka.*} client settings
 * @param partitions of the wide topics, where the engine creates them
 * @param replication of all topics, where the engine creates them; 0 for three, or as many as there
 *     are brokers
 * @param parallelism of the job; 0 leaves it to the cluster, or to the processors of this machine
 * @param engine what matches
 * @param dataDir what an embedded engine keeps: broker, checkpoints, key
 * @param checkpointDir URI of the directory above all checkpoints
 * @param bufferTimeout how long a record may wait between two tasks for company
 * @param cachedAccounts profiles that a task holds outside the store
 * @param unwrittenAccounts of those, how many may differ from the store
 * @param profileTtl silence after which an account starts anew
 * @param linkTtl time after which a link that no account shows is forgotten
 * @param actionsKept how long the ledger remembers an action after its end
 * @param budget how many accounts a pattern may act on before a human is asked
 * @param hashKey 32 hexadecimal digits; in a rotation those of the other key on the next line
 * @param trustReceivedAt take the time of arrival from the events themselves: for recorded ones
 * @param keepDeadLetterContent put whole refused records, texts included, on the dead-letter topic
 * @param joinWait how long a part of an exchange waits for its partner, by the time of records
 * @param sources the topics that events come on and how they are read; the events topic is the
 *     first
 */
public record JobSettings(
    KafkaAccess kafka,
    Topics topics,
    int partitions,
    short replication,
    int parallelism,
    Engine engine,
    Path dataDir,
    String checkpointDir,
    Duration checkpointInterval,
    Duration bufferTimeout,
    int cachedAccounts,
    int unwrittenAccounts,
    Duration profileTtl,
    Duration linkTtl,
    Duration actionsKept,
    BudgetSettings budget,
    Secret hashKey,
    boolean trustReceivedAt,
    boolean keepDeadLetterContent,
    @Nullable URI schemaRegistry,
    @Nullable Secret schemaRegistryAuthorization,
    Duration joinWait,
    List<EventSource> sources) {

  /** Of each wide topic. */
  public static final int PARTITIONS = 4;

  /** Exporters of spans send every five seconds at most, as they come. */
  public static final Duration JOIN_WAIT = Duration.ofSeconds(10);

  /** What matches patterns. */
  public enum Engine {
    /** Our packed automata. */
    PACKED,
    /** Flink's own CEP operator. */
    FLINK_CEP
  }

  /** Where the engine runs, which decides what may be left out. */
  public enum Place {
    /** In a process of its own: the hash key is made in the data directory if none is given. */
    EMBEDDED,
    /** On a Flink cluster: several machines need the same key, so it has to be given. */
    CLUSTER
  }

  private static final Duration DAY = Duration.ofDays(1);

  /** Kafka settings that may be printed. Of any other only the name is. */
  private static final Set<String> PRINTED_KAFKA_SETTINGS =
      Set.of("security.protocol", "sasl.mechanism", "client.rack", "client.dns.lookup");

  /**
   * Reads settings.
   *
   * @param file a properties file, or null
   * @param overrides by name; they beat the file
   * @throws SettingsException with everything that is wrong
   */
  public static JobSettings load(Place place, @Nullable Path file, Map<String, String> overrides) {
    JobSettings settings = checked(place, file, overrides);
    return settings.hashKey.value().isEmpty() ? settings.withKeyOfDataDir() : settings;
  }

  /**
   * The same, but makes nothing: where no hash key is given, there is none.
   *
   * @throws SettingsException with everything that is wrong
   */
  public static JobSettings checked(
      Place place, @Nullable Path file, Map<String, String> overrides) {
    Map<String, String> texts = new HashMap<>();
    List<String> unreadable = new ArrayList<>();
    if (file != null) {
      readFile(file, texts, unreadable);
    }
    texts.putAll(overrides);
    if (!unreadable.isEmpty()) {
      throw new SettingsException(unreadable);
    }
    return read(place, new SettingsReader(texts));
  }

  /**
   * Reads a command line of {@code --name value} pairs, of which {@code --config FILE} names a
   * properties file.
   */
  public static JobSettings fromArguments(Place place, String... arguments) {
    Map<String, String> overrides = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (!name.startsWith("--") || i + 1 == arguments.length) {
        problems.add(name + ": settings are given as --name value");
      } else {
        overrides.put(name.substring(2), arguments[i + 1]);
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    String config = overrides.remove("config");
    return load(place, config == null ? null : Path.of(config), overrides);
  }

  private static JobSettings read(Place place, SettingsReader in) {
    Path dataDir = Path.of(in.text("data.dir", "stillwatch-data")).toAbsolutePath();
    int cached = in.number("accounts.cached", 100_000, 1, 10_000_000);
    int unwritten = in.number("accounts.unwritten", Math.min(cached, 100_000), 1, 10_000_000);
    if (unwritten > cached) {
      in.problem("accounts.unwritten", unwritten + " must not exceed accounts.cached " + cached);
    }
    String bootstrap = in.text("bootstrap.servers");
    if (bootstrap == null && place == Place.CLUSTER) {
      in.problem("bootstrap.servers", "is required: the Kafka brokers, as host:port,host:port");
    }
    Map<String, String> kafka = kafka(in);
    Secret hashKey = hashKey(place, in);
    URI registry = in.httpUrl("schema.registry.url");
    String authorization = in.text("schema.registry.authorization");
    Topics topics = topics(in);
    JobSettings settings =
        new JobSettings(
            new KafkaAccess(bootstrap == null ? "" : bootstrap, kafka),
            topics,
            in.number("topics.partitions", PARTITIONS, 1, JobsLimits.PARTITIONS_MAX),
            (short) in.number("topics.replication", 0, 0, JobsLimits.REPLICATION_MAX),
            in.number("parallelism", 0, 0, JobsLimits.MAX_PARALLELISM),
            in.choice("engine", Engine.PACKED),
            dataDir,
            checkpointDir(in, dataDir.resolve("checkpoints").toUri()),
            in.duration(
                "checkpoint.interval",
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofHours(1)),
            in.duration(
                "buffer.timeout", Duration.ofMillis(5), Duration.ZERO, Duration.ofSeconds(1)),
            cached,
            unwritten,
            in.duration("profile.ttl", DAY.multipliedBy(30), DAY, DAY.multipliedBy(400)),
            in.duration(
                "link.ttl", DAY.multipliedBy(14), DAY.multipliedBy(2), DAY.multipliedBy(400)),
            in.duration(
                "actions.kept", DAY.multipliedBy(7), DAY.multipliedBy(2), DAY.multipliedBy(400)),
            budget(in),
            hashKey == null ? new Secret("") : hashKey,
            in.flag("trust.received.at", false),
            in.flag("dead.letter.content", false),
            registry,
            authorization == null ? null : new Secret(authorization),
            joinWait(in),
            sources(in, topics));
    in.finish();
    return settings;
  }

  /**
   * How long parts wait by settings of which only {@code join.wait} counts.
   *
   * @throws SettingsException when it cannot be
   */
  public static Duration joinWait(Map<String, String> settings) {
    SettingsReader in = new SettingsReader(settings);
    Duration wait = joinWait(in);
    in.finish();
    return wait;
  }

  private static Duration joinWait(SettingsReader in) {
    return in.duration("join.wait", JOIN_WAIT, Duration.ofMillis(100), Duration.ofMinutes(10));
  }

  private static Map<String, String> kafka(SettingsReader in) {
    Map<String, String> kafka = in.below("kafka.");
    String protocol = kafka.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    if (protocol != null
        && !protocol.startsWith("${") // a provider's, which only Kafka can look up
        && !SecurityProtocol.names().contains(protocol.toUpperCase(Locale.ROOT))) {
      in.problem(
          "kafka." + CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
          "'" + protocol + "' must be one of " + String.join(", ", SecurityProtocol.names()));
    }
    return kafka;
  }

  private static String checkpointDir(SettingsReader in, URI standard) {
    String text = in.text("checkpoint.dir", standard.toString());
    try {
      URI uri = new URI(text);
      if ("file".equals(uri.getScheme())) {
        Path unused = Path.of(uri);
      }
      String scheme = uri.getScheme();
      boolean drive = scheme != null && scheme.length() == 1; // C:/folder
      // Flink drops the rest, and would write to another folder than was meant.
      boolean whole = !uri.isOpaque() && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (scheme != null && !drive && whole) {
        return text;
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // Said below, as for one without a scheme.
    }
    in.problem(
        "checkpoint.dir",
        "'"
            + text
            + "' must be a URI like file:///folder or s3://bucket/folder, without '?' and '#';"
            + " in that of a file a blank is written %20");
    return standard.toString();
  }

  private static List<EventSource> sources(SettingsReader in, Topics topics) {
    List<EventSource> sources = EventSource.read(in, topics);
    for (EventSource one : sources) {
      if (one.seals().checked() && !one.seals().keyFile().isEmpty()) {
        try {
          SealKeyFile unused = new SealKeyFile(one.seals().keys(), 0);
        } catch (IOException e) {
          in.problem("source." + one.source().name() + ".seal.keys", reason(e));
        }
      }
    }
    return sources;
  }

  private static @Nullable Secret hashKey(Place place, SettingsReader in) {
    String hex = in.text("hash.key");
    String file = in.text("hash.key.file");
    if (hex != null && file != null) {
      in.problem("hash.key", "give either hash.key or hash.key.file");
      return null;
    }
    try {
      if (hex != null) {
        return HashKeyFile.checked(hex);
      }
      if (file != null) {
        return HashKeyFile.read(Path.of(file));
      }
    } catch (IOException e) {
      in.problem("hash.key.file", "cannot read " + file + ": " + reason(e));
    } catch (IllegalArgumentException e) {
      in.problem(hex != null ? "hash.key" : "hash.key.file", String.valueOf(e.getMessage()));
    }
    if (hex == null && file == null && place == Place.CLUSTER) {
      in.problem(
          "hash.key.file",
          "is required on a cluster, where every task and every sidecar must hash alike; make one"
              + " with: openssl rand -hex 16");
    }
    return null;
  }

  private static BudgetSettings budget(SettingsReader in) {
    BudgetSettings standard = BudgetSettings.standard();
    return new BudgetSettings(
        in.number("budget.accounts.per.hour", standard.accountsPerHour(), 1, 1_000_000),
        in.number("budget.share.percent", standard.sharePercent(), 1, 100),
        in.number("budget.accounts.least", standard.accountsLeast(), 1, 1_000_000),
        in.number(
            "budget.campaign.accounts.per.hour", standard.campaignAccountsPerHour(), 1, 1_000_000));
  }

  private static Topics topics(SettingsReader in) {
    try {
      return new Topics(in.text("topics.prefix", ""));
    } catch (IllegalArgumentException e) {
      in.problem("topics.prefix", String.valueOf(e.getMessage()));
      return Topics.standard();
    }
  }

  private JobSettings withKeyOfDataDir() {
    try {
      return withHashKey(HashKeyFile.in(dataDir));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          List.of("data.dir: no usable hash key in " + dataDir + ": " + reason(e)));
    }
  }

  private JobSettings withHashKey(Secret key) {
    return with(kafka, key);
  }

  /** The same settings for the topics of another cluster: the engine's own broker. */
  public JobSettings withBootstrapServers(String bootstrapServers) {
    return with(new KafkaAccess(bootstrapServers, kafka.settings()), hashKey);
  }

  private JobSettings with(KafkaAccess cluster, Secret key) {
    return new JobSettings(
        cluster,
        topics,
        partitions,
        replication,
        parallelism,
        engine,
        dataDir,
        checkpointDir,
        checkpointInterval,
        bufferTimeout,
        cachedAccounts,
        unwrittenAccounts,
        profileTtl,
        linkTtl,
        actionsKept,
        budget,
        key,
        trustReceivedAt,
        keepDeadLetterContent,
        schemaRegistry,
        schemaRegistryAuthorization,
        joinWait,
        sources);
  }

  private static void readFile(Path file, Map<String, String> texts, List<String> problems) {
    try {
      SettingsFile.read(file, texts);
    } catch (IOException e) {
      problems.add("config: cannot read " + file + ": " + reason(e));
    }
  }

  private static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileAlreadyExistsException
        ? "it is a file and no folder"
        : String.valueOf(e.getMessage());
  }

  /**
   * Every setting on a line of its own, as it would stand in a file; of secrets only that they are
   * set.
   */
  public String describe() {
    Map<String, String> lines = new TreeMap<>();
    lines.put("bootstrap.servers", kafka.bootstrapServers());
    lines.put("topics.prefix", topics.prefix());
    lines.put("topics.partitions", String.valueOf(partitions));
    lines.put("topics.replication", String.valueOf(replication));
    lines.put("parallelism", String.valueOf(parallelism));
    lines.put("engine", engine == Engine.PACKED ? "packed" : "flink-cep");
    lines.put("data.dir", dataDir.toString());
    lines.put("checkpoint.dir", checkpointDir);
    lines.put("checkpoint.interval", SettingsReader.print(checkpointInterval));
    lines.put("buffer.timeout", SettingsReader.print(bufferTimeout));
    lines.put("accounts.cached", String.valueOf(cachedAccounts));
    lines.put("accounts.unwritten", String.valueOf(unwrittenAccounts));
    lines.put("profile.ttl", SettingsReader.print(profileTtl));
    lines.put("link.ttl", SettingsReader.print(linkTtl));
    lines.put("actions.kept", SettingsReader.print(actionsKept));
    lines.put("budget.accounts.per.hour", String.valueOf(budget.accountsPerHour()));
    lines.put("budget.share.percent", String.valueOf(budget.sharePercent()));
    lines.put("budget.accounts.least", String.valueOf(budget.accountsLeast()));
    lines.put(
        "budget.campaign.accounts.per.hour", String.valueOf(budget.campaignAccountsPerHour()));
    lines.put("hash.key", hashKey.toString());
    lines.put("trust.received.at", String.valueOf(trustReceivedAt));
    lines.put("dead.letter.content", String.valueOf(keepDeadLetterContent));
    if (schemaRegistry != null) {
      lines.put("schema.registry.url", schemaRegistry.toString());
    }
    if (schemaRegistryAuthorization != null) {
      lines.put("schema.registry.authorization", schemaRegistryAuthorization.toString());
    }
    lines.put("join.wait", SettingsReader.print(joinWait));
    sources.forEach(source -> source.describe(lines));
    kafka
        .settings()
        .forEach(
            (name, text) ->
                lines.put("kafka." + name, PRINTED_KAFKA_SETTINGS.contains(name) ? text : "(set)"));
    StringBuilder out = new StringBuilder();
    lines.forEach((name, text) -> out.append(name).append('=').append(text).append('\n'));
    return out.toString();
  }

  @Override
  public String toString() {
    return describe();
  }
}

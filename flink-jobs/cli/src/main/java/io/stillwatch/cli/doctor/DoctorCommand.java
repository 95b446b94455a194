package io.stillwatch.cli.doctor;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Progress;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.SourceOptions;
import io.stillwatch.cli.TopicTrouble;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.patterns.BookOfFiles;
import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.EventFile;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.Source;
import io.stillwatch.intake.seal.SealCheck;
import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.seal.SealKeys;
import io.stillwatch.intake.seal.Sealer;
import io.stillwatch.jobs.EventSource;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.KafkaSchemaResolver;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.RecordedTopic;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.StatusReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch doctor}. */
@Command(
    name = "doctor",
    description = {
      "What arrives, what is refused and why, which fields come along and how often, and which signals and patterns are blind because one does not, with what to switch on at the source.",
      "Looks at a file (--events), or at the topics of an existing Kafka: those that --config sets up as sources, or the one given by --topic. Reads only.",
      "Of an engine that runs there it tells what has become of each offset it has read, and which source has fallen silent.",
      "The exit code is 2 when not one event could be accepted."
    },
    sortOptions = false)
public final class DoctorCommand implements Callable<Integer> {

  private static final byte[] NOTHING = {};
  private static final long UNKNOWN = -1;

  private final Console console;

  @Option(names = "--events", paramLabel = "FILE", description = "Recorded events, of any format.")
  private @Nullable Path events;

  /** All or none of them. */
  @ArgGroup(exclusive = false)
  private @Nullable BrokerOptions brokers;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Look at this topic, read as the options below say (needs brokers).")
  private @Nullable String topic;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Look at what came in the last 1h, 90m ... (default: ${DEFAULT-VALUE}, needs brokers).",
      defaultValue = "1h")
  private Duration since = Duration.ofHours(1);

  @Mixin private SourceOptions source = new SourceOptions();

  @Option(
      names = "--patterns",
      paramLabel = "DIR",
      description = "Ask about these pattern files instead of those that are live.")
  private @Nullable Path patterns;

  @Mixin private Output output = new Output();

  public DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if ((events == null) == (brokers == null)) {
      throw new WrongUse("say what to look at: either --events FILE or --bootstrap-servers");
    }
    ExaminedParts parts =
        new ExaminedParts(brokers == null ? JobSettings.JOIN_WAIT : brokers.joinWait());
    List<Examination> found = events != null ? ofFile(events, parts) : ofTopics(parts);
    parts.finish();
    DoctorReport report = new DoctorReport(found, told(), book().all());
    if (output.isJson()) {
      console.out(report.json().toString());
    } else {
      report.print(console);
    }
    boolean any = found.stream().anyMatch(one -> one.coverage().accepted() > 0);
    return any ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private List<Examination> ofFile(Path path, ExaminedParts parts) {
    if (!Files.exists(path)) {
      throw new WrongUse("there is no file " + path + "; check --events");
    }
    Examination examination =
        examination(path.toString(), source.source(), SchemaResolver.builtIn(), true, parts);
    try (EventFile file = EventFile.open(path)) {
      Progress progress = new Progress(console, "records", file::progress, System::nanoTime);
      for (byte[] record = file.next(); record != null; record = file.next()) {
        examination.add(record, new Examination.Place(0, "line " + file.line(), UNKNOWN));
        progress.step();
      }
      progress.end();
      return List.of(examination);
    } catch (IOException e) {
      throw new WrongUse("cannot read the events: " + Reason.of(e) + "; check --events", e);
    }
  }

  private List<Examination> ofTopics(ExaminedParts parts) {
    BrokerOptions to = brokers();
    List<EventSource> sources =
        topic == null
            ? to.sources().stream().map(this::withOptions).toList()
            : List.of(new EventSource(topic, source.source()));
    KafkaAccess kafka = to.reachable();
    Instant from = InstantSource.system().instant().minus(since);
    List<Examination> found = new ArrayList<>();
    try (KafkaSchemaResolver schemas =
        new KafkaSchemaResolver.Factory(kafka, to.topics().schemas()).open()) {
      for (EventSource one : sources) {
        Examination examination = examination(one.topic(), one.source(), schemas, false, parts);
        examine(kafka, from, examination, seals(one));
        found.add(examination);
      }
    }
    return found;
  }

  /** Without a settings file the options say how the events topic is read. */
  private EventSource withOptions(EventSource configured) {
    boolean plain = configured.source().equals(Source.RECOGNISED);
    return plain
        ? new EventSource(
            configured.topic(), source.source(), configured.seals(), configured.silentAfter())
        : configured;
  }

  private static SealCheck seals(EventSource source) {
    if (!source.seals().checked()) {
      return SealCheck.NONE;
    }
    try {
      SealKeys keys = new SealKeyFile(source.seals().keys(), 0).keys(0);
      return new SealCheck(source.seals().need(), source.topic(), () -> keys);
    } catch (IOException e) {
      throw new WrongUse(
          "cannot check seals of source "
              + source.source().name()
              + ": "
              + Reason.of(e)
              + "; run it where the keys are, or take sealed out of --config",
          e);
    }
  }

  private void examine(KafkaAccess kafka, Instant from, Examination examination, SealCheck seals) {
    try (RecordedTopic records =
        RecordedTopic.openByTime(kafka, List.of(examination.topic()), "stillwatch-doctor", from)) {
      Progress progress = new Progress(console, "records", records::progress, System::nanoTime);
      for (ConsumerRecord<byte[], byte[]> record = records.next();
          record != null;
          record = records.next()) {
        boolean stamped = record.timestampType() == TimestampType.LOG_APPEND_TIME;
        long brokerTimeMs = stamped ? record.timestamp() : UNKNOWN;
        byte[] bytes = record.value() == null ? NOTHING : record.value();
        Examination.Place place =
            new Examination.Place(
                record.partition(),
                "partition " + record.partition() + " offset " + record.offset(),
                brokerTimeMs);
        Rejected refused =
            seals.check(
                new SealCheck.Sealed(
                    record.partition(), record.offset(), brokerTimeMs, seal(record), bytes));
        if (refused == null) {
          examination.add(bytes, place);
        } else {
          examination.refuse(refused, place);
        }
        progress.step();
      }
      progress.end();
    } catch (UnknownTopicOrPartitionException e) {
      throw topic == null
          ? TopicTrouble.none(examination.topic(), kafka)
          : new WrongUse(
              "there is no topic " + topic + " at " + kafka.bootstrapServers() + "; check --topic",
              e);
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", examination.topic(), kafka, e);
    }
  }

  private static byte @Nullable [] seal(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(Sealer.HEADER);
    return header == null ? null : header.value();
  }

  private static Examination examination(
      String place, Source source, SchemaResolver schemas, boolean recorded, ExaminedParts parts) {
    return new Examination(
        place,
        source,
        new Intake(IntakeLimits.defaults(), schemas, ConfluentSchemas.NONE, recorded, source),
        parts);
  }

  /** What a running engine says of its sources; nothing where none has run. */
  private List<StatusReport> told() {
    if (brokers == null) {
      return List.of();
    }
    Topics topics = brokers().topics();
    if (!brokers().has(topics.status())) {
      return List.of();
    }
    KafkaAccess kafka = brokers().reachable();
    try (StatusBoard board = new StatusBoard(kafka, topics)) {
      return board.sources();
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", topics.status(), kafka, e);
    }
  }

  private PatternBook book() {
    if (patterns != null) {
      return BookOfFiles.read(patterns);
    }
    if (brokers == null) {
      return StarterBook.book();
    }
    Topics topics = brokers().topics();
    if (!brokers().has(topics.patterns())) {
      return StarterBook.book(); // no engine has run here yet
    }
    KafkaAccess kafka = brokers().reachable();
    try {
      return new PatternTopic(kafka, topics).read().applyTo(StarterBook.book());
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", topics.patterns(), kafka, e);
    }
  }

  private BrokerOptions brokers() {
    BrokerOptions given = brokers;
    if (given == null) {
      throw new IllegalStateException("asked for brokers that were not given");
    }
    return given;
  }
}

package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Readings;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.TopicTrouble;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.EventFile;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.RecordedTopic;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Recorded traffic, from a file or from the topics of the sources, record by record. */
public interface Recording extends AutoCloseable {

  /** The next record, null at the end. */
  byte @Nullable [] next();

  /** When the broker received the record that came last, {@link Sighting#ABSENT} if unknown. */
  long brokerTimeMs();

  /** How the record that came last is read. */
  io.stillwatch.intake.Source source();

  /** How long parts of an exchange wait for each other. */
  Duration joinWait();

  /** Where the record that came last stands, such as {@code line 3}. */
  String place();

  /** What it is called, for complaints. */
  String name();

  /** What to do where nothing of it can be read. */
  String remedy();

  /** How much of it has been read, from 0 to 1. */
  double progress();

  @Override
  void close();

  /**
   * Opens what was named: a file, or from some time ago on the topics that the settings file sets
   * up as sources, which without one is the events topic. No seal is looked at.
   *
   * @throws WrongUse when not exactly one of the two is named, or it cannot be read
   */
  static Recording open(
      @Nullable Path file, @Nullable Duration since, @Nullable BrokerOptions brokers) {
    if (file != null && since == null) {
      return file(file);
    }
    if (since == null || file != null) {
      throw new WrongUse("name the recorded traffic: either --events FILE or --since TIME");
    }
    if (brokers == null) {
      throw new WrongUse("--since reads the events topic; give --bootstrap-servers too");
    }
    return topics(brokers, InstantSource.system().instant().minus(since));
  }

  private static Recording file(Path path) {
    try {
      return new OfFile(EventFile.open(path), path);
    } catch (IOException e) {
      throw new WrongUse("cannot read the events: " + Reason.of(e) + "; check --events", e);
    }
  }

  /** What the broker received from then on. */
  private static Recording topics(BrokerOptions brokers, Instant from) {
    Map<String, io.stillwatch.intake.Source> sources = new LinkedHashMap<>();
    brokers.sources().forEach(source -> sources.put(source.topic(), source.source()));
    List<String> topics = List.copyOf(sources.keySet());
    String names = String.join(", ", topics);
    Duration joinWait = brokers.joinWait();
    KafkaAccess kafka = brokers.reachable(topics.toArray(String[]::new));
    try {
      return new OfTopics(
          RecordedTopic.openByTime(kafka, topics, "stillwatch-backtest", from),
          names,
          sources,
          joinWait);
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", names, kafka, e);
    }
  }

  /** A file of recorded events. */
  record OfFile(EventFile file, Path path) implements Recording {

    @Override
    public byte @Nullable [] next() {
      try {
        return file.next();
      } catch (IOException e) {
        throw new WrongUse("cannot read the events any further: " + Reason.of(e), e);
      }
    }

    @Override
    public long brokerTimeMs() {
      return Sighting.ABSENT;
    }

    @Override
    public io.stillwatch.intake.Source source() {
      return io.stillwatch.intake.Source.RECOGNISED;
    }

    @Override
    public Duration joinWait() {
      return JobSettings.JOIN_WAIT;
    }

    @Override
    public String place() {
      return "line " + file.line();
    }

    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public String remedy() {
      return Readings.remedy(path);
    }

    @Override
    public double progress() {
      return file.progress();
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new WrongUse("cannot read the events any further: " + Reason.of(e), e);
      }
    }
  }

  /** The topics of the sources. */
  final class OfTopics implements Recording {

    private static final byte[] NOTHING = {};

    private final RecordedTopic records;
    private final String names;
    private final Map<String, io.stillwatch.intake.Source> sources;
    private final Duration joinWait;
    private @Nullable ConsumerRecord<byte[], byte[]> last;

    OfTopics(
        RecordedTopic records,
        String names,
        Map<String, io.stillwatch.intake.Source> sources,
        Duration joinWait) {
      this.records = records;
      this.names = names;
      this.sources = sources;
      this.joinWait = joinWait;
    }

    @Override
    public byte @Nullable [] next() {
      try {
        ConsumerRecord<byte[], byte[]> record = records.next();
        if (record == null) {
          return null;
        }
        last = record;
        return record.value() == null ? NOTHING : record.value();
      } catch (KafkaException e) {
        throw new WrongUse("cannot read " + names + " any further: " + Reason.of(e), e);
      }
    }

    @Override
    public long brokerTimeMs() {
      ConsumerRecord<byte[], byte[]> record = last;
      return record == null ? Sighting.ABSENT : record.timestamp();
    }

    @Override
    public io.stillwatch.intake.Source source() {
      io.stillwatch.intake.Source source = last == null ? null : sources.get(last.topic());
      return source == null ? io.stillwatch.intake.Source.RECOGNISED : source;
    }

    @Override
    public Duration joinWait() {
      return joinWait;
    }

    @Override
    public String place() {
      ConsumerRecord<byte[], byte[]> record = last;
      return record == null
          ? "its beginning"
          : (sources.size() == 1 ? "" : record.topic() + " ")
              + "partition "
              + record.partition()
              + " offset "
              + record.offset();
    }

    @Override
    public String name() {
      return names;
    }

    @Override
    public String remedy() {
      return "choose an earlier --since, or look at it with 'stillwatch doctor'";
    }

    @Override
    public double progress() {
      return records.progress();
    }

    @Override
    public void close() {
      records.close();
    }
  }
}

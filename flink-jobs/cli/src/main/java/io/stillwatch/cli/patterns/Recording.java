package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Readings;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.TopicTrouble;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.EventFile;
import io.stillwatch.jobs.RecordedTopic;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Recorded traffic, from a file or from the events topic, record by record. */
public interface Recording extends AutoCloseable {

  /** The next record, null at the end. */
  byte @Nullable [] next();

  /** When the broker received the record that came last, {@link Sighting#ABSENT} if unknown. */
  long brokerTimeMs();

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
   * Opens what was named: a file, or the events topic from some time ago on.
   *
   * @throws WrongUse when not exactly one of the two is named, or it cannot be read
   */
  static Recording open(@Nullable Path file, @Nullable Duration since, @Nullable BookOnTopic book) {
    if (file != null && since == null) {
      return file(file);
    }
    if (since == null || file != null) {
      throw new WrongUse("name the recorded traffic: either --events FILE or --since TIME");
    }
    if (book == null) {
      throw new WrongUse("--since reads the events topic; give --bootstrap-servers too");
    }
    return topic(book, InstantSource.system().instant().minus(since));
  }

  private static Recording file(Path path) {
    try {
      return new OfFile(EventFile.open(path), path);
    } catch (IOException e) {
      throw new WrongUse("cannot read the events: " + Reason.of(e) + "; check --events", e);
    }
  }

  /** What the broker received from then on. */
  private static Recording topic(BookOnTopic book, Instant from) {
    try {
      return new OfTopic(
          RecordedTopic.openByTime(
              book.kafka(), book.topics().events(), "stillwatch-backtest", from),
          book.topics().events());
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", book.topics().events(), book.kafka(), e);
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

  /** The events topic. */
  final class OfTopic implements Recording {

    private static final byte[] NOTHING = {};

    private final RecordedTopic topic;
    private final String name;
    private @Nullable ConsumerRecord<byte[], byte[]> last;

    OfTopic(RecordedTopic topic, String name) {
      this.topic = topic;
      this.name = name;
    }

    @Override
    public byte @Nullable [] next() {
      try {
        ConsumerRecord<byte[], byte[]> record = topic.next();
        if (record == null) {
          return null;
        }
        last = record;
        return record.value() == null ? NOTHING : record.value();
      } catch (KafkaException e) {
        throw new WrongUse("cannot read the events topic any further: " + Reason.of(e), e);
      }
    }

    @Override
    public long brokerTimeMs() {
      ConsumerRecord<byte[], byte[]> record = last;
      return record == null ? Sighting.ABSENT : record.timestamp();
    }

    @Override
    public String place() {
      ConsumerRecord<byte[], byte[]> record = last;
      return record == null
          ? "its beginning"
          : "partition " + record.partition() + " offset " + record.offset();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String remedy() {
      return "choose an earlier --since, or look at it with 'stillwatch doctor'";
    }

    @Override
    public double progress() {
      return topic.progress();
    }

    @Override
    public void close() {
      topic.close();
    }
  }
}

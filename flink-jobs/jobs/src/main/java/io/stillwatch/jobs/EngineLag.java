package io.stillwatch.jobs;

import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far the engine is behind the topics of its sources, also when it does not run: what it has
 * told on {@code detection.status} that it has read, held against what stands there.
 *
 * <p>It takes the right to describe those topics, and reads none of their records: the broker tells
 * at which offset a time begins. So a lag is known by its step.
 *
 * @param behind the sources whose oldest record that is not read yet is so old, at the least
 * @param unknown why it cannot be told of all of them; null where it can
 */
public record EngineLag(List<Behind> behind, @Nullable String unknown) {

  /** One source that is behind, by more than one of {@link #STEPS}. */
  public record Behind(String source, String topic, Duration atLeast) {}

  /** What an engine tells is up to ten seconds old: less is no lag. */
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(7));

  /** A transaction's mark is an offset that holds no record. */
  private static final long MARKS = 1;

  public EngineLag {
    behind = List.copyOf(behind);
  }

  /** Of the source that is furthest behind; zero where none is known to be. */
  public Duration most() {
    return behind.stream()
        .map(Behind::atLeast)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** As it is now, by the clock of who asks. */
  public static EngineLag read(KafkaAccess kafka, Topics topics, Instant now) {
    try (Consumer<byte[], byte[]> consumer = kafka.consumerToEnd("stillwatch-lag")) {
      List<StatusReport> sources =
          partitions(consumer, topics.status(), kafka.silenceMax()).isEmpty()
              ? List.of()
              : sources(kafka, topics);
      List<Behind> behind = new ArrayList<>();
      List<String> unknown = new ArrayList<>();
      if (sources.isEmpty()) {
        unknown.add("no engine has told on " + topics.status() + " how far it has read");
      }
      for (StatusReport source : sources) {
        try {
          Behind one = behind(consumer, source, now, kafka.silenceMax());
          if (one != null) {
            behind.add(one);
          }
        } catch (KafkaException e) {
          unknown.add("source " + name(source) + ": " + e);
        }
      }
      return new EngineLag(behind, unknown.isEmpty() ? null : String.join("; ", unknown));
    } catch (KafkaException e) {
      return new EngineLag(List.of(), e.toString());
    }
  }

  /** Those of the engine that has told last. */
  private static List<StatusReport> sources(KafkaAccess kafka, Topics topics) {
    try (StatusBoard board = new StatusBoard(kafka, topics)) {
      List<StatusReport> told = board.sources();
      Instant last =
          told.stream()
              .map(StatusReport::getAt)
              .max(Comparator.naturalOrder())
              .orElse(Instant.EPOCH);
      return told.stream()
          .filter(report -> report.getAt().isAfter(last.minus(StatusBoard.SILENT)))
          .toList();
    }
  }

  private static @Nullable Behind behind(
      Consumer<byte[], byte[]> consumer, StatusReport source, Instant now, Duration silenceMax) {
    String topic = source.getNotes().getOrDefault(SourceTally.TOPIC, "");
    Map<TopicPartition, Long> unread =
        consumer.beginningOffsets(partitions(consumer, topic, silenceMax), silenceMax);
    unread.replaceAll(
        (partition, first) ->
            Math.max(
                first,
                source.getCounts().getOrDefault(OffsetsRead.NEXT + partition.partition(), 0L)));
    Map<TopicPartition, Long> ends = consumer.endOffsets(unread.keySet(), silenceMax);
    Duration atLeast = null;
    for (Duration step : STEPS) {
      Map<TopicPartition, Long> times = new HashMap<>();
      unread.keySet().forEach(partition -> times.put(partition, now.minus(step).toEpochMilli()));
      Map<TopicPartition, OffsetAndTimestamp> since = consumer.offsetsForTimes(times, silenceMax);
      boolean isBehind =
          unread.entrySet().stream()
              .anyMatch(
                  each -> {
                    OffsetAndTimestamp first = since.get(each.getKey());
                    long older =
                        first == null ? ends.getOrDefault(each.getKey(), 0L) : first.offset();
                    return older - each.getValue() > MARKS;
                  });
      if (!isBehind) {
        break;
      }
      atLeast = step;
    }
    return atLeast == null ? null : new Behind(name(source), topic, atLeast);
  }

  private static String name(StatusReport source) {
    return source.getReporter().substring(SourceTally.REPORTER.length());
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, String topic, Duration silenceMax) {
    return consumer.partitionsFor(topic, silenceMax).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .collect(Collectors.toList());
  }
}

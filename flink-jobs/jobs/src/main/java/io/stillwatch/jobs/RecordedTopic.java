package io.stillwatch.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * What stands on topics from some time on to their end as it was at the opening, record by record.
 * No group is joined and nothing is committed. Thread-confined.
 *
 * <p>Each partition comes in its order. By time, of several comes the one whose next record is the
 * oldest: who is seen when, beside whom, is what campaigns are found by. So then something of each
 * is at hand, and a partition is asked for more only when little of it is.
 */
public final class RecordedTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Duration silenceMax;
  private final boolean byTime;
  private final long wanted;
  private long passed;

  /** Of which something is at hand, the one with the oldest record first. */
  private final PriorityQueue<Part> atHand =
      new PriorityQueue<>(
          Comparator.comparingLong((Part part) -> part.polled.element().timestamp())
              .thenComparing(part -> part.name.topic())
              .thenComparingInt(part -> part.name.partition()));

  /** Of which few records are at hand or none, and more may come. Only these are not paused. */
  private final List<Part> asked = new ArrayList<>();

  /** So many: asked for before they are needed, many partitions come in one answer. */
  private final int few;

  /** Partitions of which nothing is at hand, and something may come. */
  private int dry;

  /** A partition, and what of it is at hand. */
  private static final class Part {
    private final TopicPartition name;
    private final long end;
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private long position;
    private long passed;
    private boolean asked;

    Part(TopicPartition name, long position, long end) {
      this.name = name;
      this.position = position;
      this.passed = position;
      this.end = end;
    }

    boolean ended() {
      return position >= end;
    }

    /** Offsets that are done with: those of records and those that hold none any more. */
    long passTo(long offset) {
      long more = offset - passed;
      passed = offset;
      return more;
    }
  }

  /**
   * Takes over a consumer that stands where the reading begins.
   *
   * @param ends of the partitions that it is assigned
   */
  RecordedTopic(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Duration silenceMax,
      boolean byTime) {
    this.consumer = consumer;
    this.silenceMax = silenceMax;
    this.byTime = byTime;
    this.few = JobsLimits.recordedRecordsMax(Math.max(1, ends.size())) / 2;
    long sum = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      Part part = new Part(end.getKey(), consumer.position(end.getKey()), end.getValue());
      if (part.ended()) {
        consumer.pause(List.of(part.name));
      } else {
        sum += part.end - part.position;
        dry++;
        part.asked = true;
        asked.add(part);
      }
    }
    this.wanted = sum;
  }

  /**
   * Opens a topic, its partitions in no order among them.
   *
   * @param from the first record is the first that the broker has from then on; null for all
   * @throws org.apache.kafka.common.KafkaException when there is no such topic or no answer
   */
  public static RecordedTopic open(
      KafkaAccess kafka, String topic, String clientId, @Nullable Instant from) {
    return open(kafka, List.of(topic), clientId, from, false);
  }

  /** The same of several topics; of all their partitions the oldest record comes first. */
  public static RecordedTopic openByTime(
      KafkaAccess kafka, List<String> topics, String clientId, @Nullable Instant from) {
    return open(kafka, topics, clientId, from, true);
  }

  private static RecordedTopic open(
      KafkaAccess kafka,
      List<String> topics,
      String clientId,
      @Nullable Instant from,
      boolean byTime) {
    int few = JobsLimits.RECORDED_BYTES_MAX / JobsLimits.RECORDED_PARTITION_BYTES_MAX;
    KafkaConsumer<byte[], byte[]> consumer = kafka.consumerToEnd(clientId, few);
    try {
      List<TopicPartition> partitions = partitions(consumer, topics);
      if (partitions.size() > few) {
        consumer.close();
        consumer = kafka.consumerToEnd(clientId, partitions.size());
      }
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      if (from == null) {
        consumer.seekToBeginning(partitions);
      } else {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> at :
            consumer.offsetsForTimes(times).entrySet()) {
          seek(consumer, at.getKey(), at.getValue(), ends);
        }
      }
      return new RecordedTopic(consumer, ends, kafka.silenceMax(), byTime);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic);
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private static void seek(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      @Nullable OffsetAndTimestamp at,
      Map<TopicPartition, Long> ends) {
    consumer.seek(partition, at == null ? ends.getOrDefault(partition, 0L) : at.offset());
  }

  /**
   * The next record, null at the end.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer in time
   */
  public @Nullable ConsumerRecord<byte[], byte[]> next() {
    if (byTime || atHand.isEmpty()) {
      fill();
    }
    Part oldest = atHand.poll();
    if (oldest == null) {
      return null;
    }
    ConsumerRecord<byte[], byte[]> record = oldest.polled.remove();
    passed += oldest.passTo(record.offset() + 1);
    if (!oldest.polled.isEmpty()) {
      atHand.add(oldest);
    } else if (oldest.ended()) {
      passed += oldest.passTo(oldest.end);
    } else {
      dry++;
    }
    if (!oldest.asked && !oldest.ended() && oldest.polled.size() <= few) {
      consumer.resume(List.of(oldest.name));
      oldest.asked = true;
      asked.add(oldest);
    }
    return record;
  }

  /** Has something at hand: by time of each partition that has not come to its end. */
  private void fill() {
    long movedAtNs = System.nanoTime();
    while (dry > 0 && (byTime || atHand.isEmpty())) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      boolean moved = false;
      for (Part part : asked) {
        boolean wasDry = part.polled.isEmpty();
        for (ConsumerRecord<byte[], byte[]> record : polled.records(part.name)) {
          if (record.offset() < part.end) {
            part.polled.add(record);
          }
        }
        // What was compacted away or aborted comes as no record: the position passes it.
        long position = consumer.position(part.name);
        moved |= position != part.position;
        part.position = position;
        if (wasDry) {
          fill(part);
        }
      }
      asked.removeIf(this::hasEnough);
      if (moved) {
        movedAtNs = System.nanoTime();
      } else if (System.nanoTime() - movedAtNs > silenceMax.toNanos()) {
        throw new TimeoutException("nothing came for " + silenceMax.toSeconds() + " s");
      }
    }
  }

  private void fill(Part part) {
    if (!part.polled.isEmpty()) {
      atHand.add(part);
      dry--;
    } else if (part.ended()) {
      passed += part.passTo(part.end);
      dry--;
    }
  }

  private boolean hasEnough(Part part) {
    if (part.polled.size() <= few && !part.ended()) {
      return false;
    }
    consumer.pause(List.of(part.name));
    part.asked = false;
    return true;
  }

  /** How much of it has been read, from 0 to 1. */
  public double progress() {
    return wanted == 0 ? 1 : Math.min(1, (double) passed / wanted);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

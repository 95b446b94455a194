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
 * What stands on a topic from some time on to its end as it was at the opening, record by record.
 * No group is joined and nothing is committed. Thread-confined.
 *
 * <p>Each partition comes in its order, and of several the one whose next record is the oldest: who
 * is seen when, beside whom, is what campaigns are found by. So a partition is asked for more only
 * when nothing of it is at hand.
 */
public final class RecordedTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Part> parts;
  private final Duration silenceMax;
  private final long wanted;
  private long heard;

  /** A partition, and what of it is at hand. */
  private static final class Part {
    private final TopicPartition name;
    private final long end;
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private boolean done;

    Part(TopicPartition name, long end) {
      this.name = name;
      this.end = end;
    }

    boolean awaited() {
      return polled.isEmpty() && !done;
    }
  }

  private RecordedTopic(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Duration silenceMax) {
    this.consumer = consumer;
    this.silenceMax = silenceMax;
    this.parts =
        ends.entrySet().stream()
            .map(end -> new Part(end.getKey(), end.getValue()))
            .sorted(Comparator.comparingInt(part -> part.name.partition()))
            .toList();
    long sum = 0;
    for (Part part : parts) {
      sum += Math.max(0, part.end - consumer.position(part.name));
    }
    this.wanted = sum;
  }

  /**
   * Opens a topic.
   *
   * @param from the first record is the first that the broker has from then on; null for all
   * @throws org.apache.kafka.common.KafkaException when there is no such topic or no answer
   */
  public static RecordedTopic open(
      KafkaAccess kafka, String topic, String clientId, @Nullable Instant from) {
    KafkaConsumer<byte[], byte[]> consumer = kafka.consumerToEnd(clientId);
    try {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic);
      }
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : found) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      if (from == null) {
        consumer.seekToBeginning(partitions);
      } else {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        consumer
            .offsetsForTimes(times)
            .forEach((partition, at) -> seek(consumer, partition, at, ends));
      }
      return new RecordedTopic(consumer, new HashMap<>(ends), kafka.silenceMax());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private static void seek(
      KafkaConsumer<byte[], byte[]> consumer,
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
    Part oldest = null;
    for (Part part : parts) {
      if (part.awaited()) {
        fill();
      }
      ConsumerRecord<byte[], byte[]> head = part.polled.peek();
      if (head != null
          && (oldest == null || head.timestamp() < oldest.polled.element().timestamp())) {
        oldest = part;
      }
    }
    if (oldest == null) {
      return null;
    }
    heard++;
    return oldest.polled.poll();
  }

  /** Has something of each partition at hand that has not come to its end. */
  private void fill() {
    long heardAtNs = System.nanoTime();
    List<Part> awaited = awaited();
    while (!awaited.isEmpty()) {
      consumer.pause(consumer.assignment());
      consumer.resume(awaited.stream().map(part -> part.name).toList());
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
      for (Part part : awaited) {
        for (ConsumerRecord<byte[], byte[]> record : polled.records(part.name)) {
          heardAtNs = System.nanoTime();
          if (record.offset() < part.end) {
            part.polled.add(record);
          }
        }
      }
      if (System.nanoTime() - heardAtNs > silenceMax.toNanos()) {
        throw new TimeoutException("nothing came for " + silenceMax.toSeconds() + " s");
      }
      awaited = awaited();
    }
  }

  private List<Part> awaited() {
    List<Part> awaited = new ArrayList<>();
    for (Part part : parts) {
      if (part.awaited()) {
        part.done = consumer.position(part.name) >= part.end;
      }
      if (part.awaited()) {
        awaited.add(part);
      }
    }
    return awaited;
  }

  /** How much of it has been read, from 0 to 1. */
  public double progress() {
    return wanted == 0 ? 1 : Math.min(1, (double) heard / wanted);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

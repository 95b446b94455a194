package io.stillwatch.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 * <p>Each partition comes in its order; between partitions there is none.
 */
public final class RecordedTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
  private final long wanted;
  private long heard;
  private long heardAtNs = System.nanoTime();

  private RecordedTopic(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    this.consumer = consumer;
    this.ends = ends;
    this.wanted = missing();
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
      return new RecordedTopic(consumer, new HashMap<>(ends));
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
    while (polled.isEmpty() && missing() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        heardAtNs = System.nanoTime();
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          polled.add(record);
        }
      }
      if (System.nanoTime() - heardAtNs > JobsLimits.TOPIC_READ_TIMEOUT.toNanos()) {
        throw new TimeoutException("nothing came for " + JobsLimits.TOPIC_READ_TIMEOUT);
      }
    }
    ConsumerRecord<byte[], byte[]> record = polled.poll();
    heard += record == null ? 0 : 1;
    return record;
  }

  /** Records that are still to come; an upper bound where the topic is compacted. */
  private long missing() {
    long sum = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      sum += Math.max(0, end.getValue() - consumer.position(end.getKey()));
    }
    return sum;
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

package io.stillwatch.cli;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.KafkaSchemaResolver;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the control topic row by row with each row's own timestamp, as any Kafka client can.
 * Thread-confined.
 *
 * <p>Rows that only clean up (tombstones) are passed over. Nothing is committed and no group is
 * joined.
 */
public final class ControlTopicTail implements AutoCloseable {

  /** Who hears of the rows. */
  public interface Listener {

    void row(EnforcementAction action, long recordTimeMs);

    /** A record that is no row, and why. */
    void unreadable(int partition, long offset, String why);
  }

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaSchemaResolver schemas;
  private final RecordCodec<EnforcementAction> codec;

  private ControlTopicTail(KafkaConsumer<byte[], byte[]> consumer, KafkaSchemaResolver schemas) {
    this.consumer = consumer;
    this.schemas = schemas;
    this.codec = RecordCodec.of(EnforcementAction.class, schemas);
  }

  /**
   * Starts at the beginning or at the present end.
   *
   * @throws WrongUse when there is no such topic
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
   */
  public static ControlTopicTail open(KafkaAccess kafka, Topics topics, boolean fromBeginning) {
    KafkaConsumer<byte[], byte[]> consumer = kafka.consumer("stillwatch-watch");
    try {
      List<PartitionInfo> found = consumer.partitionsFor(topics.actions());
      if (found == null || found.isEmpty()) {
        throw TopicTrouble.none(topics.actions(), kafka);
      }
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo partition : found) {
        partitions.add(new TopicPartition(partition.topic(), partition.partition()));
      }
      consumer.assign(partitions);
      if (fromBeginning) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
      }
      // Seeking is lazy; what comes before the first poll must not be missed.
      partitions.forEach(consumer::position);
      return new ControlTopicTail(
          consumer, new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open());
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** Waits so long for rows and hands on those that have come. */
  public void poll(Duration timeout, Listener listener) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      byte[] bytes = record.value();
      if (bytes == null) {
        continue;
      }
      try {
        listener.row(codec.decode(bytes), record.timestamp());
      } catch (IOException e) {
        listener.unreadable(record.partition(), record.offset(), Reason.of(e));
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
    schemas.close();
  }
}

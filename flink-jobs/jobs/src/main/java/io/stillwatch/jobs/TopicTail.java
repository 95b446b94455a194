package io.stillwatch.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a topic of one partition from where it last stopped to its present end. Thread-confined.
 */
final class TopicTail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;

  TopicTail(KafkaAccess kafka, String topic, String clientId) {
    this.consumer = kafka.consumerToEnd(clientId);
    this.partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /**
   * Hands on every record up to the end as it is now.
   *
   * @return the offset of the next record that will be written
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer in time
   */
  long readToEnd(Duration timeout, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long startedAt = System.nanoTime();
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition), timeout);
    long end = ends.getOrDefault(partition, 0L);
    while (consumer.position(partition, timeout) < end) {
      consumer.poll(POLL).forEach(each);
      if (System.nanoTime() - startedAt > timeout.toNanos()) {
        throw new TimeoutException(
            "topic " + partition.topic() + " was not read to its end within " + timeout);
      }
    }
    return end;
  }

  @Override
  public void close() {
    consumer.close();
  }
}

package io.stillwatch.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a topic of one partition from where it last stopped to its present end. Thread-confined.
 */
final class TopicTail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;

  TopicTail(KafkaAccess kafka, String topic, String clientId) {
    this(kafka.consumerToEnd(clientId), topic);
  }

  TopicTail(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /**
   * Hands on every record up to the end as it is now, however long all of them take.
   *
   * @param idle how long nothing may come
   * @return the offset of the next record that will be written
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer in time
   */
  long readToEnd(Duration idle, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    return readToEnd(idle, Deadline.in(Deadline.NEVER), each);
  }

  /** The same; all of it is over by then. */
  long readToEnd(Duration idle, Deadline deadline, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition), deadline.left(idle));
    long end = ends.getOrDefault(partition, 0L);
    long position = consumer.position(partition, deadline.left(idle));
    long cameAtNs = System.nanoTime();
    while (position < end) {
      consumer.poll(POLL).forEach(each);
      long next = consumer.position(partition, deadline.left(idle));
      if (next > position) {
        position = next;
        cameAtNs = System.nanoTime();
      } else if (System.nanoTime() - cameAtNs > idle.toNanos()) {
        throw notRead("nothing came for " + idle, position, end);
      }
      if (position < end && deadline.left().isZero()) {
        throw notRead("it took longer than " + deadline.within(), position, end);
      }
    }
    return end;
  }

  private TimeoutException notRead(String why, long position, long end) {
    return new TimeoutException(
        "topic "
            + partition.topic()
            + " was not read to its end: "
            + why
            + " at offset "
            + position
            + " of "
            + end);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

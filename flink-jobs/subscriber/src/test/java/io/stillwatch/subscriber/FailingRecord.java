package io.stillwatch.subscriber;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record for which there is too little memory so many times. */
final class FailingRecord extends ConsumerRecord<byte[], byte[]> {

  private final Runnable before;
  private int failures;

  FailingRecord(
      TopicPartition partition, long offset, byte[] value, Runnable before, int failures) {
    super(partition.topic(), partition.partition(), offset, new byte[0], value);
    this.before = before;
    this.failures = failures;
  }

  @Override
  public byte[] value() {
    if (failures > 0) {
      failures--;
      before.run();
      throw new OutOfMemoryError("a test's");
    }
    return super.value();
  }
}

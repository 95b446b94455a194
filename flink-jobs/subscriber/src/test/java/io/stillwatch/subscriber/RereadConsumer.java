package io.stillwatch.subscriber;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/** A consumer that gives records again when it is set back, as a broker does. */
final class RereadConsumer extends MockConsumer<byte[], byte[]> {

  private final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();

  RereadConsumer() {
    super("earliest");
  }

  @Override
  public synchronized void addRecord(ConsumerRecord<byte[], byte[]> record) {
    super.addRecord(record);
    all.add(record);
  }

  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    super.seek(partition, offset);
    giveAgain(partition, offset);
  }

  @Override
  public synchronized void seekToBeginning(Collection<TopicPartition> partitions) {
    super.seekToBeginning(partitions);
    partitions.forEach(partition -> giveAgain(partition, 0));
  }

  private void giveAgain(TopicPartition partition, long offset) {
    for (ConsumerRecord<byte[], byte[]> record : List.copyOf(all)) {
      boolean here =
          record.topic().equals(partition.topic()) && record.partition() == partition.partition();
      if (here && record.offset() >= offset) {
        super.addRecord(record);
      }
    }
  }
}

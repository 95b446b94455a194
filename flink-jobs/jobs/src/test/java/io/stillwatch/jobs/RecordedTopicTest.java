package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedTopicTest {

  private static final long START_MS = 1_750_000_000_000L;

  @Test
  void partitionsComeInTheOrderOfTimeHoweverUnevenTheyAre() throws Exception {
    String topic = "recorded-" + System.nanoTime();
    SharedBroker.create(topic, 5);
    int records = 6_000;
    List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < records; i++) {
      // Most in the first, few in the last but one, and in the last none.
      int partition = Math.min(3, Integer.numberOfTrailingZeros(random.nextInt() | 8));
      byte[] number = ByteBuffer.allocate(4).putInt(i).array();
      written.add(new ProducerRecord<>(topic, partition, START_MS + i, number, number));
    }
    TopicWriter.write(
        KafkaAccess.to(SharedBroker.bootstrap()),
        "test",
        topic,
        written,
        Deadline.in(Duration.ofSeconds(40)));
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      all.add(i);
    }
    assertEquals(all, read(topic, null));
    assertEquals(all.subList(2_500, records), read(topic, Instant.ofEpochMilli(START_MS + 2_500)));
    assertEquals(List.of(), read(topic, Instant.ofEpochMilli(START_MS + records)));
  }

  private static List<Integer> read(String topic, @Nullable Instant from) {
    List<Integer> read = new ArrayList<>();
    try (RecordedTopic recorded =
        RecordedTopic.open(KafkaAccess.to(SharedBroker.bootstrap()), topic, "test", from)) {
      for (ConsumerRecord<byte[], byte[]> record = recorded.next();
          record != null;
          record = recorded.next()) {
        assertTrue(recorded.progress() <= 1);
        read.add(ByteBuffer.wrap(record.value()).getInt());
      }
      assertEquals(1, recorded.progress());
    }
    return read;
  }
}

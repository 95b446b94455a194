package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordedTopicTest {

  private static final long START_MS = 1_750_000_000_000L;
  private static final Duration SILENCE_MAX = Duration.ofMillis(300);
  private static final TopicPartition FIRST = new TopicPartition("recorded", 0);
  private static final TopicPartition OTHER = new TopicPartition("recorded", 1);

  private MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

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
    write(topic, written);
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      all.add(i);
    }
    assertEquals(all, read(topic, null));
    assertEquals(all.subList(2_500, records), read(topic, Instant.ofEpochMilli(START_MS + 2_500)));
    assertEquals(List.of(), read(topic, Instant.ofEpochMilli(START_MS + records)));
  }

  @Test
  void aPartitionThatIsFarBehindAnotherAtItsEndComesFirst() throws Exception {
    String topic = "recorded-" + System.nanoTime();
    int partitions = 40; // more than are fetched as one or two are
    SharedBroker.create(topic, partitions);
    int records = 3_000;
    List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      int partition = i < records - 20 ? 7 : 31;
      byte[] number = ByteBuffer.allocate(4).putInt(i).array();
      written.add(new ProducerRecord<>(topic, partition, START_MS + i, number, number));
      all.add(i);
    }
    write(topic, written);
    assertEquals(all, read(topic, null));
    List<Integer> inAnyOrder = new ArrayList<>();
    try (RecordedTopic recorded = RecordedTopic.open(kafka(), topic, "test", null)) {
      for (ConsumerRecord<byte[], byte[]> record = recorded.next();
          record != null;
          record = recorded.next()) {
        inAnyOrder.add(ByteBuffer.wrap(record.value()).getInt());
      }
    }
    Collections.sort(inAnyOrder);
    assertEquals(all, inAnyOrder);
  }

  @Test
  void onlyWhereTheOrderIsAskedForIsAPartitionWaitedForThatHasNothingYet() {
    try (RecordedTopic recorded = mocked(Map.of(FIRST, 1L, OTHER, 1L), false)) {
      consumer.addRecord(record(FIRST, 0));
      assertEquals(START_MS, next(recorded).timestamp());
      assertThrows(TimeoutException.class, recorded::next);
    }
    consumer = new MockConsumer<>("earliest");
    try (RecordedTopic recorded = mocked(Map.of(FIRST, 1L, OTHER, 1L), true)) {
      consumer.addRecord(record(FIRST, 0));
      assertThrows(TimeoutException.class, recorded::next);
    }
  }

  @Test
  void offsetsWithoutRecordsAreHeardOfAndCountAsRead() {
    long end = 8;
    try (RecordedTopic recorded = mocked(Map.of(FIRST, end), true)) {
      consumer.addRecord(record(FIRST, 2)); // what was before it is compacted away
      assertEquals(2, next(recorded).offset());
      assertEquals(3.0 / end, recorded.progress());
      for (long offset = 4; offset <= end; offset++) {
        long passed = offset; // and what is after it was aborted, and takes its time
        consumer.schedulePollTask(
            () -> {
              pause();
              consumer.seek(FIRST, passed);
            });
      }
      assertNull(recorded.next());
      assertEquals(1, recorded.progress());
    }
  }

  @Test
  void manyPartitionsShareWhatIsFetched() {
    assertEquals(1 << 20, JobsLimits.recordedBytesMax(1));
    assertEquals(1 << 20, JobsLimits.recordedBytesMax(32));
    assertEquals(512, JobsLimits.recordedRecordsMax(32));
    assertEquals(512 << 10, JobsLimits.recordedBytesMax(64));
    assertEquals(64 << 10, JobsLimits.recordedBytesMax(512));
    assertEquals(64 << 10, JobsLimits.recordedBytesMax(10_000));
    assertEquals(32, JobsLimits.recordedRecordsMax(10_000));
  }

  private RecordedTopic mocked(Map<TopicPartition, Long> ends, boolean byTime) {
    consumer.assign(ends.keySet());
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, OTHER, 0L));
    consumer.seekToBeginning(ends.keySet());
    return new RecordedTopic(consumer, ends, SILENCE_MAX, byTime);
  }

  private static ConsumerRecord<byte[], byte[]> next(RecordedTopic recorded) {
    return Objects.requireNonNull(recorded.next());
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        START_MS,
        TimestampType.CREATE_TIME,
        1,
        1,
        new byte[1],
        new byte[1],
        new RecordHeaders(),
        Optional.empty());
  }

  private static void pause() {
    try {
      Thread.sleep(SILENCE_MAX.toMillis() / 3);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static KafkaAccess kafka() {
    return KafkaAccess.to(SharedBroker.bootstrap());
  }

  private static void write(String topic, List<ProducerRecord<byte[], byte[]>> written)
      throws Exception {
    TopicWriter.write(kafka(), "test", topic, written, Deadline.in(Duration.ofSeconds(40)));
  }

  private static List<Integer> read(String topic, @Nullable Instant from) {
    List<Integer> read = new ArrayList<>();
    try (RecordedTopic recorded = RecordedTopic.openByTime(kafka(), List.of(topic), "test", from)) {
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

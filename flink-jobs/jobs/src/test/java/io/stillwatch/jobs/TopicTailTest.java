package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** A topic is waited for as long as something comes. */
class TopicTailTest {

  private static final TopicPartition PARTITION = new TopicPartition("words", 0);
  private static final Duration IDLE = Duration.ofMillis(300);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<Long> read = new ArrayList<>();

  @Test
  void aTopicThatTakesLongIsReadToItsEnd() {
    try (TopicTail tail = tail(8)) {
      for (long offset = 0; offset < 8; offset++) {
        comes(offset);
      }
      assertEquals(
          8,
          tail.readToEnd(
              IDLE,
              record -> {
                read.add(record.offset());
                pause();
              }));
    }
    assertEquals(8, read.size());
  }

  @Test
  void aTopicOfWhichNothingMoreComesIsGivenUp() {
    try (TopicTail tail = tail(8)) {
      comes(0);
      TimeoutException e =
          assertThrows(TimeoutException.class, () -> tail.readToEnd(IDLE, record -> read.add(1L)));
      assertEquals(
          "topic words was not read to its end: nothing came for PT0.3S at offset 1 of 8",
          e.getMessage());
    }
  }

  @Test
  void whoHasMoreToDoGivesATopicUpThoughMoreComes() {
    try (TopicTail tail = tail(8)) {
      for (long offset = 0; offset < 8; offset++) {
        comes(offset);
      }
      TimeoutException e =
          assertThrows(
              TimeoutException.class,
              () -> tail.readToEnd(IDLE, Deadline.in(IDLE), record -> pause()));
      assertTrue(e.getMessage().contains("it took longer than PT0.3S"), e.getMessage());
    }
  }

  private TopicTail tail(long end) {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return new TopicTail(consumer, PARTITION.topic());
  }

  private void comes(long offset) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[1], new byte[1])));
  }

  private static void pause() {
    try {
      Thread.sleep(IDLE.toMillis() / 3);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

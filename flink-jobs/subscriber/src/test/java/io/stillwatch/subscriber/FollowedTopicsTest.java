package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read again after a failure, and what is not. */
final class FollowedTopicsTest {

  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final TopicPartition P1 = new TopicPartition("t", 1);

  private final AtomicLong seconds = new AtomicLong();
  private final RereadConsumer consumer = new RereadConsumer();
  private final FollowedTopics followed =
      new FollowedTopics(
          consumer, List.of("t"), () -> TimeUnit.SECONDS.toNanos(seconds.incrementAndGet()));
  private final List<String> taken = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private final FollowedTopics.Into into =
      new FollowedTopics.Into() {
        @Override
        public void take(ConsumerRecord<byte[], byte[]> record) {
          byte[] unused = record.value();
          taken.add(record.partition() + "/" + record.offset());
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable why) {
          givenUp.add(record.partition() + "/" + record.offset());
        }
      };

  @BeforeEach
  void assign() {
    Node node = new Node(0, "localhost", 9092);
    List<PartitionInfo> partitions = new ArrayList<>();
    for (TopicPartition partition : List.of(P0, P1)) {
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, 0L));
      partitions.add(
          new PartitionInfo(
              "t", partition.partition(), node, new Node[] {node}, new Node[] {node}));
    }
    consumer.updatePartitions("t", partitions);
    followed.assignNew(new Telling(ControlTopicListener.SILENT));
  }

  private void put(TopicPartition partition, long offset, int failures) {
    consumer.addRecord(new FailingRecord(partition, offset, new byte[0], () -> {}, failures));
  }

  @Test
  void afterAFailureEverythingIsReadThatWasNotTaken() {
    put(P0, 0, 0);
    put(P1, 0, 1);
    put(P0, 1, 2);
    put(P0, 2, 0);
    put(P1, 1, 0);
    for (int failure = 0; failure < 3; failure++) {
      assertThrows(OutOfMemoryError.class, () -> followed.read(into));
    }
    followed.read(into);
    assertEquals(List.of("0/0", "0/1", "0/2", "1/0", "1/1"), taken.stream().sorted().toList());
    followed.read(into);
    assertEquals(5, taken.size(), "nothing is read twice");
    assertEquals(List.of(), givenUp);
  }

  @Test
  void aRecordThatIsFailedAtEachTimeIsGivenUpAndTheOthersGoOn() {
    put(P0, 0, Integer.MAX_VALUE);
    put(P0, 1, SubscriberLimits.TRIES_MAX - 1);
    for (int failure = 1; failure < SubscriberLimits.TRIES_MAX; failure++) {
      assertThrows(OutOfMemoryError.class, () -> followed.read(into));
    }
    assertEquals(List.of(), givenUp);
    assertThrows(OutOfMemoryError.class, () -> followed.read(into)); // the next one's first
    assertEquals(List.of("0/0"), givenUp);
    for (int failure = 2; failure < SubscriberLimits.TRIES_MAX; failure++) {
      assertThrows(OutOfMemoryError.class, () -> followed.read(into));
    }
    followed.read(into);
    assertEquals(List.of("0/1"), taken);
    assertEquals(List.of("0/0"), givenUp);
  }

  /** After a power cut of the broker, or when the topic was made anew. */
  @Test
  void anEndThatIsGoneIsNotWaitedFor() {
    consumer.updateEndOffsets(Map.of(P0, 10L));
    put(P0, 0, 0);
    followed.read(into);
    Instant asked = Instant.ofEpochSecond(100);
    assertNull(followed.probe(() -> asked));
    consumer.updateEndOffsets(Map.of(P0, 1L));
    Long freshAsOfMs = null;
    for (int second = 0; second < 10 && freshAsOfMs == null; second++) {
      followed.read(into);
      freshAsOfMs = followed.probe(() -> asked.plusSeconds(60));
    }
    assertEquals(asked.toEpochMilli(), freshAsOfMs, "as of the question");
  }

  @Test
  void anEndThatMovesOnWhileItIsReadTowardsIsReachedAllTheSame() {
    consumer.updateEndOffsets(Map.of(P0, 2L));
    Instant asked = Instant.ofEpochSecond(100);
    assertNull(followed.probe(() -> asked));
    for (int second = 0; second < 10; second++) {
      consumer.updateEndOffsets(Map.of(P0, 1_000L));
      assertNull(followed.probe(() -> asked));
    }
    put(P0, 0, 0);
    put(P0, 1, 0);
    followed.read(into);
    assertEquals(asked.toEpochMilli(), followed.probe(() -> asked.plusSeconds(50)));
  }
}

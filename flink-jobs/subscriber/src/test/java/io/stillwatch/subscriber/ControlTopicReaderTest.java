package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SingleObject;
import io.stillwatch.schemas.SubjectKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class ControlTopicReaderTest {

  private static final String TOPIC = "enforcement.actions";
  private static final SubscriberTopics TOPICS = SubscriberTopics.withPrefix("");
  private static final TopicPartition FEEDBACK = new TopicPartition(TOPICS.feedback(), 0);
  private static final TopicPartition SCHEMAS = new TopicPartition(TOPICS.schemas(), 0);
  private static final Schema TOMORROW =
      new Schema.Parser()
          .parse(
              EnforcementAction.getClassSchema()
                  .toString()
                  .replaceFirst(
                      "\"fields\":\\[",
                      "\"fields\":[{\"name\":\"of_tomorrow\",\"type\":[\"null\",\"string\"],\"default\":null},"));
  private static final TopicPartition P0 = new TopicPartition(TOPIC, 0);
  private static final TopicPartition P1 = new TopicPartition(TOPIC, 1);
  private static final long NOW = 5_000;

  private final RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
  private final RereadConsumer consumer = new RereadConsumer();
  private final ActionsInForce actions = new ActionsInForce();
  private final AtomicLong nowMs = new AtomicLong(NOW);
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
  private final AtomicLong setBackMs = new AtomicLong();
  private final LongSupplier nanos =
      () -> TimeUnit.MILLISECONDS.toNanos(nowMs.get() + setBackMs.get());
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ControlTopicListener listener =
      new ControlTopicListener() {
        @Override
        public void row(EnforcementAction action, boolean changed) {
          heard.add(action.getSubjectId() + " " + action.getRevision() + " " + changed);
        }

        @Override
        public void waiting(String topic, int partition, long offset, String why) {
          heard.add("waiting " + partition + "/" + offset + " " + why);
        }

        @Override
        public void undecodable(String topic, int partition, long offset, String why) {
          heard.add("undecodable " + partition + "/" + offset);
        }

        @Override
        public void feedback(Feedback feedback, boolean changed) {
          heard.add(feedback.getKind() + " " + changed);
        }

        @Override
        public void stale(Staleness staleness) {
          heard.add("stale");
        }

        @Override
        public void fresh(Staleness staleness) {
          heard.add("fresh");
        }

        @Override
        public void trouble(Exception failure) {
          heard.add("trouble " + failure.getMessage());
        }
      };

  private volatile @Nullable ControlTopicReader running;

  @AfterEach
  void close() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void itReadsAllPartitionsFromTheBeginningAndSaysWhenItHasCaughtUp() throws Exception {
    topic(P0, P1);
    consumer.updateEndOffsets(Map.of(P0, 2L, P1, 1L));
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    consumer.schedulePollTask(() -> put(P1, 0, row("b", 1)));
    AtomicBoolean beforeTheLast = new AtomicBoolean(true);
    consumer.schedulePollTask(
        () -> {
          beforeTheLast.set(reader().caughtUp().isDone());
          put(P0, 1, row("c", 1));
        });
    start(listener);

    reader().caughtUp().get(60, TimeUnit.SECONDS);
    assertFalse(beforeTheLast.get());
    assertEquals(3, actions.inForce(NOW).size());
    assertEquals(3, reader().rows());
  }

  @Test
  void anEmptyTopicIsCaughtUpWithAtOnce() throws Exception {
    topic(P0);
    start(listener);
    reader().caughtUp().get(60, TimeUnit.SECONDS);
  }

  @Test
  void duplicatesAndOldRowsAreToldApartFromNews() {
    topic(P0);
    consumer.schedulePollTask(
        () -> {
          put(P0, 0, row("a", 2));
          put(P0, 1, row("a", 2));
          put(P0, 2, row("a", 1));
        });
    start(listener);
    await(() -> heard.size() == 3);
    assertEquals(List.of("a 2 true", "a 2 false", "a 1 false"), heard);
  }

  @Test
  void aRecordThatIsNoRowIsCountedAndToldAndReadingGoesOn() {
    topic(P0);
    byte[] cut = row("x", 1);
    consumer.schedulePollTask(
        () -> {
          put(P0, 0, new byte[0]);
          put(P0, 1, "{\"json\": 1}".getBytes(StandardCharsets.UTF_8));
          put(P0, 2, Arrays.copyOf(cut, cut.length - 1));
          put(P0, 3, row("a", 1));
        });
    start(listener);
    await(() -> heard.size() == 4);
    assertEquals(
        List.of("undecodable 0/0", "undecodable 0/1", "undecodable 0/2", "a 1 true"), heard);
    assertEquals(3, reader().undecodable());
    await(() -> reader().rows() == 1); // counted after it was told
  }

  @Test
  void aRowOfAnUnknownSchemaWaitsUntilTheSchemaIsKnown() {
    topic(P0);
    consumer.schedulePollTask(() -> put(P0, 0, ofTomorrow(row("a", 1))));
    start(listener);
    await(() -> reader().waiting() == 1);
    assertTrue(heard.get(0).startsWith("waiting 0/0 unknown schema fingerprint "), heard.get(0));
    assertEquals(0, reader().undecodable());

    consumer.schedulePollTask(
        () -> put(SCHEMAS, 0, TOMORROW.toString().getBytes(StandardCharsets.UTF_8)));
    await(() -> reader().waiting() == 0);
    assertEquals("a 1 true", heard.get(heard.size() - 1));
    assertEquals(1, actions.inForce(NOW).size());
  }

  @Test
  void ofRowsThatWaitTheOldestIsGivenUpAtTheLimit() {
    Intake intake = new Intake(TOPICS, actions, new Telling(ControlTopicListener.SILENT), nanos);
    byte[] row = ofTomorrow(row("a", 1));
    for (int i = 0; i < SubscriberLimits.KEPT_BACK_MAX - 1; i++) {
      intake.take(new ConsumerRecord<>(TOPIC, 0, i, new byte[0], row), NOW);
    }
    for (int over = 0; over <= 2; over++) {
      assertEquals(
          Math.min(SubscriberLimits.KEPT_BACK_MAX, SubscriberLimits.KEPT_BACK_MAX - 1 + over),
          intake.waiting());
      assertEquals(Math.max(0, over - 1), intake.undecodable());
      intake.take(new ConsumerRecord<>(TOPIC, 0, over, new byte[0], row), NOW);
    }
  }

  @Test
  void whatWaitsTakesNoMoreMemoryThanTheLimit() {
    Intake intake = new Intake(TOPICS, actions, new Telling(ControlTopicListener.SILENT), nanos);
    byte[] row = Arrays.copyOf(ofTomorrow(row("a", 1)), 1 << 20);
    int fit = SubscriberLimits.KEPT_BACK_BYTES_MAX / row.length;
    for (int i = 0; i < fit + 3; i++) {
      intake.take(new ConsumerRecord<>(TOPIC, 0, i, new byte[0], row), NOW);
    }
    assertEquals(fit, intake.waiting());
    assertEquals(3, intake.undecodable());
  }

  @Test
  void schemasOfRecordsThatAreNotReadHereTakeNoRoom() {
    SchemaShelf shelf = new SchemaShelf();
    String of = TOMORROW.toString();
    for (int i = 0; i < 300; i++) {
      assertFalse(shelf.take(schema(of.replaceFirst("EnforcementAction", "Event" + i))));
    }
    assertTrue(shelf.take(schema(of)));
    assertFalse(shelf.take(schema(of)), "it is no news");
    assertEquals(TOMORROW, shelf.find(Fingerprint.of(TOMORROW)));
    int taken = 0;
    while (taken < 300
        && shelf.take(schema(of.replace("of_tomorrow", "x".repeat(100 << 10) + taken)))) {
      taken++;
    }
    assertTrue(taken < 21, "a flood takes no more than the limit: " + taken);
  }

  private static ConsumerRecord<byte[], byte[]> schema(String json) {
    return new ConsumerRecord<>(
        TOPICS.schemas(), 0, 0, new byte[0], json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTombstoneDoesNotEndWhatHolds() {
    topic(P0);
    consumer.schedulePollTask(
        () -> {
          put(P0, 0, row("a", 1));
          consumer.addRecord(
              new ConsumerRecord<>(
                  TOPIC, 0, 1, "default|ACCOUNT|a|SUSPEND".getBytes(StandardCharsets.UTF_8), null));
          consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 2, null, null));
          put(P0, 3, row("b", 1));
        });
    start(listener);
    await(() -> heard.size() == 2);
    assertEquals(2, actions.inForce(NOW).size());
  }

  @Test
  void whatKafkaFailsAtIsToldAndTriedAgain() {
    topic(P0);
    consumer.setPollException(new KafkaException("not today"));
    consumer.schedulePollTask(() -> {});
    start(listener);
    await(() -> heard.contains("trouble not today"));
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    await(() -> heard.contains("a 1 true"));
  }

  @Test
  void anErrorIsToldAndDoesNotStopTheReader() {
    topic(P0);
    consumer.schedulePollTask(
        () -> {
          throw new StackOverflowError("deep");
        });
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    start(listener);
    await(() -> heard.contains("a 1 true"));
    assertTrue(heard.contains("trouble java.lang.StackOverflowError: deep"), heard.toString());
    assertFalse(reader().ended().isDone());
    reader().close();
    assertTrue(reader().ended().isDone());
  }

  @Test
  void anErrorInTheMidstOfABatchLosesNothingAndTheTableIsNotWholeBefore() throws Exception {
    topic(P0);
    consumer.updateEndOffsets(Map.of(P0, 3L));
    AtomicBoolean early = new AtomicBoolean();
    consumer.schedulePollTask(
        () -> {
          put(P0, 0, row("a", 1));
          consumer.addRecord(
              new FailingRecord(
                  P0, 1, row("b", 1), () -> early.set(reader().caughtUp().isDone()), 1));
          put(P0, 2, row("c", 1));
        });
    start(listener);
    reader().caughtUp().get(10, TimeUnit.SECONDS);
    assertFalse(early.get());
    assertEquals(
        List.of("a 1 true", "trouble java.lang.OutOfMemoryError: a test's", "b 1 true", "c 1 true"),
        heard);
    assertEquals(0, reader().undecodable());
  }

  @Test
  void aTopicThatDoesNotExistYetIsWaitedFor() throws Exception {
    start(listener);
    await(() -> heard.size() >= 3);
    assertTrue(heard.get(2).contains("'enforcement.actions' does not exist"), heard.get(2));
    assertFalse(reader().caughtUp().isDone());
    topic(P0);
    nowMs.addAndGet(SubscriberLimits.RETRY_EVERY.toMillis());
    reader().caughtUp().get(60, TimeUnit.SECONDS);
  }

  @Test
  void partitionsThatAreAddedLaterAreRead() throws Exception {
    topic(P0);
    start(listener);
    reader().caughtUp().get(60, TimeUnit.SECONDS);
    topic(P0, P1);
    nowMs.addAndGet(SubscriberLimits.SWEEP_EVERY.toMillis());
    await(() -> consumer.assignment().contains(P1));
    consumer.schedulePollTask(() -> put(P1, 0, row("b", 1)));
    await(() -> heard.contains("b 1 true"));
  }

  @Test
  void whatHasEndedIsForgottenByAndBy() {
    topic(P0);
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    start(listener);
    await(() -> actions.subjects() == 1);
    nowMs.addAndGet(TimeUnit.HOURS.toMillis(2));
    await(() -> actions.subjects() == 0);
  }

  @Test
  void aClockThatIsAheadForAWhileMakesItForgetNothing() {
    topic(P0);
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    start(listener);
    await(() -> actions.subjects() == 1);
    topic(P0, P1);
    long aheadMs = TimeUnit.DAYS.toMillis(2);
    setBackMs.addAndGet(-aheadMs);
    nowMs.addAndGet(aheadMs + SubscriberLimits.SWEEP_EVERY.toMillis());
    await(() -> consumer.assignment().contains(P1)); // after it has forgotten what it would
    assertEquals(1, actions.inForce(NOW).size());
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheReader() {
    topic(P0);
    consumer.schedulePollTask(
        () -> {
          put(P0, 0, row("a", 1));
          put(P0, 1, new byte[3]);
          put(P0, 2, row("b", 1));
        });
    start(
        new ControlTopicListener() {
          @Override
          public void row(EnforcementAction action, boolean changed) {
            throw new IllegalStateException("row");
          }

          @Override
          public void undecodable(String topic, int partition, long offset, String why) {
            throw new IllegalStateException("undecodable");
          }

          @Override
          public void trouble(Exception failure) {
            heard.add(String.valueOf(failure.getMessage()));
            throw new IllegalStateException("trouble");
          }
        });
    await(() -> heard.size() == 3);
    assertEquals(List.of("row", "undecodable", "row"), heard);
    assertEquals(2, actions.inForce(NOW).size());
  }

  @Test
  void closingEndsTheThreadAndCancelsTheWaitAndKeepsTheTable() {
    topic(P0);
    consumer.updateEndOffsets(Map.of(P0, 10L));
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    start(listener);
    await(() -> heard.size() == 1);
    reader().close();
    assertTrue(consumer.closed());
    CompletionException failure =
        assertThrows(CompletionException.class, () -> reader().caughtUp().join());
    assertTrue(failure.getCause() instanceof CancellationException);
    assertEquals(1, actions.inForce(NOW).size());
    reader().close();
  }

  @Test
  void aFreezeHoldsBackWhatIsInForceAndItsEndLetsItBindAgain() {
    topic(P0);
    consumer.schedulePollTask(
        () -> {
          put(P0, 0, row("a", 1));
          put(FEEDBACK, 0, freeze(FeedbackKind.FREEZE));
        });
    start(listener);
    await(() -> heard.contains("FREEZE true"));
    assertTrue(actions.frozen("default"));
    assertEquals(Decision.NOTHING, actions.decide("default", "a", null, null, NOW));
    consumer.schedulePollTask(() -> put(FEEDBACK, 1, freeze(FeedbackKind.RESUME)));
    await(() -> heard.contains("RESUME true"));
    assertTrue(actions.decide("default", "a", null, null, NOW).suspended());
  }

  @Test
  void aTopicThatCannotBeHadDoesNotKeepTheControlTopicFromBeingRead() {
    exists(TOPIC, P0);
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    start(listener);
    await(() -> actions.inForce(NOW).size() == 1);
    assertFalse(reader().caughtUp().isDone());
  }

  @Test
  void theTableIsStaleWhenTheBrokerDoesNotAnswerAndFreshWhenItDoesAgain() throws Exception {
    topic(P0);
    start(listener);
    reader().caughtUp().get(60, TimeUnit.SECONDS);
    consumer.setOffsetsException(new KafkaException("gone"));
    nowMs.addAndGet(StalenessRule.standard().after().toMillis());
    await(() -> heard.contains("trouble gone"));
    assertFalse(reader().staleness().stale(), "at the limit it is not yet stale");
    nowMs.addAndGet(1);
    await(() -> heard.contains("stale"));
    assertTrue(reader().staleness().stale());
    assertEquals(60_001, reader().staleness().age().toMillis());

    nowMs.addAndGet(SubscriberLimits.PROBE_EVERY.toMillis());
    await(() -> heard.contains("fresh"));
    assertEquals(0, reader().staleness().age().toMillis());
  }

  @Test
  void aTableThatHasNotReadToTheEndsIsNotAsFreshAsTheQuestion() throws Exception {
    topic(P0);
    start(listener);
    reader().caughtUp().get(60, TimeUnit.SECONDS);
    consumer.updateEndOffsets(Map.of(P0, 1L));
    nowMs.addAndGet(SubscriberLimits.PROBE_EVERY.toMillis());
    Thread.sleep(20);
    assertEquals(1_000, reader().staleness().age().toMillis());
    consumer.schedulePollTask(() -> put(P0, 0, row("a", 1)));
    await(() -> reader().staleness().age().isZero());
    assertEquals(1L, reader().offsets().get("enforcement.actions-0"));
  }

  @Test
  void aClockThatIsSetBackMakesNothingWaitAndTheTableNoYounger() throws Exception {
    topic(P0);
    start(listener);
    reader().caughtUp().get(10, TimeUnit.SECONDS);
    consumer.setOffsetsException(new KafkaException("gone"));
    long hourMs = TimeUnit.HOURS.toMillis(1);
    nowMs.addAndGet(-hourMs);
    setBackMs.addAndGet(hourMs);
    AtomicLong steps = new AtomicLong();
    consumer.schedulePollTask(steps::incrementAndGet);
    consumer.schedulePollTask(steps::incrementAndGet);
    await(() -> steps.get() == 2); // by then it has seen the clock
    nowMs.addAndGet(StalenessRule.standard().after().toMillis());
    await(() -> heard.contains("trouble gone"));
    nowMs.addAndGet(1);
    await(() -> heard.contains("stale"));
  }

  @Test
  void wrongSettingsAreRefusedAtOnce() {
    assertThrows(
        KafkaException.class,
        () ->
            ControlTopicReader.start(
                Map.of("bootstrap.servers", "nowhere"), TOPICS, actions, clock, listener));
  }

  @Test
  void newPartitionsAreAskedTheBrokerForAsOftenAsTheyAreLookedFor() {
    String age = "metadata.max.age.ms";
    assertEquals(60_000, ControlTopicReader.settings(Map.of()).get(age));
    assertEquals("7", ControlTopicReader.settings(Map.of(age, "7")).get(age));
  }

  private void start(ControlTopicListener to) {
    running = ControlTopicReader.start(consumer, TOPICS, actions, clock, nanos, to);
  }

  /** The reader, also to its own thread, which may be faster than who starts it. */
  private ControlTopicReader reader() {
    await(() -> running != null);
    return Objects.requireNonNull(running, "start comes first");
  }

  /** The control topic with these partitions, and the two others with one each. */
  private void topic(TopicPartition... partitions) {
    exists(TOPIC, partitions);
    exists(TOPICS.feedback(), FEEDBACK);
    exists(TOPICS.schemas(), SCHEMAS);
  }

  private void exists(String topic, TopicPartition... partitions) {
    Node node = new Node(0, "localhost", 9092);
    for (TopicPartition partition : partitions) {
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, 0L));
    }
    consumer.updatePartitions(
        topic,
        Arrays.stream(partitions)
            .map(
                partition ->
                    new PartitionInfo(
                        topic, partition.partition(), node, new Node[] {node}, new Node[] {node}))
            .toList());
  }

  private void put(TopicPartition partition, long offset, byte[] value) {
    consumer.addRecord(
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[0], value));
  }

  /** A row as a release with one more field would write it. */
  private static byte[] ofTomorrow(byte[] row) {
    // The new field is the first one, and null.
    byte[] written = new byte[row.length + 1];
    System.arraycopy(
        row,
        SingleObject.BODY_OFFSET,
        written,
        SingleObject.BODY_OFFSET + 1,
        row.length - SingleObject.BODY_OFFSET);
    ByteBuffer.wrap(written)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(SingleObject.MARK_0)
        .put(SingleObject.MARK_1)
        .putLong(Fingerprint.of(TOMORROW));
    return written;
  }

  private byte[] freeze(FeedbackKind kind) {
    return RecordCodec.of(Feedback.class)
        .encode(
            Feedback.newBuilder()
                .setFeedbackId("freeze")
                .setTenant("default")
                .setScope(FeedbackScope.TENANT)
                .setSubject("default")
                .setKind(kind)
                .setWhy("a test")
                .setAuthor("ana")
                .setAt(Instant.ofEpochMilli(NOW))
                .build());
  }

  private byte[] row(String account, long revision) {
    return codec.encode(
        Rows.builder(SubjectKind.ACCOUNT, account, ActionKind.SUSPEND, revision, NOW + 60_000)
            .build());
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "not within a minute");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}

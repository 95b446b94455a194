package io.stillwatch.subscriber;

import io.stillwatch.schemas.SchemaResolver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an {@link ActionsInForce} as the control topic says, on a daemon thread of its own, until
 * it is closed.
 *
 * <p>It reads all partitions from the beginning, belongs to no group and commits nothing: every
 * subscriber has the whole table, and a restart builds it again. Partitions that are added later
 * are found. A record that cannot be read is counted, told to the listener and skipped; a failure
 * of Kafka is told and tried again for ever. Once a minute it forgets the rows whose time is over.
 */
public final class ControlTopicReader implements AutoCloseable {

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final ActionsInForce actions;
  private final InstantSource clock;
  private final RowIntake intake;
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  // The reader's thread only.
  private final Set<TopicPartition> assigned = new HashSet<>();
  private @Nullable Map<TopicPartition, Long> endsAtStart;
  private long sweptAtMs = Long.MIN_VALUE;
  private long retriedAtMs;

  private ControlTopicReader(
      Consumer<byte[], byte[]> consumer,
      String topic,
      SchemaResolver schemas,
      ActionsInForce actions,
      InstantSource clock,
      ControlTopicListener listener) {
    this.consumer = consumer;
    this.topic = topic;
    this.actions = actions;
    this.clock = clock;
    this.intake = new RowIntake(schemas, actions, listener);
    this.thread = new Thread(this::run, "stillwatch-control-topic");
    this.thread.setDaemon(true);
  }

  /**
   * Starts to read.
   *
   * @param kafka settings of the Kafka client: {@code bootstrap.servers} and what security needs
   * @param clock tells the time by which ended rows are forgotten
   * @throws KafkaException when the settings are wrong; a broker that is away is waited for
   */
  public static ControlTopicReader start(
      Map<String, ?> kafka,
      String topic,
      SchemaResolver schemas,
      ActionsInForce actions,
      InstantSource clock,
      ControlTopicListener listener) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "stillwatch-subscriber");
    settings.putAll(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return start(
        new KafkaConsumer<>(settings, bytes, bytes), topic, schemas, actions, clock, listener);
  }

  static ControlTopicReader start(
      Consumer<byte[], byte[]> consumer,
      String topic,
      SchemaResolver schemas,
      ActionsInForce actions,
      InstantSource clock,
      ControlTopicListener listener) {
    ControlTopicReader reader =
        new ControlTopicReader(consumer, topic, schemas, actions, clock, listener);
    reader.thread.start();
    return reader;
  }

  /**
   * Done once everything is in the table that was on the topic when the reader first saw it. Fails
   * when the reader is closed before. A gateway that must not let a suspended account through waits
   * for it before its first request.
   */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  /** Rows that were read, duplicates and old ones included. */
  public long rows() {
    return intake.rows();
  }

  /** Records that were skipped because they are no rows. */
  public long undecodable() {
    return intake.undecodable();
  }

  /** Rows that wait for their schema to become known. */
  public int waiting() {
    return intake.waiting();
  }

  /** Ends the reading; the table stays as it is. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(SubscriberLimits.CLOSE_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        step();
      }
    } catch (InterruptException e) {
      intake.trouble(e);
    } finally {
      consumer.close();
      caughtUp.cancel(false);
    }
  }

  private void step() {
    try {
      long nowMs = clock.millis();
      if (assigned.isEmpty() || nowMs - SubscriberLimits.SWEEP_EVERY.toMillis() >= sweptAtMs) {
        sweptAtMs = nowMs;
        actions.expire(nowMs);
        assignNewPartitions();
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(SubscriberLimits.POLL)) {
        intake.take(record, nowMs);
      }
      if (intake.waiting() > 0 && nowMs - SubscriberLimits.RETRY_EVERY.toMillis() >= retriedAtMs) {
        retriedAtMs = nowMs;
        intake.retry();
      }
      if (!caughtUp.isDone() && reachedEndsAtStart()) {
        caughtUp.complete(null);
      }
    } catch (WakeupException e) {
      return; // closing
    } catch (InterruptException e) {
      throw e;
    } catch (
        RuntimeException e) { // Kafka's, or a bug that must not end the enforcement of everything
      intake.trouble(e);
      pause(SubscriberLimits.PAUSE_AFTER_TROUBLE);
    }
  }

  private void assignNewPartitions() {
    List<TopicPartition> fresh = new ArrayList<>();
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions != null) {
      for (PartitionInfo partition : partitions) {
        TopicPartition candidate = new TopicPartition(topic, partition.partition());
        if (!assigned.contains(candidate)) {
          fresh.add(candidate);
        }
      }
    }
    if (fresh.isEmpty()) {
      if (assigned.isEmpty()) {
        throw new UnknownTopicOrPartitionException(
            "topic '" + topic + "' does not exist; create it with `stillwatch topics create`");
      }
      return;
    }
    Set<TopicPartition> all = new HashSet<>(assigned);
    all.addAll(fresh);
    consumer.assign(all);
    consumer.seekToBeginning(fresh);
    assigned.addAll(fresh);
  }

  private boolean reachedEndsAtStart() {
    Map<TopicPartition, Long> ends = endsAtStart;
    if (ends == null) {
      ends = Map.copyOf(consumer.endOffsets(assigned));
      endsAtStart = ends;
    }
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      if (consumer.position(end.getKey()) < end.getValue()) {
        return false;
      }
    }
    return true;
  }

  private void pause(Duration time) {
    try {
      if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}

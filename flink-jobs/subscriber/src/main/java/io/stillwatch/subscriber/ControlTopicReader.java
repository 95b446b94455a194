package io.stillwatch.subscriber;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Keeps an {@link ActionsInForce} as the topics say, on a daemon thread of its own, until it is
 * closed.
 *
 * <p>It reads the control topic, the feedback topic and the schemas of other releases: all
 * partitions from the beginning. It belongs to no group and commits nothing: every subscriber has
 * the whole table, and a restart builds it again. Partitions that are added later are found. A
 * record that cannot be read is counted, told to the listener and skipped; one that ends in an
 * error, such as too little memory, is tried a few times before that, and the table is not fresh
 * meanwhile. A failure of Kafka, or any other, is told and tried again for ever; should it end all
 * the same, {@link #ended} says so. Once a second it makes sure how old the table is; once a minute
 * it forgets the rows whose time is long over.
 */
public final class ControlTopicReader implements AutoCloseable {

  private final Consumer<byte[], byte[]> consumer;
  private final ActionsInForce actions;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final long startMs;
  private final long startNanos;
  private final Telling listener;
  private final FollowedTopics followed;
  private final Intake intake;
  private final IntoTable into = new IntoTable();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  // The reader's thread only.
  private final Rhythm sweeping;
  private boolean toldStale;

  private ControlTopicReader(
      Consumer<byte[], byte[]> consumer,
      SubscriberTopics topics,
      ActionsInForce actions,
      InstantSource clock,
      LongSupplier nanos,
      ControlTopicListener listener) {
    this.consumer = consumer;
    this.actions = actions;
    this.clock = clock;
    this.nanos = nanos;
    this.startMs = clock.millis();
    this.startNanos = nanos.getAsLong();
    this.listener = new Telling(listener);
    this.followed =
        new FollowedTopics(
            consumer, List.of(topics.schemas(), topics.feedback(), topics.actions()), nanos);
    this.intake = new Intake(topics, actions, this.listener, nanos);
    this.sweeping = new Rhythm(nanos);
    this.thread = new Thread(this::run, "stillwatch-control-topic");
    this.thread.setDaemon(true);
  }

  /**
   * Starts to read.
   *
   * @param kafka settings of the Kafka client: {@code bootstrap.servers} and what security needs
   * @param clock tells the time by which ended rows are forgotten and the table's age is measured;
   *     the same that decisions are asked for by
   * @throws KafkaException when the settings are wrong; a broker that is away is waited for
   */
  public static ControlTopicReader start(
      Map<String, ?> kafka,
      SubscriberTopics topics,
      ActionsInForce actions,
      InstantSource clock,
      ControlTopicListener listener) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return start(
        new KafkaConsumer<>(settings(kafka), bytes, bytes),
        topics,
        actions,
        clock,
        System::nanoTime,
        listener);
  }

  static Map<String, Object> settings(Map<String, ?> kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "stillwatch-subscriber");
    // A client answers from what it knows: new partitions would be found after five minutes more.
    settings.put(
        ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) SubscriberLimits.SWEEP_EVERY.toMillis());
    settings.putAll(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return settings;
  }

  static ControlTopicReader start(
      Consumer<byte[], byte[]> consumer,
      SubscriberTopics topics,
      ActionsInForce actions,
      InstantSource clock,
      LongSupplier nanos,
      ControlTopicListener listener) {
    ControlTopicReader reader =
        new ControlTopicReader(consumer, topics, actions, clock, nanos, listener);
    actions.freshAsOf(clock.millis());
    reader.thread.start();
    return reader;
  }

  /**
   * Done once everything is in the table that was on the topics when the reader first saw them all.
   * Fails when the reader is closed before. A gateway that must not let a suspended account through
   * waits for it before its first request.
   */
  public CompletableFuture<Void> caughtUp() {
    return caughtUp.copy();
  }

  /** Done once nothing is read any more: it was closed, or its thread was interrupted. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** How old the table is now. */
  public Staleness staleness() {
    return actions.staleness(clock.millis());
  }

  /** Rows that were read, duplicates and old ones included. */
  public long rows() {
    return intake.rows();
  }

  /** Rows that changed what is in force; all others had no effect. */
  public long changes() {
    return intake.changes();
  }

  /** Records that were skipped because they are not what their topic holds. */
  public long undecodable() {
    return intake.undecodable();
  }

  /** Records that wait for their schema to become known. */
  public int waiting() {
    return intake.waiting();
  }

  /** By partition, the offset up to which everything was in the table when it was last fresh. */
  public Map<String, Long> offsets() {
    return followed.offsets();
  }

  Latencies latencies() {
    return intake.latencies();
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
    } catch (RuntimeException | Error e) { // interrupted, or so ill that it cannot even pause
      listener.trouble(e);
    } finally {
      end();
    }
  }

  private void end() {
    try {
      consumer.close();
    } finally {
      caughtUp.cancel(false);
      ended.complete(null);
    }
  }

  private void step() {
    try {
      sweep();
      if (followed.any()) {
        followed.read(into);
        intake.retry(clock.millis());
        Long freshAsOfMs = followed.probe(clock);
        if (freshAsOfMs != null) {
          actions.freshAsOf(freshAsOfMs);
          intake.live();
          caughtUp.complete(null);
        }
      } else {
        pause(SubscriberLimits.PAUSE_AFTER_TROUBLE);
      }
    } catch (WakeupException e) {
      return; // closing
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // Kafka's, or a bug that must not end the enforcement of everything.
      listener.trouble(e);
      pause(SubscriberLimits.PAUSE_AFTER_TROUBLE);
    }
    tellStaleness();
  }

  /** Into the table. */
  private final class IntoTable implements FollowedTopics.Into {

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
      intake.take(record, clock.millis());
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable why) {
      listener.trouble(why);
      intake.giveUp(record, why);
    }
  }

  private void sweep() {
    Duration every =
        followed.complete() ? SubscriberLimits.SWEEP_EVERY : SubscriberLimits.RETRY_EVERY;
    if (sweeping.isDue(every)) {
      actions.expire(surelyPastMs());
      followed.assignNew(listener);
    }
  }

  /** What ended before is over, also where somebody set the clock forward and will set it back. */
  private long surelyPastMs() {
    long steadyMs = startMs + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
    return Math.min(clock.millis(), steadyMs) - SubscriberLimits.REMEMBERED_AFTER_END.toMillis();
  }

  private void tellStaleness() {
    actions.notFresherThan(clock.millis());
    Staleness staleness = staleness();
    if (staleness.stale() != toldStale) {
      toldStale = staleness.stale();
      listener.tell(toldStale ? to -> to.stale(staleness) : to -> to.fresh(staleness));
    }
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

package io.stillwatch.subscriber;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.StatusReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Says on {@code detection.status} every few seconds what a subscriber has in force and how long it
 * took to get there, so that the time from an event to its enforcement is measured where it ends.
 *
 * <p>The report of {@code subscriber:<name>} has in {@code counts} rows read and those that changed
 * something, what is remembered, the age of the table, {@code applied.<topic>-<partition>} offsets,
 * and percentiles of {@code received_to_enforced_ms} and {@code effective_to_enforced_ms} since the
 * report before. A broker that is away costs the subscriber nothing; reports are then dropped. Who
 * is closed takes its report away.
 */
public final class Acknowledger implements AutoCloseable {

  private static final Duration BLOCK_MAX = Duration.ofSeconds(2);
  private static final Duration DELIVERY_MAX = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final SubscriberTopics topics;
  private final String reporter;
  private final ControlTopicReader reader;
  private final ActionsInForce actions;
  private final InstantSource clock;
  private final Supplier<Map<String, Long>> more;
  private final RecordCodec<StatusReport> codec = RecordCodec.of(StatusReport.class);
  private final Duration every;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  // The thread's only.
  private boolean schemaPublished;

  private Acknowledger(
      Producer<byte[], byte[]> producer,
      SubscriberTopics topics,
      String name,
      ControlTopicReader reader,
      ActionsInForce actions,
      InstantSource clock,
      Duration every,
      Supplier<Map<String, Long>> more) {
    this.producer = producer;
    this.topics = topics;
    this.reporter = "subscriber:" + name;
    this.reader = reader;
    this.actions = actions;
    this.clock = clock;
    this.every = every;
    this.more = more;
    this.thread = new Thread(this::run, "stillwatch-acknowledger");
    this.thread.setDaemon(true);
  }

  /**
   * Starts to report. Close it before its reader.
   *
   * @param kafka settings of the Kafka client, as the reader has them
   * @param name tells this subscriber from all others that run
   * @param more counts of the service's own, put beside the subscriber's
   */
  public static Acknowledger start(
      Map<String, ?> kafka,
      SubscriberTopics topics,
      String name,
      ControlTopicReader reader,
      ActionsInForce actions,
      InstantSource clock,
      Duration every,
      Supplier<Map<String, Long>> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "stillwatch-acknowledger");
    settings.putAll(kafka);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MAX.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_MAX.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DELIVERY_MAX.toMillis() / 2);
    ByteArraySerializer bytes = new ByteArraySerializer();
    return start(
        new KafkaProducer<>(settings, bytes, bytes),
        topics,
        name,
        reader,
        actions,
        clock,
        every,
        more);
  }

  static Acknowledger start(
      Producer<byte[], byte[]> producer,
      SubscriberTopics topics,
      String name,
      ControlTopicReader reader,
      ActionsInForce actions,
      InstantSource clock,
      Duration every,
      Supplier<Map<String, Long>> more) {
    Acknowledger acknowledger =
        new Acknowledger(producer, topics, name, reader, actions, clock, every, more);
    acknowledger.thread.start();
    return acknowledger;
  }

  private void run() {
    try {
      while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        report();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
      producer.close(BLOCK_MAX);
    }
  }

  /** Takes its last report away: pods come under ever new names, and the table keeps each. */
  private void leave() {
    try {
      if (schemaPublished) {
        Future<RecordMetadata> unused = send(topics.status(), reporter, null);
      }
    } catch (RuntimeException e) {
      return; // the broker is away; its time says that the report is an old one
    }
  }

  private void report() throws InterruptedException {
    try {
      if (!schemaPublished) {
        publishSchema();
        schemaPublished = true;
      }
      Future<RecordMetadata> unused = send(topics.status(), reporter, codec.encode(made()));
    } catch (ExecutionException | RuntimeException | Error e) {
      return; // nobody waits for it, and the next one says more
    }
  }

  /** Every writer's schema stands on its topic before its first record. */
  private void publishSchema() throws ExecutionException, InterruptedException {
    Schema schema = StatusReport.getClassSchema();
    send(
            topics.schemas(),
            Fingerprint.hex(Fingerprint.of(schema)),
            schema.toString().getBytes(StandardCharsets.UTF_8))
        .get(); // within DELIVERY_MAX
  }

  private StatusReport made() {
    Map<String, Long> counts = new HashMap<>(more.get());
    counts.put("rows", reader.rows());
    counts.put("rows.changing", reader.changes());
    counts.put("undecodable", reader.undecodable());
    counts.put("waiting", (long) reader.waiting());
    counts.put("subjects", (long) actions.subjects());
    counts.put("overridden", (long) actions.overridden());
    counts.put("stale_ms", reader.staleness().age().toMillis());
    reader.offsets().forEach((partition, offset) -> counts.put("applied." + partition, offset));
    reader.latencies().drainInto(counts);
    return StatusReport.newBuilder()
        .setReporter(reporter)
        .setAt(clock.instant())
        .setCounts(counts)
        .setNotes(Map.of("caught_up", String.valueOf(reader.caughtUp().isDone())))
        .build();
  }

  private Future<RecordMetadata> send(String topic, String key, byte @Nullable [] value) {
    return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  /** Stops reporting; what is on its way may still arrive. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(SubscriberLimits.CLOSE_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

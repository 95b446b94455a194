package io.stillwatch.sidecar;

import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.seal.Sealer;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.TopicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Seals events and writes them to Kafka. Any number of threads may send.
 *
 * <p>An event goes to the partition that Kafka itself would choose by its key; it is chosen here
 * because the seal names it. Sealing and handing over are one step, so that a sender's sequence
 * rises in each partition: the producer keeps that order, also when it has to try again. It is
 * encoded there and then, and the producer copies its bytes into a buffer that is bounded.
 */
final class EventSender implements AutoCloseable {

  private static final int INSTANCE_BYTES = 6;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final @Nullable SealKeyFile keys;
  private final Sealer sealer;
  private final RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
  private final InstantSource clock;
  private volatile @Nullable String refusal;

  EventSender(
      Producer<byte[], byte[]> producer,
      String topic,
      @Nullable SealKeyFile keys,
      String name,
      InstantSource clock) {
    this.producer = producer;
    this.topic = topic;
    this.keys = keys;
    this.sealer = new Sealer(name + "#" + instance());
    this.clock = clock;
  }

  /** Each start is another sender, whose sequence begins anew: nothing has to be remembered. */
  private static String instance() {
    byte[] bytes = new byte[INSTANCE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Connects, and waits until Kafka tells of the topic.
   *
   * @throws KafkaException when it does not, with what to do about it
   * @throws IOException when the keys cannot be read
   */
  static EventSender connect(SidecarSettings settings, InstantSource clock) throws IOException {
    Path keyFile = settings.sealKeys();
    SealKeyFile keys = keyFile == null ? null : new SealKeyFile(keyFile, clock.millis());
    ByteArraySerializer bytes = new ByteArraySerializer();
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(producerSettings(settings), bytes, bytes);
    try {
      awaitTopic(producer, settings.topic());
      return new EventSender(producer, settings.topic(), keys, settings.name(), clock);
    } catch (RuntimeException e) {
      producer.close(SidecarLimits.SEND_BLOCK_MAX);
      throw e;
    }
  }

  private static void awaitTopic(Producer<byte[], byte[]> producer, String topic) {
    long until = System.nanoTime() + SidecarLimits.TOPIC_WAIT_MAX.toNanos();
    while (true) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() > until) {
          throw new KafkaException(
              "tells nothing of "
                  + topic
                  + " for "
                  + SidecarLimits.TOPIC_WAIT_MAX.toSeconds()
                  + " s; make the topics with: stillwatch topics create",
              e);
        }
      }
    }
  }

  static Map<String, Object> producerSettings(SidecarSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.kafka());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "stillwatch-sidecar-" + settings.name());
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, SidecarLimits.SEND_BUFFER_BYTES);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * SidecarLimits.EVENT_BYTES_MAX);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SidecarLimits.SEND_BLOCK_MAX.toMillis());
    config.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) SidecarLimits.KAFKA_REQUEST_MAX.toMillis());
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) SidecarLimits.DELIVERY_MAX.toMillis());
    // A topic that was not written for a while would have to be asked for again.
    config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, 86_400_000);
    return config;
  }

  /**
   * Done when Kafka has all of them that it will ever have; fails when it may not have one.
   *
   * @return the places in the list of those that are larger than the topic takes
   */
  CompletableFuture<Set<Integer>> send(List<InferenceEvent> events) {
    Batch batch = new Batch(events.size());
    long from = System.nanoTime();
    for (int i = 0; i < events.size() && !batch.all.isCompletedExceptionally(); i++) {
      try {
        if (System.nanoTime() - from > SidecarLimits.ACKNOWLEDGE_MAX.toNanos()) {
          throw new TimeoutException("only " + i + " of " + events.size() + " in time");
        }
        send(events.get(i), i, batch);
      } catch (RuntimeException e) { // no room, or closed: the others would wait for the same thing
        batch.failed(e);
      }
    }
    return batch.all;
  }

  /** Events on their way. */
  private final class Batch {
    private final CompletableFuture<Set<Integer>> all = new CompletableFuture<>();
    private final Set<Integer> tooLarge = ConcurrentHashMap.newKeySet();
    private final AtomicInteger missing;

    Batch(int events) {
      missing = new AtomicInteger(events);
      if (events == 0) {
        all.complete(tooLarge);
      }
    }

    void answered(int place, @Nullable Exception failure) {
      if (failure == null) {
        refusal = null;
      } else if (KafkaFailure.isForGood(failure)) {
        tooLarge.add(place);
      } else {
        failed(failure);
        return;
      }
      if (missing.decrementAndGet() == 0) {
        all.complete(tooLarge);
      }
    }

    void failed(Exception failure) {
      if (KafkaFailure.isRefusal(failure)) {
        refusal = String.valueOf(failure.getMessage());
      }
      all.completeExceptionally(failure);
    }
  }

  private synchronized void send(InferenceEvent event, int place, Batch batch) {
    int partitions = producer.partitionsFor(topic).size();
    byte[] key =
        TopicKey.account(event.getTenant(), event.getAccountId()).getBytes(StandardCharsets.UTF_8);
    byte[] value = codec.encode(event);
    int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, key, value);
    if (keys != null) {
      long now = clock.millis();
      record
          .headers()
          .add(Sealer.HEADER, sealer.seal(keys.keys(now), topic, partition, value, now));
    }
    var unused = producer.send(record, (metadata, failure) -> batch.answered(place, failure));
  }

  /** Why Kafka did not let us write the last time; null when it did. */
  @Nullable String refusal() {
    return refusal;
  }

  /** What is wrong with the file of keys, whose keys from before go on; null when nothing is. */
  synchronized @Nullable String keyProblem() {
    return keys == null ? null : keys.problem();
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    producer.close(SidecarLimits.DRAIN_MAX);
  }
}

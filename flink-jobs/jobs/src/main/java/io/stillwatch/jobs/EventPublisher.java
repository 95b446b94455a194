package io.stillwatch.jobs;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.TopicKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes events to the event topic, keyed by account. Any number of threads may publish. */
final class EventPublisher implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);

  EventPublisher(KafkaAccess kafka, String topic) {
    this.producer = kafka.producer("stillwatch-publisher", JobsLimits.PUBLISH_BLOCK_MAX);
    this.topic = topic;
    producer.partitionsFor(topic); // not at the first request
  }

  /** Done when the broker has the event. */
  CompletableFuture<Void> publish(InferenceEvent event) {
    byte[] key =
        TopicKey.account(event.getTenant(), event.getAccountId()).getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic, key, encode(event)),
              (metadata, failure) -> {
                if (failure == null) {
                  written.complete(null);
                } else {
                  written.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  private byte[] encode(InferenceEvent event) {
    synchronized (codec) { // microseconds; a codec is not made for two threads
      return codec.encode(event);
    }
  }

  /** Waits for what was published. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}

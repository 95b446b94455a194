package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class AcknowledgerTest {

  private static final SubscriberTopics TOPICS = SubscriberTopics.withPrefix("");

  /** Pods have ever new names: without that the table would keep a report of each. */
  @Test
  @Timeout(120)
  void whoeverStopsTakesItsReportAway() throws Exception {
    ByteArraySerializer bytes = new ByteArraySerializer();
    MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, bytes, bytes);
    ActionsInForce actions = new ActionsInForce();
    InstantSource clock = InstantSource.system();
    Map<String, String> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (ControlTopicReader reader =
        ControlTopicReader.start(nowhere, TOPICS, actions, clock, ControlTopicListener.SILENT)) {
      Acknowledger acknowledger =
          Acknowledger.start(
              producer, TOPICS, "pod-1", reader, actions, clock, Duration.ofMillis(5), Map::of);
      while (reports(producer).isEmpty()) {
        Thread.sleep(5);
      }
      assertNotNull(reports(producer).get(0).value());
      acknowledger.close();
    }
    ProducerRecord<byte[], byte[]> last = reports(producer).get(reports(producer).size() - 1);
    assertEquals("subscriber:pod-1", new String(last.key(), StandardCharsets.UTF_8));
    assertNull(last.value());
  }

  @Test
  @Timeout(120)
  void theSchemaIsPublishedBeforeTheFirstReportAlsoWhereTheBrokerWasAwayAtFirst() throws Exception {
    ByteArraySerializer bytes = new ByteArraySerializer();
    AtomicInteger refusals = new AtomicInteger(3);
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, bytes, bytes) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            return refusals.getAndDecrement() > 0
                ? CompletableFuture.failedFuture(new TimeoutException("the broker is away"))
                : super.send(record);
          }
        };
    ActionsInForce actions = new ActionsInForce();
    InstantSource clock = InstantSource.system();
    Map<String, String> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
    try (ControlTopicReader reader =
            ControlTopicReader.start(nowhere, TOPICS, actions, clock, ControlTopicListener.SILENT);
        Acknowledger unused =
            Acknowledger.start(
                producer, TOPICS, "pod-1", reader, actions, clock, Duration.ofMillis(5), Map::of)) {
      while (reports(producer).isEmpty()) {
        Thread.sleep(5);
      }
    }
    assertEquals(TOPICS.schemas(), producer.history().get(0).topic());
  }

  private static List<ProducerRecord<byte[], byte[]>> reports(
      MockProducer<byte[], byte[]> producer) {
    return producer.history().stream()
        .filter(record -> record.topic().equals(TOPICS.status()))
        .toList();
  }
}

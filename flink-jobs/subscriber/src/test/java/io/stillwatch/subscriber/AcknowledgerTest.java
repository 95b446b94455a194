package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

  private static List<ProducerRecord<byte[], byte[]>> reports(
      MockProducer<byte[], byte[]> producer) {
    return producer.history().stream()
        .filter(record -> record.topic().equals(TOPICS.status()))
        .toList();
  }
}

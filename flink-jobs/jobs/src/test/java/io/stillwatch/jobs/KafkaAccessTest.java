package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {

  private static final String REQUEST = ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;
  private static final String DELIVERY = ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;

  @Test
  void aDeadlineShortensARequestAndNeverLengthensWhatIsSet() {
    Deadline soon = Deadline.in(Duration.ofSeconds(20));
    assertTrue(shortened(Map.of(), soon), "Kafka's own 30 s are longer");
    assertTrue(shortened(Map.of(REQUEST, "40000"), soon));
    assertTrue(shortened(Map.of(REQUEST, "${file:/f:request}"), soon));
    assertFalse(shortened(Map.of(REQUEST, "1000"), soon));
    assertFalse(shortened(Map.of(), Deadline.in(Deadline.NEVER)));
    assertTrue(shortened(Map.of(REQUEST, "60000"), Deadline.in(Duration.ofSeconds(45))));
  }

  @Test
  void whoWaitsForAWriteWaitsAsLongAsItIsSetTo() {
    assertEquals(600_000, delivery(Map.of()));
    assertEquals(45_000, delivery(Map.of(DELIVERY, "45000")));
    // Kafka takes none that is shorter than one request.
    assertEquals(60_005, delivery(Map.of(DELIVERY, "45000", REQUEST, "60000")));
  }

  @Test
  void aReaderWaitsForASilentBrokerAsLongAsItIsSetTo() {
    assertEquals(Duration.ofSeconds(60), new KafkaAccess("k:1", Map.of()).silenceMax());
    assertEquals(
        Duration.ofSeconds(7),
        new KafkaAccess("k:1", Map.of("default.api.timeout.ms", "7000")).silenceMax());
  }

  private static int delivery(Map<String, String> settings) {
    return (int)
        new KafkaAccess("k:1", settings)
            .waits(Deadline.in(Deadline.NEVER))
            .getOrDefault(DELIVERY, 0);
  }

  private static boolean shortened(Map<String, String> settings, Deadline deadline) {
    Object waits = new KafkaAccess("k:1", settings).waits(deadline).get(REQUEST);
    if (waits != null) {
      assertTrue((int) waits <= deadline.within().toMillis(), () -> "waits " + waits);
    }
    return waits != null;
  }
}

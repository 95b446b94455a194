package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {

  private static final String REQUEST = ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;

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

  private static boolean shortened(Map<String, String> settings, Deadline deadline) {
    Object waits = new KafkaAccess("k:1", settings).waits(deadline).get(REQUEST);
    if (waits != null) {
      assertTrue((int) waits <= deadline.within().toMillis(), () -> "waits " + waits);
    }
    return waits != null;
  }
}

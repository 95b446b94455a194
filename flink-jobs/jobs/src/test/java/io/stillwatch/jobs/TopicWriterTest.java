package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class TopicWriterTest {

  @Test
  void manyRecordsWaitNoLongerThanOneWhereNobodyAnswers() throws Exception {
    byte[] key = "live|acme|probing".getBytes(StandardCharsets.UTF_8);
    List<ProducerRecord<byte[], byte[]>> many =
        Collections.nCopies(120, new ProducerRecord<>("t", 0, key, new byte[1]));
    try (ServerSocket silent = new ServerSocket(0)) {
      KafkaAccess nobody = KafkaAccess.to("localhost:" + silent.getLocalPort());
      Deadline deadline = Deadline.in(Duration.ofMillis(500));
      long beganNs = System.nanoTime();
      KafkaException e =
          assertThrows(
              KafkaException.class, () -> TopicWriter.write(nobody, "test", "t", many, deadline));
      assertEquals("could not write live|acme|probing to t", e.getMessage());
      assertTrue(System.nanoTime() - beganNs < 20_000_000_000L, "each has waited for itself");
    }
  }
}

package io.stillwatch.jobs;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.TopicSchemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts the schemas of this build on {@code detection.schemas}, each under its fingerprint, so that
 * readers of other releases can read what this one writes. Every writer does so before its first
 * record.
 */
public final class SchemaTopic {

  private SchemaTopic() {}

  /**
   * Publishes what is not there yet and waits until it is.
   *
   * @return how many were new
   */
  public static int publish(KafkaAccess kafka, String topic) throws InterruptedException {
    return publish(
        kafka, topic, Deadline.in(JobsLimits.SEND_BLOCK_MAX.plus(JobsLimits.DELIVERY_TIMEOUT)));
  }

  /** The same for who has more to do: what is not done by then fails. */
  static int publish(KafkaAccess kafka, String topic, Deadline deadline)
      throws InterruptedException {
    Map<String, String> present = read(kafka, topic, deadline);
    List<ProducerRecord<byte[], byte[]>> lacking = new ArrayList<>();
    for (Schema schema : TopicSchemas.current()) {
      String key = Fingerprint.hex(Fingerprint.of(schema));
      String json = schema.toString();
      if (!json.equals(present.get(key))) {
        lacking.add(new ProducerRecord<>(topic, bytes(key), bytes(json)));
      }
    }
    TopicWriter.write(kafka, "stillwatch-schemas", topic, lacking, deadline);
    return lacking.size();
  }

  private static Map<String, String> read(KafkaAccess kafka, String topic, Deadline deadline) {
    Map<String, String> present = new HashMap<>();
    try (TopicTail tail = new TopicTail(kafka, topic, "stillwatch-schemas")) {
      tail.readToEnd(
          kafka.silenceMax(),
          deadline,
          record -> {
            if (record.key() != null && record.value() != null) {
              present.put(text(record.key()), text(record.value()));
            }
          });
    }
    return present;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

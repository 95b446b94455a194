package io.stillwatch.jobs;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.TopicSchemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

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
    Map<String, String> present = read(kafka, topic);
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("stillwatch-schemas")) {
      for (Schema schema : TopicSchemas.current()) {
        String key = Fingerprint.hex(Fingerprint.of(schema));
        String json = schema.toString();
        if (!json.equals(present.get(key))) {
          sent.add(producer.send(new ProducerRecord<>(topic, bytes(key), bytes(json))));
        }
      }
      for (Future<?> record : sent) {
        record.get();
      }
      return sent.size();
    } catch (ExecutionException e) {
      throw new KafkaException("could not publish the schemas on " + topic, e.getCause());
    }
  }

  private static Map<String, String> read(KafkaAccess kafka, String topic) {
    Map<String, String> present = new HashMap<>();
    try (TopicTail tail = new TopicTail(kafka, topic, "stillwatch-schemas")) {
      tail.readToEnd(
          JobsLimits.TOPIC_READ_TIMEOUT,
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

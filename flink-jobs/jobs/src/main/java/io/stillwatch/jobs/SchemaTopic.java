package io.stillwatch.jobs;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.TopicSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    return publish(kafka, topic, JobsLimits.SEND_BLOCK_MAX.plus(JobsLimits.DELIVERY_TIMEOUT));
  }

  /** The same for who has more to do: what is not done by then fails. */
  static int publish(KafkaAccess kafka, String topic, Duration within) throws InterruptedException {
    long endNs = System.nanoTime() + within.toNanos();
    Map<String, String> present = read(kafka, topic, within);
    List<Future<?>> sent = new ArrayList<>();
    KafkaProducer<byte[], byte[]> producer =
        kafka.producer("stillwatch-schemas", shorter(left(endNs), JobsLimits.SEND_BLOCK_MAX));
    try {
      for (Schema schema : TopicSchemas.current()) {
        String key = Fingerprint.hex(Fingerprint.of(schema));
        String json = schema.toString();
        if (!json.equals(present.get(key))) {
          sent.add(producer.send(new ProducerRecord<>(topic, bytes(key), bytes(json))));
        }
      }
      for (Future<?> record : sent) {
        record.get(left(endNs).toNanos(), TimeUnit.NANOSECONDS);
      }
      return sent.size();
    } catch (ExecutionException e) {
      throw new KafkaException("could not publish the schemas on " + topic, e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(topic + " did not take it within " + within.toSeconds() + " s", e);
    } finally {
      producer.close(left(endNs));
    }
  }

  private static Map<String, String> read(KafkaAccess kafka, String topic, Duration within) {
    Map<String, String> present = new HashMap<>();
    try (TopicTail tail = new TopicTail(kafka, topic, "stillwatch-schemas")) {
      tail.readToEnd(
          JobsLimits.TOPIC_READ_TIMEOUT,
          within,
          record -> {
            if (record.key() != null && record.value() != null) {
              present.put(text(record.key()), text(record.value()));
            }
          });
    }
    return present;
  }

  private static Duration left(long endNs) {
    return Duration.ofNanos(Math.max(0, endNs - System.nanoTime()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

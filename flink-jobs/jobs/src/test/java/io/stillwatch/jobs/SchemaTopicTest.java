package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.TopicSchemas;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SchemaTopicTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final KafkaAccess kafka = KafkaAccess.to(SharedBroker.bootstrap());

  @Test
  void everySchemaOfThisBuildIsPublishedOnceUnderItsFingerprint() throws Exception {
    String topic = SharedBroker.freshTopics(1).schemas();
    assertEquals(TopicSchemas.current().size(), SchemaTopic.publish(kafka, topic));
    assertEquals(0, SchemaTopic.publish(kafka, topic), "the second time there is nothing new");

    List<String> keys = new ArrayList<>();
    try (TopicTail tail = new TopicTail(kafka, topic, "test")) {
      tail.readToEnd(
          Duration.ofSeconds(10),
          record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            Schema schema =
                new Schema.Parser().parse(new String(record.value(), StandardCharsets.UTF_8));
            assertEquals(key, Fingerprint.hex(Fingerprint.of(schema)));
            keys.add(key);
          });
    }
    assertEquals(TopicSchemas.current().size(), keys.size());
  }

  @Test
  void anUnknownFingerprintIsFoundOnceItsSchemaIsPublished() throws Exception {
    String topic = SharedBroker.freshTopics(1).schemas();
    AtomicLong now = new AtomicLong();
    Schema later = schema("later");
    try (KafkaSchemaResolver resolver = new KafkaSchemaResolver(kafka, topic, now::get)) {
      assertNotNull(resolver.find(Fingerprint.of(InferenceEvent.getClassSchema())));
      assertEquals(0, resolver.lookups(), "what stands in the jar costs no look");

      assertNull(resolver.find(Fingerprint.of(later)));
      publish(topic, "no matter", later.toString());
      now.addAndGet(SECOND.toNanos());
      assertEquals(later, resolver.find(Fingerprint.of(later)));
      assertEquals(later, resolver.find(Fingerprint.of(later)));
      assertEquals(2, resolver.lookups());
    }
  }

  @Test
  void aFloodOfInventedFingerprintsCostsOneLookASecond() throws Exception {
    String topic = SharedBroker.freshTopics(1).schemas();
    AtomicLong now = new AtomicLong();
    try (KafkaSchemaResolver resolver = new KafkaSchemaResolver(kafka, topic, now::get)) {
      for (int i = 0; i < 100_000; i++) {
        assertNull(resolver.find(i));
      }
      assertEquals(1, resolver.lookups());
      now.addAndGet(SECOND.toNanos() - 1);
      assertNull(resolver.find(-7));
      assertEquals(1, resolver.lookups());
      now.addAndGet(1);
      assertNull(resolver.find(-7));
      assertEquals(2, resolver.lookups());
    }
  }

  @Test
  void whatIsNoSchemaAndWhatIsTooMuchIsPassedOver() throws Exception {
    String topic = SharedBroker.freshTopics(1).schemas();
    publish(topic, "0000000000000001", "{\"type\":\"nonsense\"}");
    publish(topic, "0000000000000002", "not even json");
    Schema first = schema("n0");
    Schema oneTooMany = schema("one_too_many");
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      for (int i = 0; i < JobsLimits.FOREIGN_SCHEMAS_MAX; i++) {
        publish(producer, topic, "k" + i, schema("n" + i).toString());
      }
      publish(producer, topic, "last", oneTooMany.toString());
    }
    try (KafkaSchemaResolver resolver = new KafkaSchemaResolver(kafka, topic, () -> 0L)) {
      assertEquals(first, resolver.find(Fingerprint.of(first)));
      assertNull(resolver.find(1), "the key is not believed");
      assertNull(resolver.find(Fingerprint.of(oneTooMany)));
      assertEquals(JobsLimits.FOREIGN_SCHEMAS_MAX, resolver.foreignSchemas());
    }
  }

  private static Schema schema(String name) {
    return SchemaBuilder.record(name).fields().requiredString("text").endRecord();
  }

  private void publish(String topic, String key, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      publish(producer, topic, key, value);
    }
  }

  private static void publish(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, String value)
      throws Exception {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, keyBytes, valueBytes)).get();
  }
}

package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever has Kafka's client and the generated class of the record, and nothing of ours beside
 * them, can read the control topic.
 */
@Timeout(600)
class PlainConsumerTest {

  /** Long enough that Kafka puts what comes after it into a segment of its own. */
  private static final long SEGMENT_MS = 300;

  @Test
  void aConsumerThatStartsLaterReadsFewerRecordsAndHoldsTheSameRows(@TempDir Path dir)
      throws Exception {
    List<InferenceEvent> stream = Crowd.of(23, 4, 2_000);
    try (Ground ground = Ground.start(dir)) {
      Topics topics = ground.enforced("plain.", 2);
      compactAtOnce(ground, topics.actions());
      String kafka = ground.bootstrapServers();
      try (EmbeddedEngine engine = ground.engine(topics).set("parallelism", "2").start()) {
        int most = stream.size() * 3 / 4;
        Wire.publish(kafka, topics.events(), stream.subList(0, most));
        Settled.after(engine, most);
        Thread.sleep(SEGMENT_MS + 100);
        Wire.publish(kafka, topics.events(), stream.subList(most, stream.size()));
        Settled.after(engine, stream.size());
      }
      Map<String, EnforcementAction> first = new HashMap<>();
      Recording driver = Recording.of(stream);
      int written = driver.actions.size();

      // What the first reads depends on how far the broker has compacted; what it holds does not.
      readAll(kafka, topics.actions(), first);
      Settled.until(
          "the topic is compacted",
          () -> readAll(kafka, topics.actions(), new HashMap<>()) < written,
          () -> written + " rows were written");
      Map<String, EnforcementAction> second = new HashMap<>();
      int read = readAll(kafka, topics.actions(), second);

      assertTrue(read < written, read + " records are left of " + written);
      assertFalse(first.isEmpty());
      assertEquals(first, second);
      assertEquals(Wire.inForce(driver.actions), Wire.inForce(second.values()));
    }
  }

  /** A whole subscriber, in Kafka's and Avro's words: the greatest revision of a key holds. */
  private static int readAll(String kafka, String topic, Map<String, EnforcementAction> held)
      throws Exception {
    int records = 0;
    SpecificDatumReader<EnforcementAction> avro =
        new SpecificDatumReader<>(EnforcementAction.class);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          records++;
          EnforcementAction row = row(avro, record);
          held.merge(record.key(), row, (a, b) -> a.getRevision() >= b.getRevision() ? a : b);
        }
      }
    }
    return records;
  }

  private static EnforcementAction row(
      SpecificDatumReader<EnforcementAction> avro, ConsumerRecord<String, byte[]> record)
      throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(record.value()).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals((byte) 0xC3, bytes.get(), "Avro's mark of single-object encoding");
    assertEquals((byte) 0x01, bytes.get(), "and its version");
    assertEquals(
        SchemaNormalization.parsingFingerprint64(EnforcementAction.getClassSchema()),
        bytes.getLong());
    EnforcementAction row =
        avro.read(
            null,
            DecoderFactory.get()
                .binaryDecoder(record.value(), bytes.position(), bytes.remaining(), null));
    assertEquals("default|ACCOUNT|" + row.getSubjectId() + "|" + row.getKind(), record.key());
    return row;
  }

  /** What Kafka does within the hour, within the second. */
  private static void compactAtOnce(Ground ground, String topic) throws Exception {
    try (Admin admin = ground.kafka().admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      set("segment.ms", String.valueOf(SEGMENT_MS)),
                      set("min.cleanable.dirty.ratio", "0.001")),
                  new ConfigResource(ConfigResource.Type.BROKER, ""),
                  List.of(set("log.cleaner.backoff.ms", "500"))))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }
}

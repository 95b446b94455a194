package io.stillwatch.trials;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What is on the wire, written and read with plain Kafka clients and nothing of the jobs room. */
final class Wire {

  private Wire() {}

  /** A producer that keeps each account's order through any outage of the broker. */
  static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("delivery.timeout.ms", 300_000);
    settings.put("max.block.ms", 300_000);
    settings.put("linger.ms", 5);
    settings.put("max.request.size", 4 << 20);
    settings.put("reconnect.backoff.max.ms", 200);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("reconnect.backoff.max.ms", 200);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The record of an event, keyed by its account. */
  static ProducerRecord<byte[], byte[]> record(
      String topic, InferenceEvent event, RecordCodec<InferenceEvent> codec) {
    return new ProducerRecord<>(topic, key(event), codec.encode(event));
  }

  static byte[] key(InferenceEvent event) {
    return (event.getTenant() + "|" + event.getAccountId()).getBytes(StandardCharsets.UTF_8);
  }

  /** Publishes a stream and waits until the broker has all of it. */
  static void publish(String bootstrapServers, String topic, Collection<InferenceEvent> stream) {
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    try (KafkaProducer<byte[], byte[]> producer = producer(bootstrapServers)) {
      for (InferenceEvent event : stream) {
        producer.send(record(topic, event, codec));
      }
      producer.flush();
    }
  }

  /** Everything that stands on a topic, from its beginning to its end as it is now. */
  static List<ConsumerRecord<byte[], byte[]>> read(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
      List<TopicPartition> partitions = assign(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }

  /** From the beginning of all its partitions. */
  static List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  static <T extends SpecificRecord> List<T> decode(
      Class<T> type, Collection<ConsumerRecord<byte[], byte[]>> records) throws IOException {
    RecordCodec<T> codec = RecordCodec.of(type);
    List<T> decoded = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      decoded.add(codec.decode(record.value()));
    }
    return decoded;
  }

  /** The row of each key with the greatest revision. */
  static Map<String, EnforcementAction> inForce(Collection<EnforcementAction> rows) {
    Map<String, EnforcementAction> greatest = new TreeMap<>();
    for (EnforcementAction row : rows) {
      greatest.merge(
          row.getTenant()
              + "|"
              + row.getSubjectKind()
              + "|"
              + row.getSubjectId()
              + "|"
              + row.getKind(),
          row,
          (a, b) -> a.getRevision() >= b.getRevision() ? a : b);
    }
    return greatest;
  }
}

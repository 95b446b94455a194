package io.stillwatch.jobs;

import io.stillwatch.schemas.Fingerprint;
import io.stillwatch.schemas.SchemaResolver;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the schemas of this build and, on demand, those that stand on {@code detection.schemas}.
 *
 * <p>Anybody can send any fingerprint, so an unknown one costs a look at the topic only if the last
 * look is {@link JobsLimits#SCHEMA_LOOKUP_EVERY} ago, and the look reads only what is new. In
 * between, unknown stays unknown: during such a flood a writer whose schema nobody here has met yet
 * is refused for up to that time. What is found is kept, up to {@link
 * JobsLimits#FOREIGN_SCHEMAS_MAX}.
 *
 * <p>A topic that cannot be read is not the record's fault: the lookup throws, the job restarts and
 * meets the record again. Thread-confined.
 */
public final class KafkaSchemaResolver implements SchemaResolver, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaSchemaResolver.class);

  private final KafkaAccess kafka;
  private final String topic;
  private final LongSupplier nanoTime;
  private final Map<Long, Schema> foreign = new HashMap<>();
  private @Nullable TopicTail tail;
  private long lookedAt;
  private long lookups;

  KafkaSchemaResolver(KafkaAccess kafka, String topic, LongSupplier nanoTime) {
    this.kafka = kafka;
    this.topic = topic;
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong() - JobsLimits.SCHEMA_LOOKUP_EVERY.toNanos();
  }

  /** Travels with an operator and opens a resolver where the operator runs. */
  public record Factory(KafkaAccess kafka, String topic) implements Serializable {

    public KafkaSchemaResolver open() {
      return new KafkaSchemaResolver(kafka, topic, System::nanoTime);
    }
  }

  @Override
  public @Nullable Schema find(long fingerprint) {
    Schema known = SchemaResolver.builtIn().find(fingerprint);
    if (known == null) {
      known = foreign.get(fingerprint);
    }
    return known != null || !mayLook() ? known : look(fingerprint);
  }

  /** How often the topic was read. */
  public long lookups() {
    return lookups;
  }

  /** Schemas that came from the topic. */
  public int foreignSchemas() {
    return foreign.size();
  }

  private boolean mayLook() {
    return nanoTime.getAsLong() - lookedAt >= JobsLimits.SCHEMA_LOOKUP_EVERY.toNanos();
  }

  private @Nullable Schema look(long fingerprint) {
    lookups++;
    try {
      TopicTail open = tail;
      if (open == null) {
        open = new TopicTail(kafka, topic, "stillwatch-schema-lookup");
        tail = open;
      }
      open.readToEnd(JobsLimits.SCHEMA_LOOKUP_TIMEOUT, this::keep);
    } finally {
      lookedAt = nanoTime.getAsLong();
    }
    return foreign.get(fingerprint);
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null || record.value().length > JobsLimits.SCHEMA_CHARS_MAX) {
      return;
    }
    Schema schema = parse(record);
    if (schema == null) {
      return;
    }
    // The fingerprint is computed, not believed: a wrong key would make us misread every record.
    long fingerprint = Fingerprint.of(schema);
    if (SchemaResolver.builtIn().find(fingerprint) != null) {
      return;
    }
    if (foreign.size() >= JobsLimits.FOREIGN_SCHEMAS_MAX && !foreign.containsKey(fingerprint)) {
      LOG.warn(
          "{} holds more than {} schemas of other releases; the one at offset {} is not kept",
          topic,
          JobsLimits.FOREIGN_SCHEMAS_MAX,
          record.offset());
      return;
    }
    foreign.put(fingerprint, schema);
  }

  private @Nullable Schema parse(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Schema.Parser().parse(new String(record.value(), StandardCharsets.UTF_8));
    } catch (AvroRuntimeException e) {
      LOG.warn("{} holds at offset {} what is no schema: {}", topic, record.offset(), e.toString());
      return null;
    }
  }

  @Override
  public void close() {
    if (tail != null) {
      tail.close();
    }
  }
}

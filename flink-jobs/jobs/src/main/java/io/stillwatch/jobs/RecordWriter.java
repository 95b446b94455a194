package io.stillwatch.jobs;

import io.stillwatch.schemas.RecordCodec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Writes Avro records to a topic in single-object encoding. */
final class RecordWriter<T extends SpecificRecord> implements KafkaRecordSerializationSchema<T> {

  private static final long serialVersionUID = 1L;

  /** The key of a record. */
  interface Key<T> extends Serializable {
    String of(T record);
  }

  /** Adds the headers of a record. */
  interface Head<T> extends Serializable {
    void add(T record, Headers headers);
  }

  private final KafkaAccess kafka;
  private final String topic;
  private final String schemas;
  private final Class<T> type;
  private final Key<T> key;
  private final Head<T> head;

  private transient @Nullable RecordCodec<T> codec;

  RecordWriter(
      KafkaAccess kafka, String topic, String schemas, Class<T> type, Key<T> key, Head<T> head) {
    this.kafka = kafka;
    this.topic = topic;
    this.schemas = schemas;
    this.type = type;
    this.key = key;
    this.head = head;
  }

  /**
   * Publishes the schemas before the first record. Not the job's main: a JobManager that takes over
   * runs that anew, and where it failed because Kafka is away the job would be over for good, where
   * a task is tried again.
   */
  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
      throws Exception {
    SchemaTopic.publish(kafka, schemas);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T record, KafkaSinkContext context, @Nullable Long timestamp) {
    RecordCodec<T> made = codec;
    if (made == null) {
      made = RecordCodec.of(type);
      codec = made;
    }
    ProducerRecord<byte[], byte[]> written =
        new ProducerRecord<>(
            topic, key.of(record).getBytes(StandardCharsets.UTF_8), made.encode(record));
    head.add(record, written.headers());
    return written;
  }
}

package io.stillwatch.jobs;

import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changes from a topic that stands for a table: the book's, or what humans say. One that
 * cannot be read is counted and changes nothing.
 */
final class ChangeReader<T> implements KafkaRecordDeserializationSchema<T> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);

  /** Reads single records. */
  interface Decoder<T> {

    /**
     * What a record changes, null if nothing.
     *
     * @throws IOException when it cannot be read
     */
    @Nullable T change(long offset, byte @Nullable [] key, byte @Nullable [] value)
        throws IOException;
  }

  /** Travels with the source and opens a decoder where the source runs. */
  interface Opening<T> extends Serializable {
    Decoder<T> with(SchemaResolver schemas);
  }

  private final KafkaSchemaResolver.Factory schemas;
  private final Opening<T> opening;
  private final TypeInformation<T> type;
  private final String refusedMetric;

  private transient Decoder<T> decoder;
  private transient Counter refused;

  /** Counts what it cannot read under the given name. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before any record
  ChangeReader(
      KafkaSchemaResolver.Factory schemas,
      Opening<T> opening,
      TypeInformation<T> type,
      String refusedMetric) {
    this.schemas = schemas;
    this.opening = opening;
    this.type = type;
    this.refusedMetric = refusedMetric;
  }

  @Override
  public void open(InitializationContext context) {
    // Never closed: Flink has no place for it, and it holds a connection only once it was needed.
    decoder = opening.with(schemas.open());
    refused = context.getMetricGroup().counter(refusedMetric);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
    try {
      T change = decoder.change(record.offset(), record.key(), record.value());
      if (change != null) {
        out.collect(change);
      }
    } catch (IOException e) {
      refused.inc();
      LOG.warn("{}: {}", record.topic(), e.getMessage());
    }
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return type;
  }
}

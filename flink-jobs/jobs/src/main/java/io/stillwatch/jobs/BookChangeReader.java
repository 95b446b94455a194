package io.stillwatch.jobs;

import io.stillwatch.patterns.operator.BookChange;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the rows from the pattern topic. One that cannot be read is counted and changes nothing.
 */
final class BookChangeReader implements KafkaRecordDeserializationSchema<BookChange> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(BookChangeReader.class);

  private final KafkaSchemaResolver.Factory schemas;

  private transient PatternTopic.Reader reader;
  private transient Counter refused;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any record
  BookChangeReader(KafkaSchemaResolver.Factory schemas) {
    this.schemas = schemas;
  }

  @Override
  public void open(InitializationContext context) {
    // Never closed: Flink has no place for it, and it holds a connection only once it was needed.
    reader = new PatternTopic.Reader(schemas.open());
    refused = context.getMetricGroup().counter("unreadableBookRows");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<BookChange> out) {
    try {
      PatternTopic.Row row = reader.row(record.offset(), record.key(), record.value());
      if (row != null) {
        out.collect(new BookChange(row.offset(), row.row()));
      }
    } catch (IOException e) {
      refused.inc();
      LOG.warn("{}: {}", record.topic(), e.getMessage());
    }
  }

  @Override
  public TypeInformation<BookChange> getProducedType() {
    return StreamTypes.BOOK_CHANGE;
  }
}

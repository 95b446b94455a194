package io.stillwatch.jobs;

import io.stillwatch.enforcement.operator.FeedbackChange;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is said from the feedback topic. What cannot be read is counted and says nothing. */
final class FeedbackChangeReader implements KafkaRecordDeserializationSchema<FeedbackChange> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FeedbackChangeReader.class);

  private final KafkaSchemaResolver.Factory schemas;

  private transient FeedbackTopic.Reader reader;
  private transient Counter refused;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any record
  FeedbackChangeReader(KafkaSchemaResolver.Factory schemas) {
    this.schemas = schemas;
  }

  @Override
  public void open(InitializationContext context) {
    // Never closed: Flink has no place for it, and it holds a connection only once it was needed.
    reader = new FeedbackTopic.Reader(schemas.open());
    refused = context.getMetricGroup().counter("unreadableFeedback");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<FeedbackChange> out) {
    try {
      FeedbackChange change = reader.change(record.offset(), record.key(), record.value());
      if (change != null) {
        out.collect(change);
      }
    } catch (IOException e) {
      refused.inc();
      LOG.warn("{}: {}", record.topic(), e.getMessage());
    }
  }

  @Override
  public TypeInformation<FeedbackChange> getProducedType() {
    return StreamTypes.FEEDBACK_CHANGE;
  }
}

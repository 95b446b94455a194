package io.stillwatch.jobs;

import io.stillwatch.schemas.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters where their topic takes them. They are samples of what is counted anyway, so
 * a topic that is gone or may not be written to must not stop detection, as it does where a sink
 * has something that cannot be written.
 */
final class DeadLetterWriter implements KafkaRecordSerializationSchema<DeadLetter> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private static final Duration ASKED_EVERY = Duration.ofMinutes(1);
  private static final int ANSWER_MS_MAX = 2_000;

  private final KafkaAccess kafka;
  private final String topic;
  private final RecordWriter<DeadLetter> writer;

  /** Why the topic takes none, as far as that is known. */
  private transient @Nullable String refusal;

  private transient long askedAtNs;
  private transient boolean asked;
  private transient Counter dropped;

  /** A writer to that topic. */
  @SuppressWarnings("NullAway.Init") // Flink calls open before any letter
  DeadLetterWriter(KafkaAccess kafka, String topic, RecordWriter<DeadLetter> writer) {
    this.kafka = kafka;
    this.topic = topic;
    this.writer = writer;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext)
      throws Exception {
    writer.open(context, sinkContext);
    dropped = context.getMetricGroup().counter("deadLettersDropped");
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, @Nullable Long timestamp) {
    if (!asked || (refusal != null && System.nanoTime() - askedAtNs > ASKED_EVERY.toNanos())) {
      ask();
    }
    if (refusal != null) {
      dropped.inc();
      return null;
    }
    return writer.serialize(letter, context, timestamp);
  }

  private void ask() {
    String before = refusal;
    refusal = refusal();
    asked = true;
    askedAtNs = System.nanoTime();
    if (refusal != null && before == null) {
      LOG.error("dead letters are dropped and only counted: {}", refusal);
    } else if (refusal == null && before != null) {
      LOG.info("{} takes dead letters again", topic);
    }
  }

  /** Nothing where Kafka does not answer: then they wait for it like everything else. */
  private @Nullable String refusal() {
    try (Admin admin = kafka.admin()) {
      Set<AclOperation> may =
          admin
              .describeTopics(
                  List.of(topic),
                  new DescribeTopicsOptions()
                      .includeAuthorizedOperations(true)
                      .timeoutMs(ANSWER_MS_MAX))
              .allTopicNames()
              .get(ANSWER_MS_MAX, TimeUnit.MILLISECONDS)
              .values()
              .iterator()
              .next()
              .authorizedOperations();
      return may == null || may.contains(AclOperation.WRITE)
          ? null
          : "the engine may not write to " + topic;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return "there is no topic " + topic;
      }
      return e.getCause() instanceof TopicAuthorizationException
          ? "the engine may not write to " + topic
          : null;
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}

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
import org.apache.kafka.common.KafkaException;
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

  private transient boolean takes;
  private transient long askAtNs;
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
    askAtNs = System.nanoTime();
    dropped = context.getMetricGroup().counter("deadLettersDropped");
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, @Nullable Long timestamp) {
    if (!takes && System.nanoTime() - askAtNs >= 0) {
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
    Admin admin = null;
    try {
      admin = kafka.admin();
      refusal = refusal(admin);
      takes = refusal == null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | KafkaException e) {
      refusal = null; // where Kafka does not answer they wait for it like everything else
    } finally {
      if (admin != null) {
        admin.close(Duration.ZERO);
      }
    }
    askAtNs = System.nanoTime() + ASKED_EVERY.toNanos();
    if (refusal != null && before == null) {
      LOG.error("dead letters are dropped and only counted: {}", refusal);
    } else if (refusal == null && before != null) {
      LOG.info("{} takes dead letters again", topic);
    }
  }

  private @Nullable String refusal(Admin admin) throws InterruptedException, TimeoutException {
    try {
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
      if (e.getCause() instanceof TopicAuthorizationException) {
        return "the engine may not write to " + topic;
      }
      throw new TimeoutException();
    }
  }
}

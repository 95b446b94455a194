package io.stillwatch.jobs;

import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of {@code enforcement.actions}, for those who change them by hand. */
public final class ActionTopic {

  private static final Logger LOG = LoggerFactory.getLogger(ActionTopic.class);

  private final KafkaAccess kafka;
  private final Topics topics;

  public ActionTopic(KafkaAccess kafka, Topics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /** What is in force: of each key the greatest revision, if it is active and not over. */
  public List<EnforcementAction> inForce(Instant now) {
    Map<String, EnforcementAction> rows = new HashMap<>();
    try (RecordedTopic topic =
            RecordedTopic.open(kafka, topics.actions(), "stillwatch-actions", null);
        KafkaSchemaResolver schemas =
            new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open()) {
      RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class, schemas);
      for (ConsumerRecord<byte[], byte[]> record = topic.next();
          record != null;
          record = topic.next()) {
        try {
          if (record.value() != null) {
            EnforcementAction action = codec.decode(record.value());
            rows.merge(
                ActionKey.of(action),
                action,
                (known, row) -> row.getRevision() > known.getRevision() ? row : known);
          }
        } catch (IOException e) {
          LOG.warn("{} offset {}: {}", record.topic(), record.offset(), e.toString());
        }
      }
    }
    return rows.values().stream()
        .filter(row -> row.getState() == ActionState.ACTIVE && now.isBefore(row.getExpiresAt()))
        .toList();
  }

  /**
   * Ends actions before their time.
   *
   * <p>The revision is at least the time of the revocation, as that of an action which begins then:
   * what the engine, which does not hear of it, adds to the present action stays below it.
   */
  public void revoke(List<EnforcementAction> actions, String explanation, Instant now)
      throws InterruptedException {
    SchemaTopic.publish(kafka, topics.schemas());
    RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("stillwatch-revoke")) {
      for (EnforcementAction action : actions) {
        EnforcementAction revoked =
            EnforcementAction.newBuilder(action)
                .setState(ActionState.REVOKED)
                .setRevision(Math.max(action.getRevision() + 1, now.toEpochMilli()))
                .setEventTime(now)
                .setExplanation(explanation)
                .build();
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topics.actions(),
                    ActionKey.of(revoked).getBytes(StandardCharsets.UTF_8),
                    codec.encode(revoked))));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("could not write to " + topics.actions(), e.getCause());
    }
  }
}

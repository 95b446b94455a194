package io.stillwatch.jobs;

import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Ladder;
import io.stillwatch.enforcement.Reprieve;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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

  /** The row of each key: of its records the one with the greatest revision. */
  public List<EnforcementAction> rows() {
    Map<String, EnforcementAction> rows = new HashMap<>();
    read(
        row ->
            rows.merge(
                ActionKey.of(row),
                row,
                (known, other) -> other.getRevision() > known.getRevision() ? other : known));
    return List.copyOf(rows.values());
  }

  /**
   * What stands, after all that humans have said.
   *
   * @param inForce what is in force
   * @param frozen what a freeze holds back: it is in force again when that ends
   * @param tenants whose rows there are, also of what has ended
   */
  public record Standing(
      List<EnforcementAction> inForce, List<EnforcementAction> frozen, Set<String> tenants) {

    public Standing {
      inForce = List.copyOf(inForce);
      frozen = List.copyOf(frozen);
      tenants = Set.copyOf(tenants);
    }

    /** Whatever can be taken back. */
    public List<EnforcementAction> all() {
      List<EnforcementAction> all = new ArrayList<>(inForce);
      all.addAll(frozen);
      return all;
    }
  }

  /** What stands now. */
  public Standing standing(Instant now) {
    FeedbackBook words = new FeedbackTopic(kafka, topics).book();
    List<EnforcementAction> rows = rows();
    Map<Boolean, List<EnforcementAction>> byFrozen =
        rows.stream()
            .filter(row -> Ladder.stands(row, words, now.toEpochMilli()))
            .collect(Collectors.partitioningBy(row -> Ladder.isFrozen(row, words)));
    return new Standing(
        byFrozen.getOrDefault(false, List.of()),
        byFrozen.getOrDefault(true, List.of()),
        rows.stream().map(EnforcementAction::getTenant).collect(Collectors.toSet()));
  }

  /** Tells every record that can be read, in no order. */
  void read(Consumer<EnforcementAction> each) {
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
            each.accept(codec.decode(record.value()));
          }
        } catch (IOException e) {
          LOG.warn("{} offset {}: {}", record.topic(), record.offset(), e.toString());
        }
      }
    }
  }

  /** Ends actions before their time because of what somebody said: the engine writes the same. */
  public void revoke(List<EnforcementAction> actions, Function<EnforcementAction, Feedback> word)
      throws InterruptedException {
    write(actions.stream().map(action -> Reprieve.of(action, word.apply(action))).toList());
  }

  private void write(List<EnforcementAction> rows) throws InterruptedException {
    SchemaTopic.publish(kafka, topics.schemas());
    RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (EnforcementAction row : rows) {
      byte[] key = ActionKey.of(row).getBytes(StandardCharsets.UTF_8);
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topics.actions(), key, codec.encode(row));
      CloudEventHeaders.add(row, record.headers());
      records.add(record);
    }
    TopicWriter.write(kafka, "stillwatch-revoke", topics.actions(), records);
  }
}

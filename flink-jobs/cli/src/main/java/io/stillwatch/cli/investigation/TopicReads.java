package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.TopicTrouble;
import io.stillwatch.jobs.EngineLag;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.KafkaSchemaResolver;
import io.stillwatch.jobs.RecordedTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Reads topics from their beginning to their present end, past what nobody can read. */
final class TopicReads implements AutoCloseable {

  /** Who hears of the records of a topic. */
  interface Listener<T> {

    /**
     * One record.
     *
     * @param key as it stands on the topic
     * @param value null where the record only takes back what stood under the key
     */
    void record(String key, @Nullable T value);
  }

  private final BrokerOptions brokers;
  private final KafkaAccess kafka;
  private final Topics topics;
  private final KafkaSchemaResolver schemas;
  private final Map<String, Integer> unreadable = new TreeMap<>();
  private @Nullable List<Feedback> said;

  private TopicReads(BrokerOptions brokers, Topics topics) {
    this.brokers = brokers;
    this.kafka = brokers.reachable();
    this.topics = topics;
    this.schemas = new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open();
  }

  static TopicReads open(BrokerOptions brokers) {
    return new TopicReads(brokers, brokers.topics());
  }

  Topics topics() {
    return topics;
  }

  /**
   * Hands on every record.
   *
   * @throws io.stillwatch.cli.WrongUse when there is no such topic, or it cannot be read
   */
  <T extends SpecificRecord> void each(String topic, Class<T> type, Listener<T> listener) {
    RecordCodec<T> codec = RecordCodec.of(type, schemas);
    try (RecordedTopic records =
        RecordedTopic.open(kafka, topic, "stillwatch-investigation", null)) {
      for (ConsumerRecord<byte[], byte[]> record = records.next();
          record != null;
          record = records.next()) {
        byte[] key = record.key();
        byte[] value = record.value();
        try {
          listener.record(
              key == null ? "" : new String(key, StandardCharsets.UTF_8),
              value == null ? null : codec.decode(value));
        } catch (IOException e) {
          unreadable.merge(topic, 1, Integer::sum);
        }
      }
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", topic, kafka, e);
    }
  }

  /** How far the engine is behind at a time: what is read here is older by that. */
  EngineLag lag(Instant now) {
    return EngineLag.read(kafka, topics, now);
  }

  /** Which rows are in force at a time, after all that humans have said. */
  Predicate<EnforcementAction> holding(Instant now) {
    return FeedbackTopic.holding(said(), now);
  }

  /** The latest word of each key that people have said: read once, so that all agree. */
  List<Feedback> said() {
    List<Feedback> known = said;
    if (known == null) {
      known = readSaid();
      said = known;
    }
    return known;
  }

  private List<Feedback> readSaid() {
    KafkaAccess there = brokers.reachable(topics.feedback());
    try {
      return new FeedbackTopic(there, topics).latest();
    } catch (KafkaException e) {
      throw TopicTrouble.with("read", topics.feedback(), there, e);
    }
  }

  /** Says how much was passed over. */
  void complain(Console console) {
    unreadable.forEach(
        (topic, count) ->
            console.err(
                "skipped "
                    + Told.count(count, "record")
                    + " of "
                    + topic
                    + " that nobody can read"));
  }

  @Override
  public void close() {
    schemas.close();
  }
}

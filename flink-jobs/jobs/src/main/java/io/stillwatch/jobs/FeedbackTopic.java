package io.stillwatch.jobs;

import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Ladder;
import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.TopicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What humans say, as it stands on {@code detection.feedback} under {@code
 * tenant|scope|subject|feedback_id}: the latest record of a key holds.
 *
 * <p>The topic has one partition: a record's offset is its place among all that was said.
 */
public final class FeedbackTopic {

  private static final Logger LOG = LoggerFactory.getLogger(FeedbackTopic.class);

  /** The one word of its kind about its subject: a later one replaces it. */
  public static final String FREEZE = "freeze";

  /** As {@link #FREEZE}: a campaign is approved or dismissed. */
  public static final String DECISION = "decision";

  /** As {@link #FREEZE}: a pattern is released. */
  public static final String RELEASE = "release";

  /** As {@link #FREEZE}: what a pattern has found is shelved. */
  public static final String SHELVE = "shelve";

  private final KafkaAccess kafka;
  private final Topics topics;

  public FeedbackTopic(KafkaAccess kafka, Topics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /**
   * Reads the topic to its present end.
   *
   * @return the offset of the next record that will be written
   */
  long read(Consumer<FeedbackChange> each) {
    try (TopicTail tail = new TopicTail(kafka, topics.feedback(), "stillwatch-feedback");
        KafkaSchemaResolver schemas =
            new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open()) {
      Reader reader = new Reader(schemas);
      return tail.readToEnd(
          kafka.silenceMax(),
          record -> {
            try {
              FeedbackChange change = reader.change(record.offset(), record.key(), record.value());
              if (change != null) {
                each.accept(change);
              }
            } catch (IOException e) {
              LOG.warn("{}: {}", topics.feedback(), e.getMessage());
            }
          });
    }
  }

  /** The latest record of each key, oldest first. */
  public List<Feedback> latest() {
    Map<String, Feedback> latest = new LinkedHashMap<>();
    read(
        change -> {
          String key = key(change.feedback());
          latest.remove(key);
          latest.put(key, change.feedback());
        });
    return List.copyOf(latest.values());
  }

  /**
   * Which of the newest rows of their keys are in force at a time.
   *
   * @param latest all that was said, as {@link #latest()} has it
   */
  public static Predicate<EnforcementAction> holding(List<Feedback> latest, Instant now) {
    FeedbackBook words = book(latest);
    return row -> Ladder.inForce(row, words, now.toEpochMilli());
  }

  /** What bears on decisions. */
  FeedbackBook book() {
    return book(latest());
  }

  private static FeedbackBook book(List<Feedback> latest) {
    FeedbackBook book = new FeedbackBook();
    latest.forEach(book::apply);
    return book;
  }

  /**
   * Writes down what is said, all of it before this returns.
   *
   * @return the offset of the last
   */
  public long write(List<Feedback> said) throws InterruptedException {
    return write(said, JobsLimits.SEND_BLOCK_MAX.plus(JobsLimits.DELIVERY_TIMEOUT));
  }

  /** The same for who has more to do: what the broker has not taken by then it does not get. */
  public long write(List<Feedback> said, Duration within) throws InterruptedException {
    Deadline deadline = Deadline.in(within);
    SchemaTopic.publish(kafka, topics.schemas(), deadline);
    RecordCodec<Feedback> codec = RecordCodec.of(Feedback.class);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (Feedback feedback : said) {
      byte[] key = key(feedback).getBytes(StandardCharsets.UTF_8);
      records.add(new ProducerRecord<>(topics.feedback(), 0, key, codec.encode(feedback)));
    }
    return TopicWriter.write(kafka, "stillwatch-feedback", topics.feedback(), records, deadline);
  }

  private static String key(Feedback feedback) {
    return TopicKey.of(
        feedback.getTenant(),
        feedback.getScope().name(),
        feedback.getSubject(),
        feedback.getFeedbackId());
  }

  /** Reads single records of the topic. Thread-confined. */
  static final class Reader {

    private final RecordCodec<Feedback> codec;

    Reader(SchemaResolver schemas) {
      this.codec = RecordCodec.of(Feedback.class, schemas);
    }

    /**
     * What a record says; null for a deletion, which only cleans up.
     *
     * @throws IOException when it is not what its key says
     */
    @Nullable FeedbackChange change(long offset, byte @Nullable [] key, byte @Nullable [] value)
        throws IOException {
      if (value == null) {
        return null;
      }
      Feedback feedback = decode(offset, value);
      if (key == null || !key(feedback).equals(new String(key, StandardCharsets.UTF_8))) {
        throw new IOException("the feedback at offset " + offset + " is another than its key says");
      }
      return new FeedbackChange(offset, feedback);
    }

    private Feedback decode(long offset, byte[] value) throws IOException {
      try {
        return codec.decode(value);
      } catch (IOException e) {
        throw new IOException("offset " + offset + ": " + e.getMessage(), e);
      }
    }
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The way of every record into the table, whatever topic it is from. Confined to the reader's
 * thread but for its counts.
 */
final class Intake {

  private final SubscriberTopics topics;
  private final ActionsInForce actions;
  private final Telling listener;
  private final SchemaShelf schemas = new SchemaShelf();
  private final RecordIntake<EnforcementAction> rows;
  private final RecordIntake<Feedback> feedback;
  private final Latencies latencies = new Latencies();
  private final AtomicLong changes = new AtomicLong();

  private boolean live;
  private boolean newSchema;
  private final Rhythm retrying;

  Intake(SubscriberTopics topics, ActionsInForce actions, Telling listener, LongSupplier nanos) {
    this.retrying = new Rhythm(nanos);
    this.topics = topics;
    this.actions = actions;
    this.listener = listener;
    this.rows = new RecordIntake<>(EnforcementAction.class, schemas, new IntoRows(), listener);
    this.feedback = new RecordIntake<>(Feedback.class, schemas, new IntoFeedback(), listener);
  }

  void take(ConsumerRecord<byte[], byte[]> record, long nowMs) {
    if (record.topic().equals(topics.actions())) {
      rows.take(record, nowMs);
    } else if (record.topic().equals(topics.feedback())) {
      feedback.take(record, nowMs);
    } else {
      newSchema |= schemas.take(record);
    }
  }

  /** Passes over a record that is failed at each time. */
  void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable why) {
    if (record.topic().equals(topics.actions())) {
      rows.giveUp(record, why);
    } else if (record.topic().equals(topics.feedback())) {
      feedback.giveUp(record, why);
    }
  }

  /** Tries again now and then what waits for its schema, and at once when one has come. */
  void retry(long nowMs) {
    if (waiting() > 0 && (newSchema || retrying.isDue(SubscriberLimits.RETRY_EVERY))) {
      rows.retry(nowMs);
      feedback.retry(nowMs);
    }
    newSchema = false;
  }

  /** From now on it counts how long rows took; those that were there before would tell nothing. */
  void live() {
    live = true;
  }

  long rows() {
    return rows.records();
  }

  long changes() {
    return changes.get();
  }

  long undecodable() {
    return rows.undecodable() + feedback.undecodable();
  }

  int waiting() {
    return rows.waiting() + feedback.waiting();
  }

  Latencies latencies() {
    return latencies;
  }

  /** Rows go into the table. */
  private final class IntoRows implements RecordIntake.Into<EnforcementAction> {

    @Override
    public void record(EnforcementAction row, long arrival, long nowMs) {
      boolean changed = actions.apply(row);
      if (changed) {
        changes.incrementAndGet();
        if (live) {
          latencies.inForce(row, nowMs);
        }
      }
      listener.tell(to -> to.row(row, changed));
    }

    @Override
    public void tombstone(String key, long nowMs) {
      actions.tombstone(key, nowMs);
    }
  }

  /** So do freezes and exceptions. */
  private final class IntoFeedback implements RecordIntake.Into<Feedback> {

    @Override
    public void record(Feedback said, long arrival, long nowMs) {
      boolean changed = actions.apply(said, arrival);
      listener.tell(to -> to.feedback(said, changed));
    }

    @Override
    public void tombstone(String key, long nowMs) {
      actions.feedbackTombstone(key, nowMs);
    }
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.UnknownSchemaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes records of the control topic one by one into the table, and tells the listener. No record
 * makes it fail. Confined to the reader's thread but for its counts.
 */
final class RowIntake {

  private final RecordCodec<EnforcementAction> codec;
  private final ActionsInForce actions;
  private final ControlTopicListener listener;
  private final KeptBack keptBack = new KeptBack();

  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong undecodable = new AtomicLong();
  private volatile int waiting;

  RowIntake(SchemaResolver schemas, ActionsInForce actions, ControlTopicListener listener) {
    this.codec = RecordCodec.of(EnforcementAction.class, schemas);
    this.actions = actions;
    this.listener = listener;
  }

  void take(ConsumerRecord<byte[], byte[]> record, long nowMs) {
    byte[] value = record.value();
    if (value == null) {
      tombstone(record.key(), nowMs);
      return;
    }
    try {
      row(codec.decode(value));
    } catch (UnknownSchemaException e) {
      tell(() -> listener.waiting(record.partition(), record.offset(), reason(e)));
      ConsumerRecord<byte[], byte[]> givenUp = keptBack.keep(record);
      waiting = keptBack.size();
      if (givenUp != null) {
        skip(
            givenUp,
            "given up: its schema is unknown and "
                + SubscriberLimits.KEPT_BACK_MAX
                + " later records wait for theirs");
      }
    } catch (IOException | RuntimeException e) {
      skip(record, reason(e));
    }
  }

  /** Tries again what waits for its schema. */
  void retry() {
    Iterator<ConsumerRecord<byte[], byte[]>> records = keptBack.oldestFirst();
    while (records.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = records.next();
      try {
        EnforcementAction action = codec.decode(record.value());
        records.remove();
        row(action);
      } catch (UnknownSchemaException e) {
        // it goes on waiting
      } catch (IOException | RuntimeException e) {
        records.remove();
        skip(record, reason(e));
      }
    }
    waiting = keptBack.size();
  }

  long rows() {
    return rows.get();
  }

  long undecodable() {
    return undecodable.get();
  }

  int waiting() {
    return waiting;
  }

  /** Calls the listener, whatever it does. */
  void tell(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException e) {
      trouble(e);
    }
  }

  void trouble(Exception failure) {
    try {
      listener.trouble(failure);
    } catch (RuntimeException ignored) {
      // the actions matter more than who listens
    }
  }

  private void row(EnforcementAction action) {
    boolean changed = actions.apply(action);
    rows.incrementAndGet();
    tell(() -> listener.row(action, changed));
  }

  private void tombstone(byte @Nullable [] key, long nowMs) {
    if (key != null) {
      actions.tombstone(new String(key, StandardCharsets.UTF_8), nowMs);
    }
  }

  private void skip(ConsumerRecord<byte[], byte[]> record, String why) {
    undecodable.incrementAndGet();
    tell(() -> listener.undecodable(record.partition(), record.offset(), why));
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.UnknownSchemaException;
import io.stillwatch.subscriber.KeptBack.Kept;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes the records of one topic one by one, those that cannot be read included. No record makes it
 * fail but for errors, after which it can be given again. Confined to the reader's thread but for
 * its counts.
 */
final class RecordIntake<T extends SpecificRecord> {

  private final RecordCodec<T> codec;
  private final Into<T> into;
  private final Telling listener;
  private final KeptBack keptBack = new KeptBack();

  private final AtomicLong records = new AtomicLong();
  private final AtomicLong undecodable = new AtomicLong();
  private volatile int waiting;
  private long arrivals;

  RecordIntake(Class<T> type, SchemaResolver schemas, Into<T> into, Telling listener) {
    this.codec = RecordCodec.of(type, schemas);
    this.into = into;
    this.listener = listener;
  }

  /** Where records go. */
  interface Into<T> {

    /**
     * A record that was read.
     *
     * @param arrival its place among all that came from its topic; it may have waited since
     */
    void record(T record, long arrival, long nowMs);

    void tombstone(String key, long nowMs);
  }

  void take(ConsumerRecord<byte[], byte[]> record, long nowMs) {
    long arrival = arrivals++;
    try {
      if (record.value() == null) {
        delete(record, nowMs);
      } else {
        read(record, arrival, nowMs);
      }
    } catch (UnknownSchemaException e) {
      listener.tell(
          to -> to.waiting(record.topic(), record.partition(), record.offset(), reason(e)));
      List<Kept> givenUp = keptBack.keep(new Kept(record, arrival));
      waiting = keptBack.size();
      givenUp.forEach(
          one ->
              skip(
                  one.record(),
                  "given up: its schema is unknown and "
                      + waiting
                      + " later records wait for theirs"));
    } catch (IOException | RuntimeException e) {
      skip(record, reason(e));
    }
  }

  /** Tries again what waits for its schema. */
  void retry(long nowMs) {
    keptBack.removeIf(one -> isDone(one, nowMs));
    waiting = keptBack.size();
  }

  private boolean isDone(Kept one, long nowMs) {
    try {
      read(one.record(), one.arrival(), nowMs);
      return true;
    } catch (UnknownSchemaException e) {
      return false; // it goes on waiting
    } catch (IOException | RuntimeException e) {
      skip(one.record(), reason(e));
      return true;
    } catch (Error e) {
      listener.trouble(e);
      if (!one.isTooOften()) {
        return false;
      }
      giveUp(one.record(), e);
      return true;
    }
  }

  /** Passes over a record that is failed at each time. */
  void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable why) {
    skip(
        record,
        "given up after " + SubscriberLimits.TRIES_MAX + " times: " + why.getClass().getName());
  }

  long records() {
    return records.get();
  }

  long undecodable() {
    return undecodable.get();
  }

  int waiting() {
    return waiting;
  }

  private void read(ConsumerRecord<byte[], byte[]> record, long arrival, long nowMs)
      throws IOException {
    T decoded = codec.decode(record.value());
    into.record(decoded, arrival, nowMs);
    records.incrementAndGet();
  }

  private void delete(ConsumerRecord<byte[], byte[]> record, long nowMs) {
    if (record.key() != null) {
      into.tombstone(new String(record.key(), StandardCharsets.UTF_8), nowMs);
    }
  }

  private void skip(ConsumerRecord<byte[], byte[]> record, String why) {
    undecodable.incrementAndGet();
    listener.tell(to -> to.undecodable(record.topic(), record.partition(), record.offset(), why));
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}

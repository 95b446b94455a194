package io.stillwatch.subscriber;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows that nobody knew the schema of when they came: they wait for it, as many as the limit says.
 *
 * <p>A schema is published before the first row that is written with it, but on another topic, and
 * may arrive later. Dropping the row would lose an action; stopping would hold up all others. Since
 * the greatest revision wins, it does no harm that such a row is read out of its order.
 */
final class KeptBack {

  private final ArrayDeque<Kept> records = new ArrayDeque<>();

  /** A record that waits. */
  static final class Kept {
    private final ConsumerRecord<byte[], byte[]> record;
    private final long arrival;
    private int failures;

    /** The parameter {@code arrival} is its place among all that came from its topic. */
    Kept(ConsumerRecord<byte[], byte[]> record, long arrival) {
      this.record = record;
      this.arrival = arrival;
    }

    ConsumerRecord<byte[], byte[]> record() {
      return record;
    }

    long arrival() {
      return arrival;
    }

    /** Whether an error came once too often for it. */
    boolean isTooOften() {
      return ++failures >= SubscriberLimits.TRIES_MAX;
    }
  }

  /** Keeps a record; returns the one that had to be given up for it, if the limit bit. */
  @Nullable Kept keep(Kept record) {
    records.addLast(record);
    return records.size() > SubscriberLimits.KEPT_BACK_MAX ? records.removeFirst() : null;
  }

  Iterator<Kept> oldestFirst() {
    return records.iterator();
  }

  int size() {
    return records.size();
  }
}

package io.stillwatch.subscriber;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Rows that nobody knew the schema of when they came: they wait for it, as many as the limits say.
 *
 * <p>A schema is published before the first row that is written with it, but on another topic, and
 * may arrive later. Dropping the row would lose an action; stopping would hold up all others. Since
 * the greatest revision wins, it does no harm that such a row is read out of its order.
 */
final class KeptBack {

  private final ArrayDeque<Kept> records = new ArrayDeque<>();
  private long bytes;

  /** A record that waits. */
  static final class Kept {
    private final ConsumerRecord<byte[], byte[]> record;
    private final long arrival;
    private final int bytes;
    private int failures;

    /** The parameter {@code arrival} is its place among all that came from its topic. */
    Kept(ConsumerRecord<byte[], byte[]> record, long arrival) {
      this.record = record;
      this.arrival = arrival;
      this.bytes = record.value().length;
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

  /** Keeps a record; returns those that had to be given up for it, if a limit bit. */
  List<Kept> keep(Kept record) {
    records.addLast(record);
    bytes += record.bytes;
    List<Kept> givenUp = new ArrayList<>();
    while (records.size() > SubscriberLimits.KEPT_BACK_MAX
        || bytes > SubscriberLimits.KEPT_BACK_BYTES_MAX) {
      Kept oldest = records.removeFirst();
      bytes -= oldest.bytes;
      givenUp.add(oldest);
    }
    return givenUp;
  }

  /** Those that it says yes to wait no longer; oldest first. */
  void removeIf(Predicate<Kept> done) {
    records.removeIf(done);
    bytes = records.stream().mapToLong(kept -> kept.bytes).sum();
  }

  int size() {
    return records.size();
  }
}

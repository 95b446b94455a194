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

  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();

  /** Keeps a record; returns the one that had to be given up for it, if the limit bit. */
  @Nullable ConsumerRecord<byte[], byte[]> keep(ConsumerRecord<byte[], byte[]> record) {
    records.addLast(record);
    return records.size() > SubscriberLimits.KEPT_BACK_MAX ? records.removeFirst() : null;
  }

  Iterator<ConsumerRecord<byte[], byte[]>> oldestFirst() {
    return records.iterator();
  }

  int size() {
    return records.size();
  }
}

package io.stillwatch.subscriber;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one consumer reads from their beginning, and as of when everything on them is
 * known to have been read. Confined to the reader's thread but for {@link #offsets}.
 *
 * <p>A consumer does not say that its broker is gone: polling then finds nothing, as on a quiet
 * day. So now and then the broker is asked where the partitions end. Once everything before those
 * ends was read, the table is as of the moment of the question. No answer, no fresher table. An end
 * that is not reached is asked for again: what a broker has lost meanwhile does not come any more.
 *
 * <p>A consumer counts as read what it has handed out, also if somebody fails in the midst of it.
 * So it is set back to what was taken before it reads on. A record that is failed at again and
 * again is given up: the others stand behind it.
 */
final class FollowedTopics {

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private final Set<String> found = new HashSet<>();

  /** Where reading goes on, by partition: after the last record that was taken. */
  private final Map<TopicPartition, Long> taken = new HashMap<>();

  private final Rhythm asking;
  private boolean ahead;

  /** By partition, how often the next record could not be taken. */
  private final Map<TopicPartition, Integer> failures = new HashMap<>();

  private @Nullable Ends ends;
  private volatile Map<String, Long> offsets = Map.of();

  /** Where the partitions ended at a time. */
  private record Ends(long asOfMs, Map<TopicPartition, Long> offsets) {

    Ends atMost(Map<TopicPartition, Long> endsNow) {
      Map<TopicPartition, Long> lesser = new HashMap<>(offsets);
      endsNow.forEach((partition, end) -> lesser.merge(partition, end, Math::min));
      return new Ends(asOfMs, Map.copyOf(lesser));
    }
  }

  /** Where records go. */
  interface Into {

    void take(ConsumerRecord<byte[], byte[]> record);

    /** A record that could not be taken so often that it is passed over. */
    void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable why);
  }

  FollowedTopics(Consumer<byte[], byte[]> consumer, List<String> topics, LongSupplier nanos) {
    this.consumer = consumer;
    this.topics = topics;
    this.asking = new Rhythm(nanos);
  }

  /** Whether every topic is read. */
  boolean complete() {
    return found.size() == topics.size();
  }

  /** Whether any topic is read. */
  boolean any() {
    return !assigned.isEmpty();
  }

  /**
   * Begins to read partitions that are not read yet. A topic that cannot be had does not keep the
   * others from being read.
   */
  void assignNew(Telling listener) {
    List<TopicPartition> fresh = new ArrayList<>();
    for (String topic : topics) {
      try {
        fresh.addAll(unread(topic));
        found.add(topic);
      } catch (WakeupException | InterruptException e) {
        throw e; // closing
      } catch (RuntimeException e) { // not there, or no right to read it
        listener.trouble(e);
      }
    }
    if (!fresh.isEmpty()) {
      assigned.addAll(fresh);
      consumer.assign(assigned);
      consumer.seekToBeginning(fresh);
      ends = null; // it knew nothing of them
    }
  }

  private List<TopicPartition> unread(String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic, SubscriberLimits.TOPIC_MAX);
    if (partitions == null || partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException(
          "topic '" + topic + "' does not exist; create it with `stillwatch topics create`");
    }
    return partitions.stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .filter(partition -> !assigned.contains(partition))
        .toList();
  }

  /** Takes what has come. After a failure it begins with what was not taken. */
  void read(Into into) {
    if (ahead) {
      goBack();
    }
    ahead = true;
    ConsumerRecords<byte[], byte[]> records = consumer.poll(SubscriberLimits.POLL);
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        take(partition, record, into);
        taken.put(partition, record.offset() + 1);
      }
    }
    ahead = false;
  }

  private void goBack() {
    for (TopicPartition partition : assigned) {
      Long next = taken.get(partition);
      if (next == null) {
        consumer.seekToBeginning(List.of(partition));
      } else {
        consumer.seek(partition, next);
      }
    }
  }

  private void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, Into into) {
    try {
      into.take(record);
    } catch (RuntimeException | Error e) { // too little memory passes, a bug of ours does not
      if (failures.merge(partition, 1, Integer::sum) < SubscriberLimits.TRIES_MAX) {
        throw e;
      }
      into.giveUp(record, e);
    }
    failures.remove(partition);
  }

  /**
   * Asks where the partitions end, if it is time to.
   *
   * @return the time as of which everything is known to have been read, if that is news
   */
  @Nullable Long probe(InstantSource clock) {
    Ends known = ends;
    if (known == null) {
      if (!complete() || !asking.isDue(SubscriberLimits.PROBE_EVERY)) {
        return null;
      }
      long askedAtMs = clock.millis();
      known = new Ends(askedAtMs, endsNow());
      ends = known;
    } else if (asking.isDue(SubscriberLimits.ASK_AGAIN_AFTER)) {
      known = known.atMost(endsNow());
      ends = known;
    }
    for (Map.Entry<TopicPartition, Long> end : known.offsets.entrySet()) {
      if (consumer.position(end.getKey(), SubscriberLimits.PROBE_MAX) < end.getValue()) {
        return null;
      }
    }
    ends = null;
    note();
    return known.asOfMs;
  }

  private Map<TopicPartition, Long> endsNow() {
    return Map.copyOf(consumer.endOffsets(assigned, SubscriberLimits.PROBE_MAX));
  }

  private void note() {
    Map<String, Long> next = new TreeMap<>();
    for (TopicPartition partition : assigned) {
      next.put(partition.toString(), consumer.position(partition, SubscriberLimits.PROBE_MAX));
    }
    offsets = Map.copyOf(next);
  }

  /** By partition, the offset up to which it was read when the table was last known to be fresh. */
  Map<String, Long> offsets() {
    return offsets;
  }
}

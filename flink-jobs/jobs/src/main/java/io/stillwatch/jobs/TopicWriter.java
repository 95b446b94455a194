package io.stillwatch.jobs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Writes a few records, each under a key, to a topic for somebody who waits for it. */
final class TopicWriter {

  private TopicWriter() {}

  /** Writes them, all before this returns; each has the time of any record. */
  static long write(
      KafkaAccess kafka,
      String clientId,
      String topic,
      List<ProducerRecord<byte[], byte[]>> records)
      throws InterruptedException {
    return write(kafka, clientId, topic, records, Deadline.in(Deadline.NEVER));
  }

  /**
   * The same for who has more to do: what the broker has not taken by then it does not get.
   *
   * @return the offset of the last, -1 where there is none
   */
  static long write(
      KafkaAccess kafka,
      String clientId,
      String topic,
      List<ProducerRecord<byte[], byte[]>> records,
      Deadline deadline)
      throws InterruptedException {
    if (records.isEmpty()) {
      return -1;
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    int at = 0;
    KafkaProducer<byte[], byte[]> producer = kafka.producer(clientId, deadline);
    try {
      for (; at < records.size(); at++) {
        Future<RecordMetadata> one = producer.send(records.get(at));
        if (one.isDone()) {
          one.get(); // where the broker is away, each would wait as long as the first has
        }
        sent.add(one);
      }
      long last = -1;
      for (at = 0; at < sent.size(); at++) {
        last = sent.get(at).get(deadline.left().toNanos(), TimeUnit.NANOSECONDS).offset();
      }
      return last;
    } catch (ExecutionException e) {
      String key = new String(records.get(at).key(), StandardCharsets.UTF_8);
      throw new KafkaException("could not write " + key + " to " + topic, e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(
          topic + " did not take it within " + deadline.within().toSeconds() + " s", e);
    } finally {
      producer.close(deadline.left());
    }
  }
}

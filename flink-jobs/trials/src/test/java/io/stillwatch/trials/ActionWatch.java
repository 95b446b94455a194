package io.stillwatch.trials;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/** An enforcement service that reads the control topic through all outages. */
final class ActionWatch implements AutoCloseable {

  /** A row, when the engine wrote it, and when it arrived. */
  record Seen(EnforcementAction row, long writtenAtMs, long arrivedAtMs) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Seen> seen = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closing;

  ActionWatch(String kafka, String topic) {
    consumer = Wire.consumer(kafka);
    Wire.assign(consumer, topic);
    thread = new Thread(this::run, "drill-watch");
    thread.start();
  }

  private void run() {
    RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
    try {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          EnforcementAction row = codec.decode(record.value());
          synchronized (seen) {
            seen.add(new Seen(row, record.timestamp(), System.currentTimeMillis()));
          }
        }
      }
    } catch (WakeupException e) {
      return; // closing
    } catch (Exception e) {
      throw new AssertionError("the control topic cannot be read", e);
    }
  }

  /** All rows so far, in the order of their arrival. */
  List<Seen> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    consumer.wakeup();
    thread.join(10_000);
    consumer.close();
  }
}

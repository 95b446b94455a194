package io.stillwatch.trials;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Publishes a stream at an even pace whatever happens to the broker: it waits while nothing is
 * acknowledged, and loses and repeats nothing.
 */
final class DrillTraffic implements AutoCloseable {

  private static final int UNACKNOWLEDGED_MAX = 500;
  private static final int BURST = 20;

  private final List<InferenceEvent> stream;
  private final KafkaProducer<byte[], byte[]> producer;
  private final long burstEveryMs;
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Semaphore unacknowledged = new Semaphore(UNACKNOWLEDGED_MAX);
  private final Thread thread;
  private volatile int limit;

  DrillTraffic(String kafka, String topic, List<InferenceEvent> stream, int perSecond) {
    this.stream = stream;
    this.producer = Wire.producer(kafka);
    this.burstEveryMs = 1_000L * BURST / perSecond;
    this.thread = new Thread(() -> run(topic), "drill-traffic");
  }

  /** Lets the traffic flow up to an event of the stream, where it waits to be let on. */
  void flowTo(int events) {
    limit = events;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  private void run(String topic) {
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    try {
      for (int i = 0; i < stream.size(); i++) {
        do {
          if (i % BURST == 0 || i >= limit) {
            Thread.sleep(burstEveryMs);
          }
        } while (i >= limit);
        unacknowledged.acquire();
        producer.send(
            Wire.record(topic, stream.get(i), codec),
            (metadata, e) -> {
              if (e == null) {
                acknowledged.incrementAndGet();
              } else {
                failure.compareAndSet(null, e);
              }
              unacknowledged.release();
            });
      }
      producer.flush();
    } catch (Exception e) {
      failure.compareAndSet(null, e);
    }
  }

  int acknowledged() {
    Exception failed = failure.get();
    if (failed != null) {
      throw new AssertionError("the traffic itself failed", failed);
    }
    return acknowledged.get();
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join(5_000);
    producer.close(Duration.ofSeconds(1));
  }
}

package io.stillwatch.jobs;

import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.operator.BookSource;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pattern book: the starter patterns, and what {@code detection.patterns} has made of them. */
public record KafkaBook(KafkaAccess kafka, Topics topics) implements BookSource {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaBook.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  @Override
  public Opening open() {
    PatternTopic.Reading reading = new PatternTopic(kafka, topics).read();
    return new Opening(reading.applyTo(StarterBook.book()), reading.nextOffset());
  }

  /** The same for whoever must not fail because Kafka is away: waits until it is there. */
  Opening awaited() {
    while (true) {
      try {
        return open();
      } catch (KafkaException e) {
        LOG.warn("waiting for {}: {}", topics.patterns(), e.getMessage());
        LockSupport.parkNanos(PAUSE.toNanos());
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
  }
}

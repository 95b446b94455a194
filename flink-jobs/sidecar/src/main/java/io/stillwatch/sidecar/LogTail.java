package io.stillwatch.sidecar;

import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.sidecar.FollowedLog.Lines;
import io.stillwatch.sidecar.RecordReader.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the lines of a log. While Kafka is away the log itself is what waits: its lines are tried
 * until they are there, and only then the place is remembered. After a crash some are sent again,
 * which does no harm, as an exchange counts once.
 */
final class LogTail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

  private final FollowedLog log;
  private final RecordReader reader;
  private final EventSender sender;
  private final SourceCounts counts;
  private final String source;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private boolean inTrouble;
  private volatile @Nullable String fault;

  private LogTail(
      String source,
      FollowedLog log,
      RecordReader reader,
      EventSender sender,
      SourceCounts counts) {
    this.source = source;
    this.log = log;
    this.reader = reader;
    this.sender = sender;
    this.counts = counts;
    this.thread = new Thread(this::run, "log-" + source);
    this.thread.setDaemon(true);
  }

  static LogTail start(
      String source,
      FollowedLog log,
      RecordReader reader,
      EventSender sender,
      SourceCounts counts) {
    LogTail tail = new LogTail(source, log, reader, sender, counts);
    tail.thread.start();
    return tail;
  }

  private void run() {
    try (log) {
      boolean more = true;
      while (more || !closing.await(waitMs(), TimeUnit.MILLISECONDS)) {
        more = step() && closing.getCount() > 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("source {}: the log cannot be closed: {}", source, e.toString());
    }
  }

  private static long waitMs() {
    return SidecarLimits.LOG_LOOK_EVERY.toMillis();
  }

  /** Whether there was something, so that there may be more. */
  private boolean step() throws InterruptedException {
    try {
      Lines lines = log.next();
      if (!lines.found()) {
        troubleOver();
        return false;
      }
      List<Reading> readings = new ArrayList<>();
      List<InferenceEvent> events = new ArrayList<>();
      for (byte[] line : lines.lines()) {
        Reading reading = read(line);
        readings.add(reading);
        events.addAll(reading.events());
      }
      Set<Integer> tooLarge = sent(events);
      if (tooLarge == null) {
        return false; // closing
      }
      int first = 0;
      for (Reading reading : readings) {
        counts.record(reading.sent(tooLarge, first));
        first += reading.events().size();
      }
      for (int i = 0; i < lines.tooLong(); i++) {
        counts.record(List.of(tooLong()));
      }
      log.done();
      troubleOver();
      return true;
    } catch (IOException e) {
      return fromThere("the log cannot be read: " + e);
    } catch (RuntimeException | Error e) { // a fault of ours; its message may quote a line
      return fromThere("a fault of the sidecar's: " + e.getClass().getName());
    }
  }

  /** Begins again where the last lines ended that are in Kafka. */
  private boolean fromThere(String why) {
    fault = "source " + source + ": " + why;
    trouble(why);
    try {
      log.close();
    } catch (IOException e) {
      LOG.debug("source {}: {}", source, e.toString());
    }
    return false;
  }

  /**
   * A line that we fail at is passed over as one that cannot be read: the others wait behind it.
   */
  private Reading read(byte[] line) {
    try {
      return reader.read(line);
    } catch (RuntimeException | StackOverflowError e) { // its message may quote the line
      LOG.error("source {}: a line cannot be read: {}", source, e.getClass().getName());
      return new Reading(
          List.of(new Rejected(RejectionReason.MALFORMED, null, "cannot be read")), List.of());
    }
  }

  private static One tooLong() {
    return RecordReader.tooLarge("a line of more than " + SidecarLimits.EVENT_BYTES_MAX + " bytes");
  }

  /** Tries until Kafka has them; null when there was no more time for that. */
  private @Nullable Set<Integer> sent(List<InferenceEvent> events) throws InterruptedException {
    while (true) {
      Deferral why;
      try {
        return sender
            .send(events)
            .get(SidecarLimits.ACKNOWLEDGE_MAX.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        why = KafkaFailure.deferral(e.getCause());
        trouble("Kafka does not take events: " + e.getCause());
      } catch (TimeoutException e) {
        why = Deferral.KAFKA_AWAY;
        trouble("Kafka does not answer");
      }
      counts.deferred(why);
      if (closing.await(SidecarLimits.RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
        return null;
      }
    }
  }

  /** What is wrong with the log or its reading; null when nothing is, or Kafka alone is away. */
  @Nullable String trouble() {
    if (!thread.isAlive() && closing.getCount() > 0) {
      return "source " + source + " is read no more; start the sidecar again";
    }
    String unwritten = log.unwritten();
    return fault != null || unwritten == null ? fault : "source " + source + ": " + unwritten;
  }

  private void trouble(String what) {
    if (!inTrouble) {
      LOG.warn("source {}: {}; it is tried on", source, what);
    }
    inTrouble = true;
  }

  private void troubleOver() {
    fault = null;
    String unwritten = log.unwritten();
    if (unwritten != null) {
      trouble(unwritten);
      return;
    }
    if (inTrouble) {
      LOG.info("source {}: goes on", source);
    }
    inTrouble = false;
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(SidecarLimits.DRAIN_MAX.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

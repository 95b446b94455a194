package io.stillwatch.sidecar;

import io.grpc.Status.Code;
import io.stillwatch.intake.Format;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.sidecar.RecordReader.Reading;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is sent here: reads it, sends its events on, and waits until Kafka has them. Nothing
 * is kept for later: who sent is told to keep it.
 */
final class Reception {

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final BlockingQueue<RecordReader> readers;
  private final EventSender sender;
  private final SourceCounts counts;
  private long troubleToldAt = System.nanoTime() - SidecarLimits.TROUBLE_EVERY.toNanos();

  /** What became of a record. */
  sealed interface Result {}

  /**
   * Its events are in Kafka.
   *
   * @param refused exchanges that were not taken
   * @param why reasons and their counts
   */
  record Taken(long refused, String why) implements Result {}

  /** Not taken, nor will it be if the same is sent again. */
  record Refused(Code code, String why) implements Result {}

  /** To be sent again. */
  record Deferred(Deferral why) implements Result {}

  Reception(List<RecordReader> readers, EventSender sender, SourceCounts counts) {
    this.readers = new ArrayBlockingQueue<>(readers.size(), false, readers);
    this.sender = sender;
    this.counts = counts;
  }

  SourceCounts counts() {
    return counts;
  }

  Result take(byte[] record, Format format) throws InterruptedException {
    if (record.length == 0) {
      return new Taken(0, "");
    }
    Reading reading = read(record, format);
    if (reading == null) {
      return deferred(Deferral.BUSY);
    }
    List<One> verdicts;
    try {
      verdicts = reading.sent(sent(reading), 0);
    } catch (ExecutionException e) {
      return deferred(KafkaFailure.deferral(e.getCause()), String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      String what = "no answer for " + SidecarLimits.ACKNOWLEDGE_MAX.toSeconds() + " s";
      return deferred(Deferral.KAFKA_AWAY, what);
    }
    counts.record(verdicts);
    RejectionReason whole = damaged(verdicts);
    return whole != null
        ? new Refused(Code.INVALID_ARGUMENT, whole.name())
        : new Taken(SourceCounts.told(verdicts), reasons(verdicts));
  }

  Deferred deferred(Deferral why) {
    counts.deferred(why);
    return new Deferred(why);
  }

  /** A request of which nothing was read. */
  Refused refused(Code code, String why) {
    counts.refusedRequest();
    return new Refused(code, why);
  }

  /** A request whose body was not read. */
  Result unread(Body.Refused body, int bodyBytesMax) {
    return switch (body.why()) {
      case NO_MEMORY -> deferred(Deferral.NO_MEMORY);
      case NOT_GZIP -> refused(Code.INVALID_ARGUMENT, "the body is no gzip");
      case TOO_LARGE ->
          refused(Code.RESOURCE_EXHAUSTED, "more than " + bodyBytesMax + " bytes; smaller batches");
    };
  }

  /** A request that we failed at. What the failure says may quote a text. */
  Refused fault(Throwable failure) {
    LOG.error("a request could not be answered: {}", failure.getClass().getName());
    return refused(Code.INTERNAL, "a fault of the sidecar's");
  }

  private @Nullable Reading read(byte[] record, Format format) throws InterruptedException {
    RecordReader reader =
        readers.poll(SidecarLimits.READER_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    if (reader == null) {
      return null;
    }
    try {
      return reader.read(record, format);
    } finally {
      readers.add(reader);
    }
  }

  private Set<Integer> sent(Reading reading)
      throws InterruptedException, ExecutionException, TimeoutException {
    return sender
        .send(reading.events())
        .get(SidecarLimits.ACKNOWLEDGE_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Deferred deferred(Deferral why, String told) {
    trouble(told);
    return deferred(why);
  }

  private synchronized void trouble(String what) {
    long now = System.nanoTime();
    if (now - troubleToldAt >= SidecarLimits.TROUBLE_EVERY.toNanos()) {
      troubleToldAt = now;
      LOG.warn("Kafka does not take events, senders are told to wait: {}", what);
    }
  }

  /** Why nothing of a record could be read, null when something could. */
  private static @Nullable RejectionReason damaged(List<One> verdicts) {
    if (verdicts.size() != 1 || !(verdicts.get(0) instanceof Rejected why)) {
      return null;
    }
    return switch (why.reason()) {
      case MALFORMED, NOT_UTF8, UNKNOWN_FORMAT, RECORD_TOO_LARGE -> why.reason();
      default -> null;
    };
  }

  private static String reasons(List<One> verdicts) {
    Map<RejectionReason, Integer> reasons = new EnumMap<>(RejectionReason.class);
    for (One one : verdicts) {
      if (one instanceof Rejected why && why.reason() != RejectionReason.NO_EXCHANGE) {
        reasons.merge(why.reason(), 1, Integer::sum);
      }
    }
    StringBuilder out = new StringBuilder();
    reasons.forEach(
        (reason, count) ->
            out.append(out.isEmpty() ? "" : ", ").append(count).append(' ').append(reason));
    return out.toString();
  }
}

package io.stillwatch.sidecar;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Format;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.SignalReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a record of one source into events as they go to Kafka. Thread-confined. */
final class RecordReader {

  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

  /** Nobody knows when the broker will have it; the engine clamps times against that. */
  private static final long NOT_YET = -1;

  private final SidecarSource source;
  private final IntakeLimits limits;
  private final SignalReader signals;
  private final Map<Format, Intake> intakes = new EnumMap<>(Format.class);
  private final RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
  private final int eventsBytesMax;
  private long eventsBytes;

  /**
   * What a record came to.
   *
   * @param verdicts one for each exchange; no event in them has its texts any more, unless texts
   *     are to be sent
   * @param events the accepted ones. As they are and not as bytes: what a resource says stands in
   *     each event's bytes, and here once for thousands
   */
  record Reading(List<One> verdicts, List<InferenceEvent> events) {

    /**
     * The verdicts once its events were sent: those that the topic does not take are refused.
     *
     * @param tooLarge places of events that were sent together, these among them
     * @param first the place of the first one here
     */
    List<One> sent(Set<Integer> tooLarge, int first) {
      List<One> after = new ArrayList<>();
      int place = first;
      for (One one : verdicts) {
        boolean refused = one instanceof Accepted && tooLarge.contains(place++);
        after.add(refused ? tooLarge("larger than max.message.bytes of the topic") : one);
      }
      return after;
    }
  }

  static Rejected tooLarge(String how) {
    return new Rejected(RejectionReason.RECORD_TOO_LARGE, null, how);
  }

  RecordReader(SidecarSource source, HashKey key, int recordBytesMax) {
    this.source = source;
    this.limits = limits(recordBytesMax);
    this.signals = new SignalReader(key);
    this.eventsBytesMax =
        Math.max(SidecarLimits.EVENTS_BYTES_MAX, SidecarLimits.BODY_COPIES * recordBytesMax);
  }

  /** The engine's, but for the size: what is sent here holds many exchanges. */
  private static IntakeLimits limits(int recordBytesMax) {
    IntakeLimits usual = IntakeLimits.defaults();
    return new IntakeLimits(
        recordBytesMax,
        usual.textCharsMax(),
        usual.idCharsMax(),
        usual.shortCharsMax(),
        usual.mapEntriesMax(),
        usual.arrayItemsMax(),
        usual.depthMax(),
        usual.numberCharsMax(),
        usual.telemetryDepthMax(),
        usual.telemetryPartsMax(),
        usual.pastMsMax(),
        usual.futureMsMax());
  }

  /** Reads a record in the format of its source. */
  Reading read(byte[] record) {
    return read(record, source.source().format());
  }

  Reading read(byte[] record, Format format) {
    Reading reading = new Reading(new ArrayList<>(), new ArrayList<>());
    eventsBytes = 0;
    intake(format).accept(record, NOT_YET).each(one -> add(one, reading));
    return reading;
  }

  private Intake intake(Format format) {
    return intakes.computeIfAbsent(
        format,
        f ->
            new Intake(
                limits, SchemaResolver.builtIn(), ConfluentSchemas.NONE, false, source.as(f)));
  }

  private void add(One one, Reading reading) {
    if (!(one instanceof Accepted accepted)) {
      reading.verdicts.add(one);
      return;
    }
    InferenceEvent event = accepted.event();
    try {
      withoutTexts(event);
    } catch (RuntimeException e) {
      // A fault of ours; its message may quote the text.
      LOG.error("an event's signals cannot be read: {}", e.getClass().getName());
      reading.verdicts.add(new Rejected(RejectionReason.MALFORMED, null, "cannot be read"));
      return;
    }
    int bytes = codec.encode(event).length;
    if (bytes > SidecarLimits.EVENT_BYTES_MAX) {
      reading.verdicts.add(tooLarge(bytes + " bytes, limit " + SidecarLimits.EVENT_BYTES_MAX));
      return;
    }
    if (eventsBytes + bytes > eventsBytesMax) {
      reading.verdicts.add(tooLarge("the record's events have more than " + eventsBytesMax));
      return;
    }
    eventsBytes += bytes;
    reading.events.add(event);
    reading.verdicts.add(one);
  }

  private void withoutTexts(InferenceEvent event) {
    if (source.content() == Content.TEXT) {
      return;
    }
    boolean texts =
        event.getSystemText() != null
            || event.getPromptText() != null
            || event.getResponseText() != null;
    if (texts && source.content() == Content.FEATURES) {
      event.setFeatures(signals.features(event));
    }
    event.setSystemText(null);
    event.setPromptText(null);
    event.setResponseText(null);
  }
}

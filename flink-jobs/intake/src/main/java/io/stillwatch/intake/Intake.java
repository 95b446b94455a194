package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Part;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.SingleObject;

/**
 * The door: turns the bytes of one record into an accepted event or a rejection, or into several of
 * them where a record tells of several exchanges.
 *
 * <pre>
 *   C3 01 ...            Avro single-object: fingerprint, body
 *   00    ...            Confluent wire format: schema id (int, big endian), Avro body
 *   0A    ...            OTLP in protobuf
 *   [EF BB BF] ws* { ...  JSON: our own event, or one of the foreign formats by its names
 * </pre>
 *
 * Never throws for bad input. What the resolver and the registry throw because they cannot be asked
 * goes through: that is no fault of the event, which must not be lost for it. Thread-confined.
 */
public final class Intake {
  private static final byte CONFLUENT_MARK = 0;
  private static final int CONFLUENT_BODY_OFFSET = 5;

  private final int recordBytesMax;
  private final AvroEvents singleObjects;
  private final AvroEvents confluent;
  private final JsonEvents json;
  private final EventRules rules;
  private final EventClock clock;
  private final Format format;
  private final Telemetry telemetry;

  /** For records of any source, each of which says itself what it is. */
  public Intake(
      IntakeLimits limits,
      SchemaResolver schemas,
      ConfluentSchemas registry,
      boolean trustReceivedAt) {
    this(limits, schemas, registry, trustReceivedAt, Source.RECOGNISED);
  }

  public Intake(
      IntakeLimits limits,
      SchemaResolver schemas,
      ConfluentSchemas registry,
      boolean trustReceivedAt,
      Source source) {
    this.recordBytesMax = limits.recordBytesMax();
    this.singleObjects = new AvroEvents(limits, schemas::find);
    this.confluent = new AvroEvents(limits, id -> registry.find((int) id));
    this.json = new JsonEvents(limits);
    this.rules = new EventRules(limits);
    this.clock = new EventClock(limits, trustReceivedAt);
    this.format = source.format();
    this.telemetry = new Telemetry(limits, source);
  }

  /**
   * Judges one record.
   *
   * @param brokerTimeMs when the broker received it, negative when nobody knows
   */
  public Outcome accept(byte[] bytes, long brokerTimeMs) {
    try {
      bounded(bytes);
      int start = JsonStart.of(bytes);
      Format written = format == Format.AUTO ? telemetry.recognise(bytes, start) : format;
      if (written != Format.EVENT) {
        return telemetry(written, bytes, start, brokerTimeMs);
      }
      return accepted(read(bytes, start), brokerTimeMs);
    } catch (Refusal refusal) {
      return refusal.rejected();
    }
  }

  /** The format that a record shows itself to be written in. */
  public Format recognise(byte[] bytes) {
    return bytes.length == 0 ? Format.EVENT : telemetry.recognise(bytes, JsonStart.of(bytes));
  }

  /**
   * No resolver and no registry is asked here, so whatever is thrown is a fault of ours that these
   * bytes bring out: thrown on, it would stop the job at this record each time that it starts.
   */
  private Outcome telemetry(Format written, byte[] bytes, int start, long brokerTimeMs)
      throws Refusal {
    try {
      return telemetry.read(
          written, bytes, start, (draft, where) -> judge(draft, where, brokerTimeMs));
    } catch (RuntimeException e) {
      throw undecodable();
    }
  }

  /** Without the exception's message, which may quote values. */
  private static Refusal undecodable() {
    return new Refusal(RejectionReason.MALFORMED, "cannot be decoded");
  }

  private One judge(Draft draft, String where, long brokerTimeMs) {
    try {
      Accepted whole = accepted(draft.event(), brokerTimeMs);
      TraceIds at = draft.joinedAt();
      return at == null ? whole : part(whole.event(), at);
    } catch (Refusal refusal) {
      return (where.isEmpty() ? refusal : refusal.within(where)).rejected();
    } catch (RuntimeException e) {
      return (where.isEmpty() ? undecodable() : undecodable().within(where)).rejected();
    }
  }

  @SuppressWarnings("ConstantValue") // an account that was not found is null until it is set
  private static Part part(InferenceEvent event, TraceIds at) {
    boolean named = event.getAccountId() != null;
    if (!named) {
      event.setAccountId("");
    }
    return new Part(event, at, named);
  }

  private Accepted accepted(InferenceEvent event, long brokerTimeMs) throws Refusal {
    rules.check(event);
    clock.clamp(event, brokerTimeMs);
    return new Accepted(event);
  }

  private void bounded(byte[] bytes) throws Refusal {
    if (bytes.length == 0) {
      throw new Refusal(RejectionReason.EMPTY, "no bytes");
    }
    if (bytes.length > recordBytesMax) {
      throw new Refusal(
          RejectionReason.RECORD_TOO_LARGE, bytes.length + " bytes, limit " + recordBytesMax);
    }
  }

  private InferenceEvent read(byte[] bytes, int start) throws Refusal {
    if (SingleObject.isMarked(bytes)) {
      if (!SingleObject.hasHeader(bytes)) {
        throw new Refusal(RejectionReason.MALFORMED, "the record ends within its header");
      }
      return singleObjects.read(SingleObject.fingerprint(bytes), bytes, SingleObject.BODY_OFFSET);
    }
    if (bytes[0] == CONFLUENT_MARK) {
      if (bytes.length < CONFLUENT_BODY_OFFSET) {
        throw new Refusal(RejectionReason.MALFORMED, "the record ends within its header");
      }
      return confluent.read(confluentId(bytes), bytes, CONFLUENT_BODY_OFFSET);
    }
    if (start < 0) {
      throw new Refusal(
          RejectionReason.UNKNOWN_FORMAT,
          "neither Avro (C3 01), Confluent's wire format (00), OTLP (0A) nor a JSON object");
    }
    return json.read(bytes, start);
  }

  private static int confluentId(byte[] bytes) {
    return (bytes[1] & 0xFF) << 24
        | (bytes[2] & 0xFF) << 16
        | (bytes[3] & 0xFF) << 8
        | (bytes[4] & 0xFF);
  }
}

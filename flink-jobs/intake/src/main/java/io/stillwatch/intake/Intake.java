package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.SingleObject;

/**
 * The door: turns the bytes of one record into an accepted event or a rejection.
 *
 * <pre>
 *   C3 01 ...            Avro single-object: fingerprint, body
 *   00    ...            Confluent wire format: schema id (int, big endian), Avro body
 *   [EF BB BF] ws* { ...  plain JSON
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

  public Intake(
      IntakeLimits limits,
      SchemaResolver schemas,
      ConfluentSchemas registry,
      boolean trustReceivedAt) {
    this.recordBytesMax = limits.recordBytesMax();
    this.singleObjects = new AvroEvents(limits, schemas::find);
    this.confluent = new AvroEvents(limits, id -> registry.find((int) id));
    this.json = new JsonEvents(limits);
    this.rules = new EventRules(limits);
    this.clock = new EventClock(limits, trustReceivedAt);
  }

  /**
   * Judges one record.
   *
   * @param brokerTimeMs when the broker received it, negative when nobody knows
   */
  public Outcome accept(byte[] bytes, long brokerTimeMs) {
    try {
      InferenceEvent event = read(bytes);
      rules.check(event);
      clock.clamp(event, brokerTimeMs);
      return new Accepted(event);
    } catch (Refusal refusal) {
      return refusal.rejected();
    }
  }

  private InferenceEvent read(byte[] bytes) throws Refusal {
    if (bytes.length == 0) {
      throw new Refusal(RejectionReason.EMPTY, "no bytes");
    }
    if (bytes.length > recordBytesMax) {
      throw new Refusal(
          RejectionReason.RECORD_TOO_LARGE, bytes.length + " bytes, limit " + recordBytesMax);
    }
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
    int start = JsonStart.of(bytes);
    if (start < 0) {
      throw new Refusal(
          RejectionReason.UNKNOWN_FORMAT,
          "neither Avro single-object (C3 01), Confluent's wire format (00) nor a JSON object");
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

package io.stillwatch.intake;

import io.stillwatch.schemas.AvroBounds;
import io.stillwatch.schemas.InferenceEvent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro bodies of one numbering of schemas (fingerprints, or a registry's ids) into events.
 *
 * <p>A body is walked along its writer's schema before Avro may allocate anything for it.
 * Thread-confined.
 */
final class AvroEvents {
  /** Writers in the field at one time; the one not seen for longest goes. */
  static final int WRITERS_MAX = 64;

  private static final Schema EVENT = InferenceEvent.getClassSchema();
  private static final SpecificData MODEL = SpecificData.getForClass(InferenceEvent.class);

  private final LongFunction<@Nullable Schema> schemas;
  private final AvroBounds bounds;
  private final Map<Long, Writer> writers = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable BinaryDecoder decoder;

  AvroEvents(IntakeLimits limits, LongFunction<@Nullable Schema> schemas) {
    this.schemas = schemas;
    int itemsMax = Math.max(limits.mapEntriesMax(), limits.arrayItemsMax());
    // A value takes a byte or is empty; the empty ones are what the last limit is for.
    int valuesMax = Math.max(limits.recordBytesMax(), 1 << 16) * 2;
    this.bounds =
        new AvroBounds(
            new AvroBounds.Limits(limits.recordBytesMax(), itemsMax, limits.depthMax(), valuesMax));
  }

  InferenceEvent read(long schemaId, byte[] bytes, int from) throws Refusal {
    Writer writer = writer(schemaId);
    AvroBounds.Violation violation = bounds.check(writer.schema, bytes, from, bytes.length);
    if (violation != null) {
      throw refusal(violation);
    }
    try {
      decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
      return writer.reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      // The body is what its schema says, so it is the schema, somebody else's work, that is no
      // event's: whatever Avro
      // makes of it is an answer to them. Its message is dropped, it may quote values.
      throw new Refusal(
          RejectionReason.SCHEMA_MISMATCH, "the writer's schema cannot be read as an event");
    }
  }

  private Writer writer(long schemaId) throws Refusal {
    Writer known = writers.get(schemaId);
    if (known != null) {
      return known;
    }
    Schema schema = schemas.apply(schemaId);
    if (schema == null) {
      throw new Refusal(
          RejectionReason.UNKNOWN_SCHEMA, "nobody knows the schema " + Long.toHexString(schemaId));
    }
    Writer writer = new Writer(schema, new SpecificDatumReader<>(schema, EVENT, MODEL));
    writers.put(schemaId, writer);
    if (writers.size() > WRITERS_MAX) {
      writers.remove(writers.keySet().iterator().next());
    }
    return writer;
  }

  private static Refusal refusal(AvroBounds.Violation violation) {
    RejectionReason reason =
        switch (violation.fault()) {
          case MALFORMED -> RejectionReason.MALFORMED;
          case NOT_UTF8 -> RejectionReason.NOT_UTF8;
          case OVER_LIMIT -> RejectionReason.OVER_LIMIT;
        };
    Refusal refusal = new Refusal(reason, violation.detail());
    return violation.path().isEmpty() ? refusal : refusal.within(violation.path());
  }

  private record Writer(Schema schema, SpecificDatumReader<InferenceEvent> reader) {}
}

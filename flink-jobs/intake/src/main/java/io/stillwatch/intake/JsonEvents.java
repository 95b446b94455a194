package io.stillwatch.intake;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Utf8Text;
import java.io.IOException;
import org.apache.avro.specific.SpecificData;

/**
 * Reads one event from plain JSON with the names of the schema.
 *
 * <p>Unknown fields are passed over, as an older engine does with a newer producer. A field that
 * comes twice is refused: two parsers on the way would each believe another one. Thread-confined.
 */
final class JsonEvents {
  private final JsonFactory factory;
  private final JsonShape.RecordShape event;

  JsonEvents(IntakeLimits limits) {
    this.factory =
        factory(
            StreamReadConstraints.builder()
                .maxDocumentLength(limits.recordBytesMax())
                .maxNestingDepth(limits.depthMax())
                .maxStringLength(limits.textCharsMax())
                .maxNumberLength(limits.numberCharsMax())
                .maxNameLength(limits.shortCharsMax())
                .build());
    this.event =
        new JsonShape.RecordShape(
            InferenceEvent.getClassSchema(),
            SpecificData.getForClass(InferenceEvent.class),
            limits);
  }

  /** A factory of parsers that keep the limits. */
  static JsonFactory factory(StreamReadConstraints constraints) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(constraints)
        // Interned names would stay for the life of the JVM, and anybody can send any name.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  InferenceEvent read(byte[] bytes, int from) throws Refusal {
    if (!Utf8Text.isValid(bytes, from, bytes.length)) {
      throw new Refusal(RejectionReason.NOT_UTF8, "text that is not UTF-8");
    }
    try (JsonParser parser = factory.createParser(bytes, from, bytes.length - from)) {
      parser.nextToken();
      InferenceEvent read = (InferenceEvent) event.read(parser);
      if (parser.nextToken() != null) {
        throw new Refusal(RejectionReason.MALFORMED, "more after the end of the object");
      }
      return read;
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /** What Jackson refused. Its message is dropped: it quotes the text. */
  static Refusal refusal(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return new Refusal(
          RejectionReason.OVER_LIMIT, "longer or deeper than the limits for JSON allow");
    }
    long at =
        e instanceof JacksonException json && json.getLocation() != null
            ? json.getLocation().getByteOffset()
            : -1;
    return new Refusal(RejectionReason.MALFORMED, at < 0 ? "not JSON" : "not JSON at byte " + at);
  }

  static Refusal wrongType(String wanted, JsonToken found) {
    String what =
        switch (found) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING -> "a string";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
          case VALUE_TRUE, VALUE_FALSE -> "true or false";
          case VALUE_NULL -> "null";
          default -> "something else";
        };
    return new Refusal(RejectionReason.WRONG_TYPE, "must be " + wanted + ", is " + what);
  }
}

package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON value whose shape others choose (messages, tools) as maps, lists, strings, numbers
 * and booleans. Nulls are left out of maps and lists; of a key that comes twice the last value
 * counts, as it does for the server that answered.
 */
final class JsonTree {
  private final JsonFactory factory;
  private final int partsMax;
  private final int depthMax;
  private final int numberCharsMax;
  private int left;

  JsonTree(JsonFactory factory, IntakeLimits limits) {
    this.factory = factory;
    this.partsMax = limits.telemetryPartsMax();
    this.depthMax = limits.telemetryDepthMax();
    this.numberCharsMax = limits.numberCharsMax();
  }

  /** The value whose first token is current; what goes beyond the limits is left out. */
  @Nullable Object read(JsonParser parser) throws IOException {
    left = partsMax;
    return value(parser, 0);
  }

  /**
   * JSON that stands in a string, as spans carry it; null when it is none or has too many parts.
   */
  @Nullable Object parse(String text) {
    try (JsonParser parser = factory.createParser(text)) {
      Object tree = parser.nextToken() == null ? null : read(parser);
      return left < 0 ? null : tree;
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable Object value(JsonParser parser, int depth) throws IOException {
    if (left < 0 || left-- == 0 || depth > depthMax) {
      parser.skipChildren();
      return null;
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, depth + 1);
      case START_ARRAY -> array(parser, depth + 1);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> tooLong(parser) ? null : whole(parser);
      case VALUE_NUMBER_FLOAT -> tooLong(parser) ? null : (Object) parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private boolean tooLong(JsonParser parser) throws IOException {
    return parser.getTextLength() > numberCharsMax;
  }

  private Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Object value = value(parser, depth);
      if (value == null) {
        object.remove(name);
      } else {
        object.put(name, value);
      }
    }
    return object;
  }

  private List<Object> array(JsonParser parser, int depth) throws IOException {
    List<Object> array = new ArrayList<>(4);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser, depth);
      if (value != null) {
        array.add(value);
      }
    }
    return array;
  }

  /** What fits no long is a double: nobody counts so far, and an id is taken as its text. */
  private static Object whole(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) parser.getDoubleValue()
        : (Object) parser.getLongValue();
  }
}

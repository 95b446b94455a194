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
  private final PartsBudget budget;

  JsonTree(JsonFactory factory, PartsBudget budget) {
    this.factory = factory;
    this.budget = budget;
  }

  /** The value whose first token is current. */
  @Nullable Object read(JsonParser parser) throws IOException, Refusal {
    budget.take();
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** JSON that stands in a string, as spans carry it; null when it is none. */
  @Nullable Object parse(String text) throws Refusal {
    try (JsonParser parser = factory.createParser(text)) {
      return parser.nextToken() == null ? null : read(parser);
    } catch (IOException e) {
      return null;
    }
  }

  private Map<String, Object> object(JsonParser parser) throws IOException, Refusal {
    Map<String, Object> object = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      Object value = read(parser);
      if (value == null) {
        object.remove(name);
      } else {
        object.put(name, value);
      }
    }
    return object;
  }

  private List<Object> array(JsonParser parser) throws IOException, Refusal {
    List<Object> array = new ArrayList<>(4);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = read(parser);
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

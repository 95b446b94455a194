package io.stillwatch.cli.evaluate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stillwatch.cli.WrongUse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON object with the place where it stands, so that what is wrong with a field can be
 * told with it.
 */
record Fields(Map<String, @Nullable Object> values, String place) {

  /** The object that the parser is about to read. */
  static Fields read(JsonParser json, String place) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new WrongUse(place + ": a JSON object is expected");
    }
    return new Fields(object(json), place);
  }

  @Nullable String text(String name) {
    Object value = values.get(name);
    return value == null ? null : value.toString();
  }

  String required(String name) {
    String text = text(name);
    if (text == null) {
      throw wrong("'" + name + "' is missing");
    }
    return text;
  }

  double number(String name, double otherwise) {
    Object value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return value instanceof Number number
          ? number.doubleValue()
          : Double.parseDouble(value.toString().strip());
    } catch (NumberFormatException e) {
      throw wrong("'" + name + "' is " + value + ", and no number");
    }
  }

  /** Epoch milliseconds, from a number or ISO-8601; NaN where there is none. */
  double timeMs(String name) {
    Object value = values.get(name);
    if (value == null) {
      return Double.NaN;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return OffsetDateTime.parse(value.toString()).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw wrong("'" + name + "' is " + value + "; write epoch milliseconds or ISO-8601");
    }
  }

  /** The object under a name, empty where there is none. */
  Fields object(String name) {
    Object value = values.get(name);
    if (value == null) {
      return new Fields(Map.of(), place);
    }
    if (!(value instanceof Fields fields)) {
      throw wrong("'" + name + "' is no object");
    }
    return new Fields(fields.values(), place);
  }

  /** The objects in the list under a name. */
  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    if (values.get(name) instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Fields fields) {
          objects.add(new Fields(fields.values(), place));
        }
      }
    }
    return objects;
  }

  WrongUse wrong(String what) {
    return new WrongUse(place + ": " + what);
  }

  private static Map<String, @Nullable Object> object(JsonParser json) throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      values.put(name, value(json));
    }
    return values;
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> new Fields(object(json), "");
      case START_ARRAY -> list(json);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }

  private static List<@Nullable Object> list(JsonParser json) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(json));
    }
    return list;
  }
}

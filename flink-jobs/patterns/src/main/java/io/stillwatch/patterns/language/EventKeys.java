package io.stillwatch.patterns.language;

import io.stillwatch.schemas.InferenceEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The keys of a test's event: the fields of the schema, and what tests add to them. */
final class EventKeys {

  static final Schema EVENT = InferenceEvent.getClassSchema();

  /** When it happens and how often: in place of occurred_at. */
  static final List<String> OF_TESTS = List.of("at", "repeat", "every", "signals");

  /** In place of {@code account.created_at}, by the event's own time. */
  static final String AGE = "age";

  private static final String AT_INSTEAD = "write at: 90s, the time since the test's start";

  private static final Map<String, Keys> BY_RECORD = byRecord();

  private EventKeys() {}

  /** The keys of one record of the event, by the name of its field; the event itself is "". */
  static Keys of(String field) {
    Keys keys = BY_RECORD.get(field);
    if (keys == null) {
      throw new IllegalArgumentException("no record '" + field + "' in an event");
    }
    return keys;
  }

  private static Map<String, Keys> byRecord() {
    Map<String, Keys> keys = new LinkedHashMap<>();
    keys.put("", keys(EVENT, ""));
    for (Schema.Field field : EVENT.getFields()) {
      Schema type = type(field);
      if (type.getType() == Schema.Type.RECORD) {
        keys.put(field.name(), keys(type, field.name()));
      }
    }
    return keys;
  }

  private static Keys keys(Schema record, String field) {
    Keys keys = Keys.none();
    if (field.isEmpty()) {
      keys = keys.allow(OF_TESTS.toArray(new String[0]));
      keys = keys.instead("occurred_at", AT_INSTEAD).instead("received_at", AT_INSTEAD);
    }
    if (field.equals("account")) {
      keys = keys.allow(AGE).instead("created_at", "write age: 30d, at the time of the event");
    }
    if (field.equals("features")) {
      keys = keys.instead("scores", "write signals: {cot_elicitation: 0.9} beside the fields");
      keys = keys.instead("hashes", "write signals: {pair: item-1} beside the fields");
      keys = keys.instead("shingle_sketch", "no signal reads it so far");
    }
    for (Schema.Field known : record.getFields()) {
      if (!keys.instead().containsKey(known.name())) {
        keys = keys.allow(known.name());
      }
    }
    return keys;
  }

  static void all(String path, Map<String, Keys> all) {
    BY_RECORD.forEach((field, keys) -> all.put(field.isEmpty() ? path : path + "." + field, keys));
  }

  /** The type of a field that is there. */
  static Schema type(Schema.Field field) {
    Schema type = field.schema();
    if (!type.isUnion()) {
      return type;
    }
    return type.getTypes().stream()
        .filter(branch -> branch.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }
}

package io.stillwatch.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/** What events on a span add to it: its messages, where an instrumentation tells them so. */
final class SpanEvents {
  private SpanEvents() {}

  static void add(Draft draft, String event, Map<String, Object> fields) {
    if (Batch.message(event)) {
      draft.told();
      Batch.add(draft.said(), event, unwrapped(fields));
      return;
    }
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      draft.put(field.getKey(), field.getValue());
    }
  }

  /** Some write the body of the event as JSON or as a map under one attribute. */
  private static Map<String, Object> unwrapped(Map<String, Object> fields) {
    Map<String, Object> message = new LinkedHashMap<>(fields);
    if (fields.get("body") instanceof Map<?, ?> body) {
      body.forEach((name, value) -> message.put(String.valueOf(name), value));
    }
    return message;
  }
}

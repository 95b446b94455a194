package io.stillwatch.intake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one span as OpenTelemetry's console and file exporters write it. */
final class SpanJson {
  private SpanJson() {}

  static void read(@Nullable Object tree, Draft draft) {
    Map<?, ?> span = Loose.map(tree);
    Map<?, ?> context = Loose.map(span.get("context"));
    draft.at(
        new TraceIds(
            id(context, span, "trace_id", "traceId"),
            id(context, span, "span_id", "spanId"),
            id(Map.of(), span, "parent_id", "parentSpanId")));
    draft.started(Loose.time(Loose.either(span, "start_time", "startTimeUnixNano")));
    draft.ended(Loose.time(Loose.either(span, "end_time", "endTimeUnixNano")));
    attributes(Loose.map(span.get("attributes")), draft, 0);
    if (span.get("events") instanceof List<?> events) {
      for (Object event : events) {
        event(Loose.map(event), draft);
      }
    }
    attributes(Loose.map(Loose.map(span.get("resource")).get("attributes")), draft, Draft.FAR);
  }

  private static void event(Map<?, ?> event, Draft draft) {
    String name = Loose.text(event.get("name"));
    if (name != null && name.startsWith("gen_ai.")) {
      Map<String, Object> fields = new LinkedHashMap<>();
      Loose.map(event.get("attributes"))
          .forEach((key, value) -> fields.put(String.valueOf(key), value));
      SpanEvents.add(draft, name, fields);
    }
  }

  private static void attributes(Map<?, ?> attributes, Draft draft, int far) {
    for (Map.Entry<?, ?> attribute : attributes.entrySet()) {
      draft.put(String.valueOf(attribute.getKey()), attribute.getValue(), far);
    }
  }

  private static String id(Map<?, ?> context, Map<?, ?> span, String name, String other) {
    Object given = Loose.either(context, name, other);
    String id = Loose.text(given == null ? Loose.either(span, name, other) : given);
    if (id == null) {
      return "";
    }
    String lower = id.toLowerCase(Locale.ROOT);
    return lower.startsWith("0x") ? lower.substring(2) : lower;
  }
}

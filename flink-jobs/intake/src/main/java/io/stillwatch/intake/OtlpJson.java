package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads spans and logs from OTLP in JSON, where ids are hexadecimal and whole numbers may stand in
 * strings.
 */
final class OtlpJson {
  /** What is done with the value of a field that is wanted. */
  private interface Step {
    void read(String name) throws IOException, Refusal;
  }

  private final JsonTree trees;
  private final PartsBudget budget;
  private final int depthMax;
  private int depth;

  OtlpJson(IntakeLimits limits, JsonTree trees, PartsBudget budget) {
    this.depthMax = limits.telemetryDepthMax();
    this.trees = trees;
    this.budget = budget;
  }

  /** Reads the object whose brace is current. */
  void read(JsonParser json, Batch out) throws IOException, Refusal {
    object(
        json,
        name -> {
          if (name.equals("resourceSpans") || name.equals("resourceLogs")) {
            boolean logs = name.equals("resourceLogs");
            array(json, group -> resource(json, logs, out));
          } else {
            json.skipChildren();
          }
        });
  }

  private void resource(JsonParser json, boolean logs, Batch out) throws IOException, Refusal {
    object(
        json,
        name -> {
          switch (name) {
            case "resource" -> attributesOfResource(json, out);
            case "scopeSpans", "scopeLogs", "instrumentationLibrarySpans" ->
                array(json, scope -> scope(json, logs, out));
            default -> json.skipChildren();
          }
        });
    out.endOfResource();
  }

  private void attributesOfResource(JsonParser json, Batch out) throws IOException, Refusal {
    object(
        json,
        name -> {
          if (!name.equals("attributes")) {
            json.skipChildren();
            return;
          }
          array(
              json,
              pair -> {
                Map<String, Object> one = new LinkedHashMap<>();
                budget.attribute();
                entry(json, one);
                one.forEach(
                    (key, value) -> {
                      if (out.wants(key)) {
                        out.resource(key, value);
                      }
                    });
              });
        });
  }

  private void scope(JsonParser json, boolean logs, Batch out) throws IOException, Refusal {
    object(
        json,
        name -> {
          if (name.equals(logs ? "logRecords" : "spans")) {
            array(
                json,
                leaf -> {
                  budget.leaf();
                  new Leaf(json, out).read(logs);
                });
          } else {
            json.skipChildren();
          }
        });
  }

  /** One span or log record while it is being read. */
  private final class Leaf {
    private final JsonParser json;
    private final Batch out;
    private final Draft draft;
    private String trace = "";
    private String span = "";
    private String parent = "";
    private String event = "";
    private long start;
    private long end;
    private long observed;
    private @Nullable Object body;

    Leaf(JsonParser json, Batch out) {
      this.json = json;
      this.out = out;
      this.draft = out.draft();
    }

    void read(boolean log) throws IOException, Refusal {
      object(json, this::field);
      TraceIds ids = new TraceIds(trace, span, parent);
      if (log) {
        out.log(draft, ids, end == 0 ? observed : end, event, body);
      } else {
        out.span(draft, ids, start, end);
      }
    }

    private void field(String name) throws IOException, Refusal {
      switch (name) {
        case "traceId" -> trace = id();
        case "spanId" -> span = id();
        case "parentSpanId" -> parent = id();
        case "startTimeUnixNano" -> start = nanos();
        case "endTimeUnixNano", "timeUnixNano" -> end = nanos();
        case "observedTimeUnixNano" -> observed = nanos();
        case "eventName" -> event = text();
        case "attributes" -> array(json, pair -> attribute());
        case "events" -> array(json, one -> event());
        case "body" -> {
          budget.attribute();
          body = value(json);
        }
        default -> json.skipChildren();
      }
    }

    private void attribute() throws IOException, Refusal {
      Map<String, Object> one = new LinkedHashMap<>();
      budget.attribute();
      entry(json, one);
      for (Map.Entry<String, Object> attribute : one.entrySet()) {
        draft.put(attribute.getKey(), attribute.getValue());
        if (attribute.getKey().equals("event.name") && event.isEmpty()) {
          String named = Loose.text(attribute.getValue());
          event = named == null ? "" : named;
        }
      }
    }

    private void event() throws IOException, Refusal {
      String[] called = {""};
      Map<String, Object> fields = new LinkedHashMap<>();
      object(
          json,
          name -> {
            switch (name) {
              case "name" -> called[0] = text();
              case "attributes" -> {
                budget.attribute();
                array(json, pair -> entry(json, fields));
              }
              default -> json.skipChildren();
            }
          });
      if (called[0].startsWith("gen_ai.")) {
        SpanEvents.add(draft, called[0], fields);
      }
    }

    private String id() throws IOException, Refusal {
      return text().toLowerCase(Locale.ROOT);
    }

    private String text() throws IOException, Refusal {
      String text = Loose.text(trees.read(json));
      return text == null ? "" : text;
    }

    private long nanos() throws IOException, Refusal {
      Object value = trees.read(json);
      if (value instanceof String text && text.length() <= 19) {
        try {
          return Long.parseLong(text); // beyond what a double holds exactly
        } catch (NumberFormatException e) {
          return 0;
        }
      }
      Long whole = Loose.whole(value);
      return whole == null ? 0 : whole;
    }
  }

  /** An attribute: a key, and a value that says its type. */
  private void entry(JsonParser json, Map<String, Object> into) throws IOException, Refusal {
    Object[] pair = {"", null};
    object(
        json,
        name -> {
          switch (name) {
            case "key" -> pair[0] = json.getText();
            case "value" -> pair[1] = value(json);
            default -> json.skipChildren();
          }
        });
    if (pair[1] != null) {
      into.putIfAbsent(String.valueOf(pair[0]), pair[1]);
    }
  }

  private @Nullable Object value(JsonParser json) throws IOException, Refusal {
    if (!budget.value() || depth > depthMax) {
      json.skipChildren();
      return null;
    }
    depth++;
    Object[] last = {null};
    object(
        json,
        type -> {
          switch (type) {
            case "stringValue", "boolValue", "doubleValue" -> last[0] = trees.read(json);
            case "intValue" -> {
              Object number = trees.read(json);
              last[0] = number instanceof String ? Loose.whole(number) : number;
            }
            case "arrayValue" -> {
              List<Object> list = new ArrayList<>(4);
              object(
                  json,
                  values ->
                      array(
                          json,
                          item -> {
                            Object one = value(json);
                            if (one != null) {
                              list.add(one);
                            }
                          }));
              last[0] = list;
            }
            case "kvlistValue" -> {
              Map<String, Object> map = new LinkedHashMap<>();
              object(json, values -> array(json, pair -> entry(json, map)));
              last[0] = map;
            }
            default -> json.skipChildren();
          }
        });
    depth--;
    return last[0];
  }

  /** Reads the fields of an object; anything else in its place is passed over. */
  private static void object(JsonParser json, Step step) throws IOException, Refusal {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      step.read(name);
    }
  }

  /** Reads the items of a list; anything else in its place is passed over. */
  private static void array(JsonParser json, Step step) throws IOException, Refusal {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      step.read("");
    }
  }
}

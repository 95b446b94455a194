package io.stillwatch.intake;

import static io.stillwatch.intake.ProtoCursor.BYTES;
import static io.stillwatch.intake.ProtoCursor.FIXED64;
import static io.stillwatch.intake.ProtoCursor.VARINT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads spans and logs from OTLP in protobuf: {@code TracesData}, {@code LogsData} and the export
 * requests, which are the same bytes.
 *
 * <pre>
 *   record   := 1 of a resource, repeated
 *   resource := 1 {1 attribute*}   2 of a scope, repeated
 *   scope    := 1 ...              2 span or log, repeated
 *   span     := 1 trace 2 span 4 parent 7 start 8 end 9 attribute* 11 event*
 *   log      := 1 time 5 body 6 attribute* 9 trace 10 span 11 observed 12 event name
 *   event    := 1 time 2 name 3 attribute*
 * </pre>
 *
 * Both have the same shape down to the leaf. A span begins with its trace id, which is bytes and
 * required; a log begins with anything else. The bytes are walked and not decoded: most attributes
 * are of no interest, and a generated class would build them all.
 */
final class OtlpProto {
  private static final int TRACE_ID_BYTES = 16;

  private final int depthMax;
  private final PartsBudget budget;

  OtlpProto(IntakeLimits limits, PartsBudget budget) {
    this.depthMax = limits.telemetryDepthMax();
    this.budget = budget;
  }

  void read(byte[] bytes, Batch out) {
    try {
      ProtoCursor record = new ProtoCursor(bytes, 0, bytes.length);
      while (record.next()) {
        if (record.is(1, BYTES)) {
          resource(record.message(), out);
          out.endOfResource();
        }
      }
    } catch (Refusal refusal) {
      out.broken(refusal);
    }
  }

  private void resource(ProtoCursor group, Batch out) throws Refusal {
    while (group.next()) {
      if (group.is(1, BYTES)) {
        ProtoCursor resource = group.message();
        while (resource.next()) {
          if (resource.is(1, BYTES)) {
            resourceAttribute(resource.message(), out);
          }
        }
      } else if (group.is(2, BYTES)) {
        ProtoCursor scope = group.message();
        while (scope.next()) {
          if (scope.is(2, BYTES)) {
            budget.leaf();
            try {
              leaf(scope.message(), out);
            } catch (Refusal refusal) {
              out.refused(refusal); // the scope stands behind it already
            }
          }
        }
      }
    }
  }

  private void leaf(ProtoCursor leaf, Batch out) throws Refusal {
    if (!leaf.next()) {
      out.log(out.draft(), TraceIds.NONE, 0, "", null);
    } else if (leaf.is(1, BYTES)) {
      if (leaf.length() != TRACE_ID_BYTES) {
        throw new Refusal(RejectionReason.UNKNOWN_FORMAT, "OTLP, but neither spans nor logs");
      }
      span(leaf, out);
    } else {
      log(leaf, out);
    }
  }

  private void span(ProtoCursor span, Batch out) throws Refusal {
    Draft draft = out.draft();
    String trace = span.hex();
    String id = "";
    String parent = "";
    long start = 0;
    long end = 0;
    while (span.next()) {
      if (span.is(2, BYTES)) {
        id = span.hex();
      } else if (span.is(4, BYTES)) {
        parent = span.hex();
      } else if (span.is(7, FIXED64)) {
        start = span.number();
      } else if (span.is(8, FIXED64)) {
        end = span.number();
      } else if (span.is(9, BYTES)) {
        attribute(span.message(), draft);
      } else if (span.is(11, BYTES)) {
        event(span.message(), draft);
      }
    }
    out.span(draft, new TraceIds(trace, id, parent), start, end);
  }

  private void log(ProtoCursor log, Batch out) throws Refusal {
    Draft draft = out.draft();
    String trace = "";
    String id = "";
    String event = "";
    long time = 0;
    long observed = 0;
    ProtoCursor body = null;
    do {
      if (log.is(1, FIXED64)) {
        time = log.number();
      } else if (log.is(11, FIXED64)) {
        observed = log.number();
      } else if (log.is(5, BYTES)) {
        body = log.message();
      } else if (log.is(6, BYTES)) {
        String name = attribute(log.message(), draft);
        event = name == null ? event : name;
      } else if (log.is(9, BYTES)) {
        trace = log.hex();
      } else if (log.is(10, BYTES)) {
        id = log.hex();
      } else if (log.is(12, BYTES)) {
        event = log.name();
      }
    } while (log.next());
    budget.attribute();
    Object said = body != null && event.startsWith("gen_ai.") ? value(body, 0) : null;
    out.log(draft, new TraceIds(trace, id, ""), time == 0 ? observed : time, event, said);
  }

  /** An event on a span: older instrumentations tell the messages so. */
  private void event(ProtoCursor event, Draft draft) throws Refusal {
    String name = "";
    List<ProtoCursor> attributes = new ArrayList<>(2);
    while (event.next()) {
      if (event.is(2, BYTES)) {
        name = event.name();
      } else if (event.is(3, BYTES)) {
        attributes.add(event.message());
      }
    }
    if (!name.startsWith("gen_ai.")) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    for (ProtoCursor attribute : attributes) {
      budget.attribute();
      entry(attribute, fields, 0);
    }
    SpanEvents.add(draft, name, fields);
  }

  /** Takes an attribute if it is wanted; gives the name of the event when this is what names it. */
  private @Nullable String attribute(ProtoCursor pair, Draft draft) throws Refusal {
    String name = "";
    ProtoCursor value = null;
    while (pair.next()) {
      if (pair.is(1, BYTES)) {
        name = pair.name();
      } else if (pair.is(2, BYTES)) {
        value = pair.message();
      }
    }
    if (value == null) {
      return null;
    }
    budget.attribute();
    if (name.equals("event.name")) {
      return Loose.text(value(value, 0));
    }
    if (draft.wants(name)) {
      draft.put(name, value(value, 0));
    }
    return null;
  }

  private void resourceAttribute(ProtoCursor pair, Batch out) throws Refusal {
    Map<String, Object> one = new LinkedHashMap<>();
    budget.attribute();
    entry(pair, one, 0);
    for (Map.Entry<String, Object> attribute : one.entrySet()) {
      if (out.wants(attribute.getKey())) {
        out.resource(attribute.getKey(), attribute.getValue());
      }
    }
  }

  private void entry(ProtoCursor pair, Map<String, Object> into, int depth) throws Refusal {
    String name = "";
    Object value = null;
    while (pair.next()) {
      if (pair.is(1, BYTES)) {
        name = pair.name();
      } else if (pair.is(2, BYTES)) {
        value = value(pair.message(), depth);
      }
    }
    if (value != null) {
      into.putIfAbsent(name, value);
    }
  }

  /**
   * One of a string, a boolean, a whole number, a real one, a list, a map; bytes are no text. What
   * goes beyond the limits is left out.
   */
  private @Nullable Object value(ProtoCursor value, int depth) throws Refusal {
    if (!budget.value() || depth > depthMax) {
      return null;
    }
    Object last = null;
    while (value.next()) {
      if (value.is(1, BYTES)) {
        last = value.text();
      } else if (value.is(2, VARINT)) {
        last = value.number() != 0;
      } else if (value.is(3, VARINT)) {
        last = value.number();
      } else if (value.is(4, FIXED64)) {
        last = value.real();
      } else if (value.is(5, BYTES)) {
        List<Object> list = new ArrayList<>(4);
        ProtoCursor items = value.message();
        while (items.next()) {
          Object item = items.is(1, BYTES) ? value(items.message(), depth + 1) : null;
          if (item != null) {
            list.add(item);
          }
        }
        last = list;
      } else if (value.is(6, BYTES)) {
        Map<String, Object> map = new LinkedHashMap<>();
        ProtoCursor entries = value.message();
        while (entries.next()) {
          if (entries.is(1, BYTES)) {
            entry(entries.message(), map, depth + 1);
          }
        }
        last = map;
      }
    }
    return last;
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the control topic is about: a subject and a kind of action. Written as the topic's
 * key, {@code tenant|subject_kind|subject_id|kind} with {@code |} as {@code %7C} and {@code %} as
 * {@code %25} in tenant and id.
 */
record RowKey(String tenant, SubjectKind subjectKind, String subjectId, ActionKind kind) {

  static RowKey of(EnforcementAction action) {
    return new RowKey(
        action.getTenant(), action.getSubjectKind(), action.getSubjectId(), action.getKind());
  }

  static RowKey of(HeldAction action) {
    return new RowKey(action.tenant(), action.subjectKind(), action.subjectId(), action.kind());
  }

  /** The key that a text on the topic stands for, or null when it is none that this build knows. */
  static @Nullable RowKey parse(String text) {
    List<String> parts = parts(text);
    if (parts == null || parts.size() != 4) {
      return null;
    }
    SubjectKind subjectKind = subjectKind(parts.get(1));
    ActionKind kind = actionKind(parts.get(3));
    return subjectKind == null || kind == null
        ? null
        : new RowKey(parts.get(0), subjectKind, parts.get(2), kind);
  }

  /** The parts of a key of any topic, or null where an escape is none. */
  static @Nullable List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '|') {
        parts.add(part.toString());
        part.setLength(0);
      } else if (c != '%') {
        part.append(c);
      } else if (text.startsWith("%7C", i)) {
        part.append('|');
        i += 2;
      } else if (text.startsWith("%25", i)) {
        part.append('%');
        i += 2;
      } else {
        return null;
      }
    }
    parts.add(part.toString());
    return parts;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    escape(tenant, text);
    text.append('|').append(subjectKind.name()).append('|');
    escape(subjectId, text);
    return text.append('|').append(kind.name()).toString();
  }

  private static void escape(String part, StringBuilder out) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '|') {
        out.append("%7C");
      } else if (c == '%') {
        out.append("%25");
      } else {
        out.append(c);
      }
    }
  }

  private static @Nullable SubjectKind subjectKind(String name) {
    for (SubjectKind kind : SubjectKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return null;
  }

  private static @Nullable ActionKind actionKind(String name) {
    for (ActionKind kind : ActionKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return null;
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the control topic is about: a subject and a kind of action. Written as the topic's
 * key, {@code tenant|subject_kind|subject_id|kind} with {@code |} as {@code %7C} and {@code %} as
 * {@code %25} in tenant and id.
 */
record RowKey(Subject subject, ActionKind kind) implements Comparable<RowKey> {

  /** Whom actions bind. */
  record Subject(String tenant, SubjectKind kind, String id) {}

  static RowKey of(EnforcementAction action) {
    return new RowKey(
        new Subject(action.getTenant(), action.getSubjectKind(), action.getSubjectId()),
        action.getKind());
  }

  /** The key that a text on the topic stands for, or null when it is none that this build knows. */
  static @Nullable RowKey parse(String text) {
    int first = text.indexOf('|');
    int second = text.indexOf('|', first + 1);
    int third = text.indexOf('|', second + 1);
    if (first < 0 || second < 0 || third < 0 || text.indexOf('|', third + 1) >= 0) {
      return null;
    }
    String tenant = unescape(text.substring(0, first));
    SubjectKind subjectKind = subjectKind(text.substring(first + 1, second));
    String id = unescape(text.substring(second + 1, third));
    ActionKind kind = actionKind(text.substring(third + 1));
    return tenant == null || subjectKind == null || id == null || kind == null
        ? null
        : new RowKey(new Subject(tenant, subjectKind, id), kind);
  }

  @Override
  public int compareTo(RowKey other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    escape(subject.tenant(), text);
    text.append('|').append(subject.kind().name()).append('|');
    escape(subject.id(), text);
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

  private static @Nullable String unescape(String part) {
    StringBuilder text = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c != '%') {
        text.append(c);
      } else if (part.startsWith("%7C", i)) {
        text.append('|');
        i += 2;
      } else if (part.startsWith("%25", i)) {
        text.append('%');
        i += 2;
      } else {
        return null;
      }
    }
    return text.toString();
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

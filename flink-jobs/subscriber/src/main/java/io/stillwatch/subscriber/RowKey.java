package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.schemas.TopicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the control topic is about: a subject and a kind of action. Written as the topic's
 * key, {@code tenant|subject_kind|subject_id|kind}.
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
    List<String> parts = TopicKey.parts(text);
    if (parts.size() != 4) {
      return null;
    }
    SubjectKind subjectKind = subjectKind(parts.get(1));
    ActionKind kind = actionKind(parts.get(3));
    return subjectKind == null || kind == null
        ? null
        : new RowKey(parts.get(0), subjectKind, parts.get(2), kind);
  }

  @Override
  public String toString() {
    return TopicKey.of(tenant, subjectKind.name(), subjectId, kind.name());
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

package io.stillwatch.enforcement;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;

/**
 * The key of a row of the control topic: {@code tenant|subject_kind|subject_id|kind}.
 *
 * <p>In tenant and subject id a {@code |} is written {@code %7C} and a {@code %} is written {@code
 * %25}, so that no two subjects share a key. The kind is part of it, so that no kind of action can
 * erase another on the compacted topic.
 */
public final class ActionKey {

  private ActionKey() {}

  public static String of(EnforcementAction action) {
    return ofSubject(action.getTenant(), action.getSubjectKind(), action.getSubjectId())
        + '|'
        + action.getKind().name();
  }

  /** What the rows of a subject have in common: {@code tenant|subject_kind|subject_id}. */
  public static String ofSubject(String tenant, SubjectKind subjectKind, String subjectId) {
    StringBuilder key = new StringBuilder(tenant.length() + subjectId.length() + 16);
    escape(tenant, key);
    key.append('|').append(subjectKind.name()).append('|');
    escape(subjectId, key);
    return key.toString();
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
}

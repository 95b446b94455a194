package io.stillwatch.enforcement;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.schemas.TopicKey;

/**
 * The key of a row of the control topic: {@code tenant|subject_kind|subject_id|kind}.
 *
 * <p>The kind is part of it, so that no kind of action can erase another on the compacted topic.
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
    return TopicKey.of(tenant, subjectKind.name(), subjectId);
  }
}

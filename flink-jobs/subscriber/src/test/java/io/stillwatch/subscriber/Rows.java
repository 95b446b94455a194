package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Rows to test with: plain ones, and topics of them as the engine could have written them. */
final class Rows {

  static final List<ActionKind> KINDS =
      List.of(
          ActionKind.OBSERVE,
          ActionKind.CHALLENGE,
          ActionKind.THROTTLE,
          ActionKind.DEGRADE,
          ActionKind.SUSPEND,
          ActionKind.WATERMARK);

  private Rows() {}

  /** A row about account {@code acct-7} of the default tenant. */
  static EnforcementAction row(ActionKind kind, long revision, long expiresAtMs) {
    return builder(SubjectKind.ACCOUNT, "acct-7", kind, revision, expiresAtMs).build();
  }

  static EnforcementAction.Builder builder(
      SubjectKind subjectKind, String id, ActionKind kind, long revision, long expiresAtMs) {
    return EnforcementAction.newBuilder()
        .setActionId(kind + "-" + revision)
        .setRevision(revision)
        .setTenant("default")
        .setSubjectKind(subjectKind)
        .setSubjectId(id)
        .setKind(kind)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(Instant.ofEpochMilli(1))
        .setEffectiveAt(Instant.ofEpochMilli(1))
        .setExpiresAt(Instant.ofEpochMilli(expiresAtMs))
        .setPatternId("grader")
        .setPatternVersion(1)
        .setPublicReference("SW-0000-0000-0000")
        .setReasonCode("unusual-use")
        .setExplanation("because")
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId("x")
                .setFirstAt(Instant.ofEpochMilli(1))
                .setLastAt(Instant.ofEpochMilli(1))
                .build());
  }

  /**
   * The rows of a topic in the order they were written: revisions rise per key, some are revoked.
   */
  static List<EnforcementAction> topic(Random random, int count) {
    Map<String, Long> revisions = new HashMap<>();
    List<EnforcementAction> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SubjectKind subjectKind = SubjectKind.values()[random.nextInt(SubjectKind.values().length)];
      String id = "s" + random.nextInt(4);
      ActionKind kind = KINDS.get(random.nextInt(KINDS.size()));
      long revision = revisions.merge(subjectKind + id + kind, 1L + random.nextInt(3), Long::sum);
      EnforcementAction row =
          builder(subjectKind, id, kind, revision, 1_000L + random.nextInt(1_000)).build();
      if (random.nextInt(6) == 0) {
        row.setState(ActionState.REVOKED);
      }
      if (random.nextInt(15) == 0) {
        row.setMode(Mode.values()[random.nextInt(Mode.values().length)]);
      }
      rows.add(row);
    }
    return rows;
  }
}

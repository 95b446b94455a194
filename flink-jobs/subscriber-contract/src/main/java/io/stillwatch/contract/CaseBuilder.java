package io.stillwatch.contract;

import io.stillwatch.contract.Step.Request;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SubjectKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the steps of a case, all about account {@code acct-7} of tenant {@code default} unless
 * said otherwise. The clock stands at 0 and is moved by {@link #at}.
 */
final class CaseBuilder {

  static final String TENANT = "default";
  static final String ACCOUNT = "acct-7";
  static final String KEY = "key-7";
  static final String ORGANIZATION = "org-7";
  static final Request REQUEST = new Request(TENANT, ACCOUNT, KEY, ORGANIZATION);

  private final RecordCodec<EnforcementAction> rows = RecordCodec.of(EnforcementAction.class);
  private final RecordCodec<Feedback> feedback = RecordCodec.of(Feedback.class);
  private final List<Step> steps = new ArrayList<>();
  private long nowMs;

  CaseBuilder at(long ms) {
    nowMs = ms;
    return this;
  }

  /** A row of the account, decided now. */
  CaseBuilder row(ActionKind kind, long revision, long untilMs) {
    return row(row(SubjectKind.ACCOUNT, ACCOUNT, kind, revision, untilMs, nowMs).build());
  }

  /** A row of the account, decided now and changed by hand. */
  CaseBuilder row(
      ActionKind kind, long revision, long untilMs, Consumer<EnforcementAction.Builder> change) {
    EnforcementAction.Builder row =
        row(SubjectKind.ACCOUNT, ACCOUNT, kind, revision, untilMs, nowMs);
    change.accept(row);
    return row(row.build());
  }

  CaseBuilder row(EnforcementAction row) {
    return feed(Topic.ACTIONS, key(row), rows.encode(row));
  }

  CaseBuilder feed(Topic topic, String key, byte @Nullable [] value) {
    steps.add(new Step.Feed(topic, key.getBytes(StandardCharsets.UTF_8), value, nowMs));
    return this;
  }

  CaseBuilder tombstone(ActionKind kind) {
    return feed(Topic.ACTIONS, TENANT + "|ACCOUNT|" + ACCOUNT + "|" + kind, null);
  }

  /** A record of the feedback topic, said now. */
  CaseBuilder say(
      FeedbackScope scope, String subject, String id, FeedbackKind kind, @Nullable Long untilMs) {
    Feedback said =
        Feedback.newBuilder()
            .setFeedbackId(id)
            .setTenant(TENANT)
            .setScope(scope)
            .setSubject(subject)
            .setKind(kind)
            .setUntil(untilMs == null ? null : Instant.ofEpochMilli(untilMs))
            .setWhy("a case of the contract")
            .setAuthor("contract")
            .setAt(Instant.ofEpochMilli(nowMs))
            .build();
    return feed(
        Topic.FEEDBACK, TENANT + "|" + scope + "|" + subject + "|" + id, feedback.encode(said));
  }

  CaseBuilder freeze() {
    return say(FeedbackScope.TENANT, TENANT, "freeze", FeedbackKind.FREEZE, null);
  }

  CaseBuilder resume() {
    return say(FeedbackScope.TENANT, TENANT, "freeze", FeedbackKind.RESUME, null);
  }

  CaseBuilder except(FeedbackScope scope, String subject, long untilMs) {
    return say(scope, subject, "exception-1", FeedbackKind.EXCEPTION, untilMs);
  }

  CaseBuilder exceptionRemoved(FeedbackScope scope, String subject) {
    return say(scope, subject, "exception-1", FeedbackKind.EXCEPTION_REMOVED, null);
  }

  /** The subscriber restarts, and reads again all that was fed so far. */
  CaseBuilder restart() {
    List<Step> again = steps.stream().filter(Step.Feed.class::isInstance).toList();
    steps.add(new Step.Restart());
    steps.addAll(again);
    return this;
  }

  CaseBuilder nothing() {
    return expect(Answer.NOTHING);
  }

  /** This rung holds, and nothing beside it. */
  CaseBuilder rung(ActionKind kind, long revision) {
    return expect(new Answer(kind.name(), reference(kind, revision), false, false, false));
  }

  CaseBuilder expect(Answer answer) {
    return expect(REQUEST, answer);
  }

  CaseBuilder expect(Request request, Answer answer) {
    steps.add(new Step.Ask(request, nowMs, answer));
    return this;
  }

  ContractCase build(String name, String law) {
    return new ContractCase(name, law, steps);
  }

  static String reference(ActionKind kind, long revision) {
    return "SW-" + kind + "-" + revision;
  }

  static EnforcementAction.Builder row(
      SubjectKind subjectKind,
      String subject,
      ActionKind kind,
      long revision,
      long untilMs,
      long decidedAtMs) {
    return EnforcementAction.newBuilder()
        .setActionId("action-" + kind)
        .setRevision(revision)
        .setTenant(TENANT)
        .setSubjectKind(subjectKind)
        .setSubjectId(subject)
        .setKind(kind)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(Instant.ofEpochMilli(decidedAtMs))
        .setEffectiveAt(Instant.ofEpochMilli(decidedAtMs))
        .setExpiresAt(Instant.ofEpochMilli(untilMs))
        .setPatternId("contract")
        .setPatternVersion(1)
        .setPublicReference(reference(kind, revision))
        .setReasonCode("contract")
        .setExplanation("a case of the contract")
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId("x-1")
                .setFirstAt(Instant.ofEpochMilli(decidedAtMs))
                .setLastAt(Instant.ofEpochMilli(decidedAtMs))
                .build());
  }

  private static String key(EnforcementAction row) {
    return row.getTenant()
        + "|"
        + row.getSubjectKind()
        + "|"
        + row.getSubjectId().replace("%", "%25").replace("|", "%7C")
        + "|"
        + row.getKind();
  }
}

package io.stillwatch.enforcement;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of feedback means for decisions: the time before which none counts.
 *
 * @param barMs decisions made before it do not become actions; {@link Long#MAX_VALUE} for none ever
 * @param ends whether it also ends the actions that such decisions have made
 * @param approves whether it is a campaign's approval
 */
record Word(Feedback feedback, long barMs, boolean ends, boolean approves) {

  private static final long NEVER = Long.MAX_VALUE;
  private static final long ALWAYS = Long.MIN_VALUE;

  /** Null where it means nothing for decisions: a verdict, a note, or what is not well formed. */
  static @Nullable Word of(Feedback said) {
    if (!isInPlace(said)
        || tooLong(said.getTenant())
        || tooLong(said.getSubject())
        || tooLong(said.getFeedbackId())) {
      return null;
    }
    Feedback feedback = said;
    if (tooLong(said.getWhy()) || tooLong(said.getAuthor())) {
      feedback =
          Feedback.newBuilder(said)
              .setWhy(BoundedEvidence.text(said.getWhy(), EnforcementLimits.WORD_CHARS_MAX))
              .setAuthor(BoundedEvidence.text(said.getAuthor(), EnforcementLimits.WORD_CHARS_MAX))
              .build();
    }
    long at = feedback.getAt().toEpochMilli();
    Instant until = feedback.getUntil();
    return switch (feedback.getKind()) {
      case EXCEPTION ->
          until == null ? null : new Word(feedback, until.toEpochMilli(), true, false);
      case EXCEPTION_REMOVED ->
          new Word(feedback, until == null ? at : Math.min(at, until.toEpochMilli()), true, false);
      case REVOKE ->
          new Word(
              feedback,
              until == null ? at + 1 : Math.max(at + 1, until.toEpochMilli()),
              true,
              false);
      case DISMISS -> new Word(feedback, NEVER, true, false);
      case APPROVE -> new Word(feedback, ALWAYS, false, true);
      case FREEZE -> new Word(feedback, NEVER, false, false);
      case RESUME -> new Word(feedback, at, false, false);
      case RELEASE -> new Word(feedback, ALWAYS, false, false);
      case UNKNOWN, CONFIRMED, FALSE_POSITIVE, NOTE -> null;
    };
  }

  /** Only a tenant is frozen, only a campaign approved; and nothing else is said of a tenant. */
  private static boolean isInPlace(Feedback said) {
    return switch (said.getKind()) {
      case FREEZE, RESUME ->
          said.getScope() == FeedbackScope.TENANT && said.getSubject().equals(said.getTenant());
      case APPROVE, DISMISS -> said.getScope() == FeedbackScope.CAMPAIGN;
      default ->
          said.getScope() != FeedbackScope.TENANT && said.getScope() != FeedbackScope.UNKNOWN;
    };
  }

  private static boolean tooLong(String text) {
    return text.length() > EnforcementLimits.WORD_CHARS_MAX;
  }

  long atMs() {
    return feedback.getAt().toEpochMilli();
  }

  /**
   * Whether it ends this action, which it covers: it was decided before the bar, and was not over
   * when the word was spoken.
   */
  boolean ends(EnforcementAction action) {
    return ends && Decided.atMs(action) < barMs && action.getExpiresAt().toEpochMilli() > atMs();
  }
}

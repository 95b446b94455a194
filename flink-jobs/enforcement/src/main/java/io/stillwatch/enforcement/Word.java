package io.stillwatch.enforcement;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of feedback means for decisions: the time before which none counts.
 *
 * @param barMs decisions made before it do not become actions; {@link FeedbackLaw#FOR_EVER} for
 *     none ever
 * @param ends whether it also ends the actions that such decisions have made
 * @param approves whether it is a campaign's approval
 */
record Word(Feedback feedback, long barMs, boolean ends, boolean approves) {

  /** Null where it means nothing for decisions: a verdict, a note, or what is not well formed. */
  static @Nullable Word of(Feedback said) {
    if (!FeedbackLaw.isInPlace(said)
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
    long barMs = FeedbackLaw.barMs(feedback);
    return switch (feedback.getKind()) {
      case EXCEPTION ->
          barMs == FeedbackLaw.NOTHING ? null : new Word(feedback, barMs, true, false);
      case EXCEPTION_REMOVED, REVOKE, DISMISS -> new Word(feedback, barMs, true, false);
      case APPROVE -> new Word(feedback, barMs, false, true);
      case RELEASE, SHELVE -> new Word(feedback, barMs, false, false);
      // Nothing is decided in a freeze; what is in force it only suspends.
      case FREEZE -> new Word(feedback, FeedbackLaw.FOR_EVER, false, false);
      case RESUME -> new Word(feedback, feedback.getAt().toEpochMilli(), false, false);
      case UNKNOWN, CONFIRMED, FALSE_POSITIVE, NOTE -> null;
    };
  }

  static boolean tooLong(String text) {
    return text.length() > EnforcementLimits.WORD_CHARS_MAX;
  }

  long atMs() {
    return feedback.getAt().toEpochMilli();
  }

  /** Whether it decides about a campaign: of such words the last one counts. */
  boolean decides() {
    return approves || dismisses();
  }

  /** Whether it is a campaign's dismissal. */
  boolean dismisses() {
    return feedback.getKind() == FeedbackKind.DISMISS;
  }

  /**
   * Whether it ends this action, which it covers: it was decided before the bar, and was not over
   * when the word was spoken.
   */
  boolean ends(EnforcementAction action) {
    return ends && Decided.atMs(action) < barMs && action.getExpiresAt().toEpochMilli() > atMs();
  }
}

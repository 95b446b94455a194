package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;

/**
 * The row that takes an action back. Whoever writes it, the engine or a human's command, writes the
 * same bytes for the same word.
 *
 * <p>It still tells why there was an action, behind who took it back.
 *
 * <p>Its revision is at least the time of the word, as that of an action which begins then would
 * be: whatever was added to the action without knowing of the word stays below it. Its end stays
 * that of the action: until then the case is closed.
 */
public final class Reprieve {

  private Reprieve() {}

  /** Takes an action back because of what somebody said. */
  public static EnforcementAction of(EnforcementAction action, Feedback word) {
    return EnforcementAction.newBuilder(action)
        .setState(ActionState.REVOKED)
        .setRevision(Math.max(action.getRevision() + 1, word.getAt().toEpochMilli()))
        .setEventTime(word.getAt())
        .setExplanation(
            BoundedEvidence.text(
                "taken back by "
                    + word.getAuthor()
                    + ": "
                    + word.getWhy()
                    + "; before: "
                    + action.getExplanation(),
                EnforcementLimits.EXPLANATION_CHARS_MAX))
        .build();
  }
}

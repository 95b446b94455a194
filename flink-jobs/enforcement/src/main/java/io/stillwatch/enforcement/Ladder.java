package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Mode;

/**
 * What is in force, from its row and what humans have said: the algebra of actions, in one place.
 *
 * <p><b>The law.</b>
 *
 * <ol>
 *   <li>Of the rows of one kind the greatest revision speaks; an equal one is the same row again.
 *   <li>It is in force if it is ACTIVE, in mode ENFORCE, its end has not come, no word has ended it
 *       ({@link FeedbackBook}), and the tenant is not frozen or nobody would feel it (OBSERVE).
 *   <li>THROTTLE, DEGRADE and SUSPEND are the rungs of one ladder: for subscribers the highest in
 *       force holds. A lower one that lasts longer comes back when it ends.
 *   <li>OBSERVE, CHALLENGE and WATERMARK stand beside the ladder and combine with any rung.
 * </ol>
 *
 * <p>So what is in force follows from the set of rows, the set of words and the time, and from no
 * order in which they came.
 */
public final class Ladder {

  private Ladder() {}

  /** Whether a row, the newest of its key, is in force. */
  public static boolean inForce(EnforcementAction row, FeedbackBook words, long nowMs) {
    return stands(row, words, nowMs) && !isFrozen(row, words);
  }

  /** Whether it is in force but for a freeze, after which it holds again. */
  public static boolean stands(EnforcementAction row, FeedbackBook words, long nowMs) {
    return row.getState() == ActionState.ACTIVE
        && row.getMode() == Mode.ENFORCE
        && row.getKind() != ActionKind.UNKNOWN
        && nowMs < row.getExpiresAt().toEpochMilli()
        && words.ending(row) == null;
  }

  /** Whether a freeze holds it back. */
  public static boolean isFrozen(EnforcementAction row, FeedbackBook words) {
    return row.getKind() != ActionKind.OBSERVE && words.frozen(row.getTenant());
  }
}

package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Mode;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in force for one subject, from its rows and what humans have said: the algebra of
 * actions, in one place.
 *
 * <p><b>The law.</b>
 *
 * <ol>
 *   <li>Of the rows of one kind the greatest revision speaks; an equal one is the same row again.
 *   <li>It is in force if it is ACTIVE, in mode ENFORCE, its end has not come, no word has ended it
 *       ({@link FeedbackBook}), and the tenant is not frozen or nobody would feel it (OBSERVE).
 *   <li>THROTTLE, DEGRADE and SUSPEND are the rungs of one ladder: the highest in force holds. A
 *       lower one that lasts longer comes back when it ends.
 *   <li>OBSERVE, CHALLENGE and WATERMARK stand beside the ladder and combine with any rung.
 * </ol>
 *
 * <p>So what is in force follows from the set of rows, the set of words and the time, and from no
 * order in which they came.
 */
public final class Ladder {

  /** Highest first. */
  private static final List<ActionKind> RUNGS =
      List.of(ActionKind.SUSPEND, ActionKind.DEGRADE, ActionKind.THROTTLE);

  private static final List<ActionKind> BESIDE =
      List.of(ActionKind.OBSERVE, ActionKind.CHALLENGE, ActionKind.WATERMARK);

  /**
   * What holds.
   *
   * @param rung the row of the highest rung in force, or null
   * @param beside what stands beside it
   */
  public record Standing(
      @Nullable EnforcementAction rung, Map<ActionKind, EnforcementAction> beside) {

    public Standing {
      beside = Map.copyOf(beside);
    }
  }

  private Ladder() {}

  /** Rows are all of one subject; older revisions may be among them. */
  public static Standing standing(
      Collection<EnforcementAction> rows, FeedbackBook words, long nowMs) {
    Map<ActionKind, EnforcementAction> newest = new EnumMap<>(ActionKind.class);
    for (EnforcementAction row : rows) {
      newest.merge(
          row.getKind(), row, (one, two) -> two.getRevision() > one.getRevision() ? two : one);
    }
    newest.values().removeIf(row -> !inForce(row, words, nowMs));
    EnforcementAction rung = null;
    for (ActionKind kind : RUNGS) {
      rung = rung == null ? newest.get(kind) : rung;
    }
    newest.keySet().retainAll(BESIDE);
    return new Standing(rung, newest);
  }

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

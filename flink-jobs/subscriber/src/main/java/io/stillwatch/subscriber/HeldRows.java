package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows known of one subject, one of each kind at most. Immutable, so that reading it takes no
 * lock.
 *
 * <p>A row is remembered until the latest end that was ever said for its key, even if a later
 * revision ended it earlier: a late duplicate of the revision before would otherwise bring a
 * revoked action back.
 */
final class HeldRows {

  static final HeldRows NONE = new HeldRows(new Row[0]);

  private final Row[] rows;

  private HeldRows(Row[] rows) {
    this.rows = rows;
  }

  /**
   * A row, and until when it must be remembered. What a decision asks for stands here once more, so
   * that it need not touch the action, which is far away in memory.
   */
  private record Row(
      EnforcementAction action,
      ActionKind kind,
      boolean binds,
      long expiresAtMs,
      long rememberedUntilMs) {

    static Row of(EnforcementAction action, @Nullable Row before) {
      long end = action.getExpiresAt().toEpochMilli();
      long remembered = before == null ? end : Math.max(end, before.rememberedUntilMs);
      return new Row(action, action.getKind(), mayHold(action), end, remembered);
    }

    boolean holds(long nowMs) {
      return binds && nowMs < expiresAtMs;
    }
  }

  /** Whether an action holds until its end; anything that this build does not know does not. */
  static boolean mayHold(EnforcementAction action) {
    return action.getState() == ActionState.ACTIVE
        && action.getMode() == Mode.ENFORCE
        && action.getKind() != ActionKind.UNKNOWN
        && action.getSubjectKind() != SubjectKind.UNKNOWN;
  }

  /** The last row of this kind, whether or not it holds. */
  @Nullable EnforcementAction last(ActionKind kind) {
    for (Row row : rows) {
      if (row.kind == kind) {
        return row.action;
      }
    }
    return null;
  }

  /** The action of this kind that holds now. */
  @Nullable EnforcementAction inForce(ActionKind kind, long nowMs) {
    for (Row row : rows) {
      if (row.kind == kind) {
        return row.holds(nowMs) ? row.action : null;
      }
    }
    return null;
  }

  int size() {
    return rows.length;
  }

  /** The action in this place, if it holds now. */
  @Nullable EnforcementAction inForceAt(int index, long nowMs) {
    return rows[index].holds(nowMs) ? rows[index].action : null;
  }

  /**
   * These rows with this one in its kind's place, if its revision is greater than the one that
   * stands there.
   */
  HeldRows with(EnforcementAction action) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].kind == action.getKind()) {
        if (action.getRevision() <= rows[i].action.getRevision()) {
          return this;
        }
        Row[] next = rows.clone();
        next[i] = Row.of(action, rows[i]);
        return new HeldRows(next);
      }
    }
    Row[] next = Arrays.copyOf(rows, rows.length + 1);
    next[rows.length] = Row.of(action, null);
    return new HeldRows(next);
  }

  /** These rows without those whose time is over; itself when there is none. */
  HeldRows withoutThoseOver(long nowMs) {
    int kept = 0;
    for (Row row : rows) {
      kept += isOver(row, nowMs) ? 0 : 1;
    }
    if (kept == rows.length) {
      return this;
    }
    Row[] next = new Row[kept];
    int at = 0;
    for (Row row : rows) {
      if (!isOver(row, nowMs)) {
        next[at++] = row;
      }
    }
    return new HeldRows(next);
  }

  /** These rows without the one of this kind if its time is over. */
  HeldRows withoutIfOver(ActionKind kind, long nowMs) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].kind == kind && isOver(rows[i], nowMs)) {
        Row[] next = new Row[rows.length - 1];
        System.arraycopy(rows, 0, next, 0, i);
        System.arraycopy(rows, i + 1, next, i, rows.length - i - 1);
        return new HeldRows(next);
      }
    }
    return this;
  }

  private static boolean isOver(Row row, long nowMs) {
    return nowMs >= row.rememberedUntilMs;
  }
}

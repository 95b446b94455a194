package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one subject as they stand on the control topic: at most one for each kind of action.
 * Immutable.
 *
 * <p>A row stays after its end until the state forgets it. Whether it still holds is a question
 * that needs a clock.
 */
public final class SubjectRows {

  private static final SubjectRows NONE = new SubjectRows(Map.of());

  private final Map<ActionKind, EnforcementAction> rows;

  private SubjectRows(Map<ActionKind, EnforcementAction> rows) {
    this.rows = rows;
  }

  public static SubjectRows none() {
    return NONE;
  }

  public @Nullable EnforcementAction row(ActionKind kind) {
    return rows.get(kind);
  }

  /** All rows, in the order of their kinds. */
  public List<EnforcementAction> all() {
    return List.copyOf(rows.values());
  }

  /** These rows with each of the given ones in the place of its kind's. */
  public SubjectRows with(List<EnforcementAction> changed) {
    if (changed.isEmpty()) {
      return this;
    }
    Map<ActionKind, EnforcementAction> next = new EnumMap<>(ActionKind.class);
    next.putAll(rows);
    for (EnforcementAction row : changed) {
      next.put(row.getKind(), row);
    }
    return new SubjectRows(next);
  }

  /**
   * In the order of their kinds, which is the order that the bytes of a state value have them in.
   */
  static SubjectRows ofOrdered(List<EnforcementAction> ordered) {
    return NONE.with(new ArrayList<>(ordered));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SubjectRows that && rows.equals(that.rows);
  }

  @Override
  public int hashCode() {
    return rows.hashCode();
  }

  @Override
  public String toString() {
    return rows.toString();
  }
}

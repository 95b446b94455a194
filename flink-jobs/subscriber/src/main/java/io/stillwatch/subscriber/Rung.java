package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import org.jspecify.annotations.Nullable;

/** The rungs of the ladder, from nothing to the hardest: of those in force the highest holds. */
public enum Rung {
  NONE(null),
  THROTTLE(ActionKind.THROTTLE),
  DEGRADE(ActionKind.DEGRADE),
  SUSPEND(ActionKind.SUSPEND);

  private static final Rung[] RUNGS = values(); // asked for each request, and values() copies

  private final @Nullable ActionKind kind;

  Rung(@Nullable ActionKind kind) {
    this.kind = kind;
  }

  /** The rung of a kind of action; NONE for kinds that stand beside the ladder. */
  public static Rung of(ActionKind kind) {
    for (Rung rung : RUNGS) {
      if (rung.kind == kind) {
        return rung;
      }
    }
    return NONE;
  }
}

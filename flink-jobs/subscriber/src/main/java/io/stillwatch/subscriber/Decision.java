package io.stillwatch.subscriber;

import org.jspecify.annotations.Nullable;

/**
 * What to do with one request now: the rung of the ladder that holds, and what stands beside the
 * ladder.
 *
 * @param rung the highest rung in force
 * @param action the action that puts it in force; null exactly when the rung is NONE
 * @param observe the action that asks to look closer, if one is in force
 * @param challenge the action that asks for a proof, if one is in force
 * @param watermark the action that asks to mark what is given out, if one is in force
 */
public record Decision(
    Rung rung,
    @Nullable HeldAction action,
    @Nullable HeldAction observe,
    @Nullable HeldAction challenge,
    @Nullable HeldAction watermark) {

  /** Nothing is in force. */
  public static final Decision NOTHING = new Decision(Rung.NONE, null, null, null, null);

  /** A decision; the rung and its action must agree. */
  public Decision {
    if ((rung == Rung.NONE) != (action == null)) {
      throw new IllegalArgumentException(
          "rung " + rung + (action == null ? " has no action" : " has an action"));
    }
  }

  /** Whether the request is to be refused. */
  public boolean suspended() {
    return rung == Rung.SUSPEND;
  }
}

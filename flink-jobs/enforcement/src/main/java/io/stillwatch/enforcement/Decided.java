package io.stillwatch.enforcement;

import io.stillwatch.schemas.EnforcementAction;

/** When an action was decided, by the clock of its account. */
final class Decided {

  private Decided() {}

  /**
   * Its own clock, not that of the first decision of the same action: an extension is a decision.
   */
  static long atMs(EnforcementAction action) {
    return action.getEvidence().getLastAt().toEpochMilli();
  }
}

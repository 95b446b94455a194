package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;
import java.io.Serializable;

/**
 * A part of a condition that is true or false, or cannot be told because something is absent or
 * went wrong.
 */
interface Truth extends Serializable {

  int NO = 0;
  int YES = 1;
  int UNTOLD = 2;

  /** One of the three above. */
  int ask(Judged judged, Earlier earlier);

  static int of(boolean holds) {
    return holds ? YES : NO;
  }
}

package io.stillwatch.patterns;

import io.stillwatch.profiles.Judged;
import java.io.Serializable;
import java.util.List;

/** A condition on a look, and on what earlier steps left behind. Immutable and shared. */
public interface Condition extends Serializable {

  /** As its author wrote it. */
  String text();

  /**
   * Whether it holds. What cannot be told, because a field that decides is absent, does not hold.
   */
  boolean holds(Judged judged, Earlier earlier);

  /**
   * Whether it does not hold whatever absent fields may be; here, where none makes a difference.
   */
  default boolean isRuledOut(Judged judged, Earlier earlier) {
    return !holds(judged, earlier);
  }

  /** What it asks of looks that earlier steps took. */
  List<Capture> captures();

  /**
   * Tests of which at least one passes on every look that meets the condition; empty when nothing
   * simple can be said.
   */
  List<Anchor> anchors();
}

package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;
import java.io.Serializable;

/** A part of a condition that is a number with a fraction. */
interface Real extends Serializable {

  /** Whether it has a value. */
  boolean told(Judged judged, Earlier earlier);

  /** Only where it is told. */
  double value(Judged judged, Earlier earlier);
}

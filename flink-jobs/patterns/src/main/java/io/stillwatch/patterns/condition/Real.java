package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Look;
import java.io.Serializable;

/** A part of a condition that is a number with a fraction. */
interface Real extends Serializable {

  /** Whether it has a value. */
  boolean told(Look look, Earlier earlier);

  /** Only where it is told. */
  double value(Look look, Earlier earlier);
}

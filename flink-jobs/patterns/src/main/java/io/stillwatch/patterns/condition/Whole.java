package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;
import java.io.Serializable;

/** A part of a condition that is a whole number, or the bits of something. */
interface Whole extends Serializable {

  /** Whether it has a value: all that it reads is there, and nothing overflows. */
  boolean told(Judged judged, Earlier earlier);

  /** Only where it is told. */
  long value(Judged judged, Earlier earlier);
}

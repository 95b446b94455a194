package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Look;
import java.io.Serializable;

/** A part of a condition that is a whole number, or the bits of something. */
interface Whole extends Serializable {

  /** Whether it has a value: all that it reads is there, and nothing overflows. */
  boolean told(Look look, Earlier earlier);

  /** Only where it is told. */
  long value(Look look, Earlier earlier);
}

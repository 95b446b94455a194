package io.stillwatch.cli.patterns;

import io.stillwatch.schemas.Mode;
import java.util.Locale;

/** How far a pattern may go, in the words of the command line. */
enum To {
  SHADOW,
  ENFORCE,
  OFF;

  /** Only now: the record's own type brings Avro with it, which no help needs. */
  Mode mode() {
    return switch (this) {
      case SHADOW -> Mode.SHADOW;
      case ENFORCE -> Mode.ENFORCE;
      case OFF -> Mode.OFF;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

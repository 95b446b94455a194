package io.stillwatch.patterns;

import io.stillwatch.profiles.Look;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A fact about a look that conditions can ask for by name. Equal fields read the same. */
public interface Field extends Serializable {

  /** What its value is; a hash is a whole number. */
  enum Type {
    BOOL,
    INT,
    DOUBLE,
    TEXT
  }

  /** As it is written in a condition, such as {@code event.model}. */
  String name();

  Type type();

  /** Whether this look carries it. */
  boolean has(Look look);

  /**
   * Its value in 64 bits, meaningful only where the look has it: 0 or 1, the number, {@link
   * Double#doubleToRawLongBits} of it, or a hash of the text that equal texts share.
   */
  long bits(Look look);

  /** The text itself, null for a field of another type and where the look lacks it. */
  @Nullable String text(Look look);
}

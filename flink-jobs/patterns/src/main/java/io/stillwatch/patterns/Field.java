package io.stillwatch.patterns;

import io.stillwatch.profiles.Judged;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A fact about a look, or about a member of a campaign, that conditions can ask for by name. Equal
 * fields read the same.
 */
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

  /** Whether what is judged carries it. */
  boolean has(Judged judged);

  /**
   * Its value in 64 bits, meaningful only where it is carried: 0 or 1, the number, {@link
   * Double#doubleToRawLongBits} of it, or a hash of the text that equal texts share.
   */
  long bits(Judged judged);

  /** The text itself, null for a field of another type and where it is not carried. */
  @Nullable String text(Judged judged);
}

package io.stillwatch.patterns;

import io.stillwatch.profiles.Look;
import java.io.Serializable;
import java.util.List;

/**
 * A simple test that an index can look up; part of what a condition needs at least.
 *
 * @param bits what to compare with, in the form of {@link Field#bits}; 0 for {@link Test#PRESENT}
 */
public record Anchor(Field field, Test test, long bits) implements Serializable {

  /** How the field has to stand to the value. */
  public enum Test {
    EQUAL,
    AT_LEAST,
    AT_MOST,
    PRESENT
  }

  /** Whether this look passes the test; a look without the field passes none. */
  public boolean passes(Look look) {
    if (!field.has(look)) {
      return false;
    }
    return switch (test) {
      case PRESENT -> true;
      case EQUAL -> field.bits(look) == bits;
      case AT_LEAST -> compare(field.bits(look)) >= 0;
      case AT_MOST -> compare(field.bits(look)) <= 0;
    };
  }

  /** Whether it passes any of them; of none at all it is said to. */
  static boolean anyPasses(List<Anchor> anchors, Look look) {
    for (int i = 0; i < anchors.size(); i++) {
      if (anchors.get(i).passes(look)) {
        return true;
      }
    }
    return anchors.isEmpty();
  }

  private int compare(long value) {
    return field.type() == Field.Type.DOUBLE
        ? Double.compare(Double.longBitsToDouble(value), Double.longBitsToDouble(bits))
        : Long.compare(value, bits);
  }
}

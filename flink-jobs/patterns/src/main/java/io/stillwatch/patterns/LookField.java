package io.stillwatch.patterns;

import io.stillwatch.profiles.Look;
import java.io.Serializable;

/** A number of a look that a later step can compare with. */
@FunctionalInterface
public interface LookField extends Serializable {
  long of(Look look);

  /** The hash that the signal of this code gave. */
  static LookField hash(int code) {
    return new SignalHash(code);
  }

  /** Equal to any other field of the same signal, also after it travelled. */
  record SignalHash(int code) implements LookField {
    @Override
    public long of(Look look) {
      return look.signals().hash(code);
    }
  }
}

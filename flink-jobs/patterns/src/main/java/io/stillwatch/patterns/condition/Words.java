package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Judged;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A part of a condition that is a text of the look at hand. */
sealed interface Words extends Serializable {

  /** Null where it is absent. */
  @Nullable String text(Judged judged);

  /** Written in the condition. */
  record Fixed(String written) implements Words {
    @Override
    public String text(Judged judged) {
      return written;
    }
  }

  /** A field of the look. */
  record Own(Field field) implements Words {
    @Override
    public @Nullable String text(Judged judged) {
      return field.text(judged);
    }
  }
}

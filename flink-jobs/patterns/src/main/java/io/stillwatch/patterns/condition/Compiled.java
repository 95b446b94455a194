package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Condition;
import java.util.List;

/** What became of the text of a condition. */
public sealed interface Compiled {

  /**
   * It can judge.
   *
   * @param constant it holds on every look or on none, which its author cannot have meant
   */
  record Ok(Condition condition, boolean constant) implements Compiled {}

  /** It cannot, for all these reasons; in the order of the text. */
  record Bad(List<Flaw> flaws) implements Compiled {
    public Bad {
      flaws = List.copyOf(flaws);
      if (flaws.isEmpty()) {
        throw new IllegalArgumentException("what is bad has a flaw");
      }
    }
  }
}

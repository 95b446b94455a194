package io.stillwatch.perf.engine;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;
import io.stillwatch.profiles.Look;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The look shows one of the {@link Marks}, and where asked, the pair hash of an earlier step's
 * look.
 *
 * @param tests all have to pass; the first lets the fewest through
 * @param captures the pair hash of an earlier step, or nothing
 */
record Shows(List<Anchor> tests, List<Capture> captures) implements Condition {

  static Shows mark(int mark) {
    return new Shows(Marks.tests(mark), List.of());
  }

  /** The mark, with the same pair hash as that step's. */
  static Shows markOfSamePair(int mark, String step) {
    return new Shows(Marks.tests(mark), List.of(new Capture(step, LookFields.PAIR)));
  }

  @Override
  public String text() {
    return tests.stream()
            .map(test -> test.field().name() + ' ' + test.test() + ' ' + test.bits())
            .collect(Collectors.joining(" && "))
        + (captures.isEmpty() ? "" : " && signal.pair == " + captures.get(0).step() + ".pair");
  }

  /** Whether it could hold, whatever earlier steps took. */
  boolean alone(Look look) {
    for (int i = 0; i < tests.size(); i++) {
      if (!tests.get(i).passes(look)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean holds(Judged look, Earlier earlier) {
    return alone((Look) look)
        && (captures.isEmpty()
            || (earlier.has(0)
                && LookFields.PAIR.has(look)
                && LookFields.PAIR.bits(look) == earlier.bits(0)));
  }

  @Override
  public List<Anchor> anchors() {
    return List.of(tests.get(0));
  }
}

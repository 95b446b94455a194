package io.stillwatch.patterns;

import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** {@link Letters} for other packages. */
public final class Streams {

  private Streams() {}

  public static List<Look> of(Random random, int events) {
    return Letters.looks(random, events);
  }

  /** The pattern of the same sequence without one of its steps. */
  public static PatternSpec without(PatternSpec spec, int step) {
    Sequence sequence = (Sequence) spec.form();
    List<Sequence.Step> steps = new ArrayList<>(sequence.steps());
    steps.remove(step);
    return Letters.spec(new Sequence(steps, sequence.within(), sequence.afterMatch()));
  }
}

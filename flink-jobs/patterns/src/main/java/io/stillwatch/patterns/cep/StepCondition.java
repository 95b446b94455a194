package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.profiles.Look;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;

/** A step's condition as Flink's automaton asks it. */
final class StepCondition extends IterativeCondition<Look> {

  private static final long serialVersionUID = 1L;

  private final PatternSpec.Step step;

  StepCondition(PatternSpec.Step step) {
    this.step = step;
  }

  PatternSpec.Step step() {
    return step;
  }

  @Override
  public boolean filter(Look look, Context<Look> context) throws Exception {
    if (!step.condition().test(look)) {
      return false;
    }
    for (PatternSpec.Reference reference : step.references()) {
      Look then = null;
      for (Look taken : context.getEventsForPattern(reference.step())) {
        then = taken;
      }
      if (then == null
          || (reference.field().of(look) == reference.field().of(then)) != reference.same()) {
        return false;
      }
    }
    return true;
  }
}

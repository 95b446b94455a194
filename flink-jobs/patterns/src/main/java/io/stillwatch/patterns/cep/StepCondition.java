package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.jspecify.annotations.Nullable;

/** A step's condition as Flink's automaton asks it. */
final class StepCondition extends IterativeCondition<Look> {

  private static final long serialVersionUID = 1L;

  private final Step step;

  StepCondition(Step step) {
    this.step = step;
  }

  Step step() {
    return step;
  }

  @Override
  public boolean filter(Look look, Context<Look> context) throws Exception {
    List<Capture> captures = step.condition().captures();
    if (captures.isEmpty()) {
      return step.condition().holds(look, Earlier.NOTHING);
    }
    List<@Nullable Look> taken = new ArrayList<>(captures.size());
    for (Capture capture : captures) {
      Look last = null;
      for (Look earlier : context.getEventsForPattern(capture.step())) {
        last = earlier;
      }
      taken.add(last);
    }
    return step.condition().holds(look, new Taken(captures, taken));
  }

  /** Reads earlier looks themselves; Flink keeps them. */
  private record Taken(List<Capture> captures, List<@Nullable Look> looks) implements Earlier {

    @Override
    public boolean has(int capture) {
      Look look = looks.get(capture);
      return look != null && captures.get(capture).field().has(look);
    }

    @Override
    public long bits(int capture) {
      Look look = looks.get(capture);
      if (look == null) {
        throw new IllegalStateException("step took nothing: " + captures.get(capture).step());
      }
      return captures.get(capture).field().bits(look);
    }
  }
}

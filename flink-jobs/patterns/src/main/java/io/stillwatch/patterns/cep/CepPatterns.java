package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.profiles.Look;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;

/** A sequence as an {@code org.apache.flink.cep.pattern.Pattern}: what our patterns mean. */
public final class CepPatterns {

  private CepPatterns() {}

  public static Pattern<Look, Look> of(Sequence sequence) {
    AfterMatchSkipStrategy skip =
        sequence.afterMatch() == AfterMatch.SKIP_PAST_LAST
            ? AfterMatchSkipStrategy.skipPastLastEvent()
            : AfterMatchSkipStrategy.noSkip();
    Step first = sequence.steps().get(0);
    Pattern<Look, Look> pattern = meeting(Pattern.begin(first.name(), skip), first);
    for (Step step : sequence.steps().subList(1, sequence.steps().size())) {
      pattern = meeting(append(pattern, step), step);
    }
    return pattern.within(sequence.within());
  }

  private static Pattern<Look, Look> append(Pattern<Look, Look> pattern, Step step) {
    boolean strict = step.contiguity() == Contiguity.STRICT;
    if (step.negative()) {
      return strict ? pattern.notNext(step.name()) : pattern.notFollowedBy(step.name());
    }
    return strict ? pattern.next(step.name()) : pattern.followedBy(step.name());
  }

  private static Pattern<Look, Look> meeting(Pattern<Look, Look> pattern, Step step) {
    Pattern<Look, Look> taken = pattern.where(new StepCondition(step));
    if (step.most() == Step.UNBOUNDED) {
      taken = taken.timesOrMore(step.least());
    } else if (step.most() > step.least()) {
      taken = taken.times(step.least(), step.most());
    } else if (step.most() > 1) {
      taken = taken.times(step.least());
    }
    if (step.consecutive() && step.most() > 1) {
      taken = taken.consecutive();
    }
    return step.optional() ? taken.optional() : taken;
  }
}

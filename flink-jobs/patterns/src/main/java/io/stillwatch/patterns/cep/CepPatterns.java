package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.profiles.Look;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;

/** A specification as an {@code org.apache.flink.cep.pattern.Pattern}: what our patterns mean. */
public final class CepPatterns {

  private CepPatterns() {}

  public static Pattern<Look, Look> of(PatternSpec spec) {
    AfterMatchSkipStrategy skip =
        spec.afterMatch() == PatternSpec.AfterMatch.SKIP_PAST_LAST
            ? AfterMatchSkipStrategy.skipPastLastEvent()
            : AfterMatchSkipStrategy.noSkip();
    Pattern<Look, Look> pattern = null;
    for (PatternSpec.Step step : spec.steps()) {
      pattern =
          pattern == null ? Pattern.begin(step.name(), skip) : pattern.followedBy(step.name());
      pattern = pattern.where(new StepCondition(step));
      if (step.times() > 1) {
        pattern = pattern.times(step.times());
      }
    }
    if (pattern == null) {
      throw new IllegalStateException("a specification without steps cannot exist");
    }
    return pattern.within(spec.within());
  }
}

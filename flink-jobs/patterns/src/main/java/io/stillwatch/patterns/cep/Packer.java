package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.Automaton;
import io.stillwatch.patterns.CountingAutomaton;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.SequenceAutomaton;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileLimits;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransition;
import org.apache.flink.cep.nfa.StateTransitionAction;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.pattern.conditions.RichNotCondition;

/**
 * Turns the automaton that Flink compiled for a pattern into a packed one, or says why it cannot.
 *
 * <p>It reads Flink's states rather than our specification, so that what is packed is what Flink
 * would run: today a single chain of states, each of which takes the next look that meets its
 * condition.
 */
public final class Packer {

  private Packer() {}

  /**
   * The packed automaton of a pattern.
   *
   * @throws UnpackableException if the pattern has a form that has no packed automaton
   */
  public static Automaton pack(PatternSpec spec) {
    NFA<Look> nfa = NFACompiler.compileFactory(CepPatterns.of(spec), false).createNFA();
    List<PatternSpec.Step> chain = chain(spec, nfa);
    requireSame(spec, chain);
    if (nfa.getWindowTime() != spec.within().toMillis()) {
      throw new UnpackableException(
          spec, "Flink gave it a window of " + nfa.getWindowTime() + " ms");
    }
    if (spec.steps().size() == 1) {
      int times = spec.steps().get(0).times();
      if (times > 1 && spec.afterMatch() != PatternSpec.AfterMatch.SKIP_PAST_LAST) {
        throw new UnpackableException(
            spec, "a count overlaps with itself unless it skips past the last match");
      }
      if (times > ProfileLimits.COUNTED_MAX) {
        throw new UnpackableException(
            spec,
            "it counts to "
                + times
                + ", a profile holds "
                + ProfileLimits.COUNTED_MAX
                + " exchanges");
      }
      return new CountingAutomaton(spec);
    }
    if (spec.afterMatch() != PatternSpec.AfterMatch.NO_SKIP) {
      throw new UnpackableException(
          spec,
          "after a match of several steps Flink holds later matches back until earlier partial ones end");
    }
    if (SequenceAutomaton.slots(spec) > SequenceAutomaton.SLOTS_MAX) {
      throw new UnpackableException(
          spec,
          "it needs "
              + SequenceAutomaton.slots(spec)
              + " slots, a partial match has "
              + SequenceAutomaton.SLOTS_MAX);
    }
    return new SequenceAutomaton(spec);
  }

  /** The steps in the order in which Flink's states take looks. */
  private static List<PatternSpec.Step> chain(PatternSpec spec, NFA<Look> nfa) {
    State<Look> state =
        nfa.getStates().stream()
            .filter(State::isStart)
            .findFirst()
            .orElseThrow(() -> new UnpackableException(spec, "Flink gave it no start state"));
    List<PatternSpec.Step> chain = new ArrayList<>();
    while (!state.isFinal()) {
      if (chain.size() > nfa.getStates().size()) {
        throw new UnpackableException(spec, "its states form a loop");
      }
      State<Look> next = null;
      for (StateTransition<Look> transition : state.getStateTransitions()) {
        if (transition.getAction() == StateTransitionAction.TAKE
            && next == null
            && transition.getCondition() instanceof StepCondition condition) {
          chain.add(condition.step());
          next = transition.getTargetState();
        } else if (transition.getAction() != StateTransitionAction.IGNORE
            || !transition.getTargetState().getName().equals(state.getName())
            || !(transition.getCondition() instanceof RichNotCondition)) {
          throw new UnpackableException(
              spec, "state " + state.getName() + " has the transition " + transition);
        }
      }
      if (next == null) {
        throw new UnpackableException(spec, "state " + state.getName() + " leads nowhere");
      }
      state = next;
    }
    return chain;
  }

  private static void requireSame(PatternSpec spec, List<PatternSpec.Step> chain) {
    List<PatternSpec.Step> meant = new ArrayList<>();
    for (PatternSpec.Step step : spec.steps()) {
      if (step.times() > 1 && spec.steps().size() > 1) {
        throw new UnpackableException(
            spec, "step '" + step.name() + "' is taken several times beside other steps");
      }
      for (int i = 0; i < step.times(); i++) {
        meant.add(step);
      }
    }
    if (!meant.equals(chain)) {
      throw new UnpackableException(
          spec, "Flink takes its steps in another order than they are written");
    }
  }
}

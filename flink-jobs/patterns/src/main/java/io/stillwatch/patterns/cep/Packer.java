package io.stillwatch.patterns.cep;

import io.stillwatch.patterns.Automaton;
import io.stillwatch.patterns.CountingAutomaton;
import io.stillwatch.patterns.PackedAutomaton;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.StateTable;
import io.stillwatch.patterns.StateTable.Action;
import io.stillwatch.patterns.StateTable.Kind;
import io.stillwatch.patterns.StateTable.Transition;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.TallyAutomaton;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.cep.nfa.NFA;
import org.apache.flink.cep.nfa.State;
import org.apache.flink.cep.nfa.StateTransition;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.nfa.compiler.NFAStateNameHandler;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.apache.flink.cep.pattern.conditions.BooleanConditions;
import org.apache.flink.cep.pattern.conditions.IterativeCondition;
import org.apache.flink.cep.pattern.conditions.RichNotCondition;

/**
 * Turns the automaton that Flink compiled for a pattern into a packed one, or says why it cannot.
 *
 * <p>It reads Flink's states rather than our specification, so that what is packed is what Flink
 * would run.
 */
public final class Packer {

  private static final int TAKES_MAX = 64;

  private Packer() {}

  /** The packed automaton of a pattern that had no other version. */
  public static Automaton pack(PatternSpec spec) {
    return pack(spec, spec.key(), List.of());
  }

  /**
   * The packed automaton of a pattern.
   *
   * @param key marks its records in profiles
   * @param older automata of its other versions, whose partial matches it takes over
   * @throws UnpackableException if the pattern has a form that has no packed automaton
   */
  public static Automaton pack(PatternSpec spec, int key, List<Automaton> older) {
    if (spec.form() instanceof Tally tally) {
      return TallyAutomaton.of(spec, tally, key);
    }
    Sequence sequence = (Sequence) spec.form();
    StateTable table = table(spec, sequence);
    if (sequence.isCount()) {
      return counting(spec, sequence, key);
    }
    int takes = 0;
    for (Step step : sequence.steps()) {
      takes += step.most() == Step.UNBOUNDED ? step.least() : step.most();
      if (step.condition().captures().size() > Long.SIZE) {
        throw new UnpackableException(spec.id(), "it asks for too many fields of earlier steps");
      }
    }
    if (takes > TAKES_MAX) {
      throw new UnpackableException(
          spec.id(), "its steps take up to " + takes + " looks, a state table " + TAKES_MAX);
    }
    List<PackedAutomaton> sequences = new ArrayList<>();
    for (Automaton before : older) {
      if (before instanceof PackedAutomaton packed) {
        sequences.add(packed);
      }
    }
    return new PackedAutomaton(spec, table, key, sequences);
  }

  private static Automaton counting(PatternSpec spec, Sequence sequence, int key) {
    int times = sequence.steps().get(0).least();
    if (times > ProfileLimits.COUNTED_MAX) {
      throw new UnpackableException(
          spec.id(),
          "it counts to "
              + times
              + ", a profile holds "
              + ProfileLimits.COUNTED_MAX
              + " exchanges; write it as a 'count'");
    }
    return new CountingAutomaton(spec, key);
  }

  // ---- Flink's states

  private static StateTable table(PatternSpec spec, Sequence sequence) {
    NFA<Look> nfa;
    try {
      nfa = NFACompiler.compileFactory(CepPatterns.of(sequence), false).createNFA();
    } catch (MalformedPatternException | UnsupportedOperationException e) {
      throw UnpackableException.nowhere(spec.id(), String.valueOf(e.getMessage()));
    }
    if (nfa.getWindowTime() != sequence.within().toMillis()) {
      throw new UnpackableException(
          spec.id(), "Flink gave it a window of " + nfa.getWindowTime() + " ms");
    }
    List<State<Look>> states = new ArrayList<>(nfa.getStates());
    Map<String, Integer> indices = new HashMap<>();
    for (State<Look> state : states) {
      indices.put(state.getName(), indices.size());
    }
    List<StateTable.State> packed = new ArrayList<>();
    for (State<Look> state : states) {
      List<Transition> transitions = new ArrayList<>();
      for (StateTransition<Look> transition : state.getStateTransitions()) {
        Integer target = indices.get(transition.getTargetState().getName());
        if (target == null) {
          throw new UnpackableException(spec.id(), transition + " leads nowhere");
        }
        transitions.add(
            new Transition(
                action(transition), target, guard(spec, sequence, transition.getCondition())));
      }
      packed.add(
          new StateTable.State(
              state.getName(), kind(spec, state), step(sequence, state), transitions));
    }
    return new StateTable(packed);
  }

  private static Action action(StateTransition<Look> transition) {
    return switch (transition.getAction()) {
      case TAKE -> Action.TAKE;
      case IGNORE -> Action.IGNORE;
      case PROCEED -> Action.PROCEED;
    };
  }

  private static Kind kind(PatternSpec spec, State<Look> state) {
    if (state.isPending()) {
      throw new UnpackableException(spec.id(), "a negative step at its end waits for a timer");
    }
    return state.isStart()
        ? Kind.START
        : state.isFinal() ? Kind.FINAL : state.isStop() ? Kind.STOP : Kind.NORMAL;
  }

  private static int step(Sequence sequence, State<Look> state) {
    String name = NFAStateNameHandler.getOriginalNameFromInternal(state.getName());
    for (int i = 0; i < sequence.steps().size(); i++) {
      Step step = sequence.steps().get(i);
      if (step.name().equals(name)) {
        return step.negative() && state.isStop() ? -1 : i;
      }
    }
    return -1;
  }

  private static int guard(
      PatternSpec spec, Sequence sequence, IterativeCondition<Look> condition) {
    if (condition.getClass() == BooleanConditions.trueFunction().getClass()) {
      return 0;
    }
    if (condition instanceof StepCondition asked) {
      return sequence.steps().indexOf(asked.step()) + 1;
    }
    if (condition instanceof RichNotCondition<Look> not
        && not.getNestedConditions()[0] instanceof StepCondition asked) {
      return -(sequence.steps().indexOf(asked.step()) + 1);
    }
    throw new UnpackableException(
        spec.id(), "Flink guards a state by " + condition.getClass().getSimpleName());
  }
}

package io.stillwatch.patterns;

import java.util.List;

/**
 * The states of a sequence and how looks lead from one to another, as Flink compiled them.
 *
 * <p>A guard is 0 when it lets every look pass, {@code i + 1} when the condition of step {@code i}
 * has to hold, and {@code -(i + 1)} when it must not.
 */
public record StateTable(List<State> states) {

  /** What a transition does with the look. */
  public enum Action {
    /** Consumes it and moves on. */
    TAKE,
    /** Lets it pass and moves on. */
    IGNORE,
    /** Moves on without it: what follows is asked about the same look. */
    PROCEED
  }

  /** What a state is to a match. */
  public enum Kind {
    START,
    NORMAL,
    /** The match is complete. */
    FINAL,
    /** A negative step has occurred: the partial match ends. */
    STOP
  }

  public record Transition(Action action, int target, int guard) {}

  /**
   * One state.
   *
   * @param name Flink's, unique
   * @param step index of the step that takes looks here, -1 for none
   */
  public record State(String name, Kind kind, int step, List<Transition> transitions) {
    public State {
      transitions = List.copyOf(transitions);
    }
  }

  public StateTable {
    states = List.copyOf(states);
  }

  int start() {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).kind() == Kind.START) {
        return i;
      }
    }
    throw new IllegalStateException("a table without a start cannot exist");
  }

  /** Whether every look that meets no condition at all leaves every partial match as it is. */
  boolean patient() {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).kind() == Kind.NORMAL && !waits(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether in this state such a look leads back here and nowhere else. */
  boolean waits(int state) {
    int ways = 0;
    for (Transition transition : states.get(state).transitions()) {
      if (transition.guard() <= 0) {
        if (transition.action() != Action.IGNORE || transition.target() != state) {
          return false;
        }
        ways++;
      }
    }
    return ways == 1;
  }

  /** Whether a match may go on in more than one way after a look. */
  boolean branches() {
    for (State state : states) {
      if (state.transitions().stream().anyMatch(t -> t.action() == Action.PROCEED)) {
        return true;
      }
    }
    return false;
  }
}

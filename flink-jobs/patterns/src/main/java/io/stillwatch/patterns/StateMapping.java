package io.stillwatch.patterns;

import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.StateTable.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the states of one version of a sequence are found in another.
 *
 * <p>A state is found again when its step still exists under its name with the same quantifier and
 * contiguity: then the step has as many states as before, in the same order. What its condition
 * says may have changed.
 */
final class StateMapping {

  private final int[] targets;

  private StateMapping(int[] targets) {
    this.targets = targets;
  }

  /** The state in the newer version, or -1 where a partial match has to be given up. */
  int of(int state) {
    return state < targets.length ? targets[state] : -1;
  }

  static StateMapping between(
      StateTable before, Step[] stepsBefore, StateTable after, List<Step> stepsAfter) {
    int[] targets = new int[before.states().size()];
    Arrays.fill(targets, -1);
    for (int i = 0; i < stepsBefore.length; i++) {
      for (int j = 0; j < stepsAfter.size(); j++) {
        if (sameShape(stepsBefore[i], stepsAfter.get(j))) {
          List<Integer> theirs = statesOf(before, i);
          List<Integer> ours = statesOf(after, j);
          if (theirs.size() == ours.size()) {
            for (int s = 0; s < theirs.size(); s++) {
              targets[theirs.get(s)] = ours.get(s);
            }
          }
        }
      }
    }
    return new StateMapping(targets);
  }

  private static boolean sameShape(Step before, Step after) {
    return before.name().equals(after.name())
        && before.least() == after.least()
        && before.most() == after.most()
        && before.optional() == after.optional()
        && before.negative() == after.negative()
        && before.contiguity() == after.contiguity()
        && before.consecutive() == after.consecutive();
  }

  private static List<Integer> statesOf(StateTable table, int step) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < table.states().size(); i++) {
      Kind kind = table.states().get(i).kind();
      if (table.states().get(i).step() == step && kind == Kind.NORMAL) {
        found.add(i);
      }
    }
    return found;
  }
}

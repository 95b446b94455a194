package io.stillwatch.patterns;

import io.stillwatch.patterns.StateTable.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of an account's live matches when one version of a pattern takes over from another.
 *
 * @param kept steps in which a partial match can stand and goes on
 * @param discarded steps in which a partial match can stand and is given up
 * @param word the same in a sentence
 */
public record SwapPlan(List<String> kept, List<String> discarded, String word) {

  public SwapPlan {
    kept = List.copyOf(kept);
    discarded = List.copyOf(discarded);
  }

  public boolean discards() {
    return !discarded.isEmpty();
  }

  /** The plan for two versions of one pattern, packed each by itself. */
  public static SwapPlan between(Automaton before, Automaton after) {
    if (before instanceof PackedAutomaton theirs && after instanceof PackedAutomaton ours) {
      return ofSequences(theirs, ours);
    }
    if (before instanceof PackedAutomaton || !goesOn(before, after)) {
      return new SwapPlan(
          List.of(),
          List.of("all"),
          "what was gathered so far is discarded: the two versions count in different ways");
    }
    return new SwapPlan(
        List.of("all"), List.of(), "what was counted so far is kept, and goes on counting");
  }

  private static boolean goesOn(Automaton before, Automaton after) {
    Form theirs = before.pattern().form();
    Form ours = after.pattern().form();
    if (before instanceof CountingAutomaton) {
      return after instanceof CountingAutomaton; // each exchange is kept with its time
    }
    if (theirs instanceof Tally.Distinct distinct) {
      return ours instanceof Tally.Distinct next && distinct.field().equals(next.field());
    }
    // Panes are parts of the window: they mean nothing in another one.
    return theirs.getClass() == ours.getClass() && theirs.within().equals(ours.within());
  }

  private static SwapPlan ofSequences(PackedAutomaton before, PackedAutomaton after) {
    StateTable theirs = new StateTable(List.of(before.states()));
    StateTable ours = new StateTable(List.of(after.states()));
    StateMapping mapping =
        StateMapping.between(theirs, before.steps(), ours, List.of(after.steps()));
    List<String> kept = new ArrayList<>();
    List<String> discarded = new ArrayList<>();
    for (int i = 0; i < before.steps().length; i++) {
      boolean stands = false;
      boolean found = true;
      for (int state = 0; state < theirs.states().size(); state++) {
        StateTable.State at = theirs.states().get(state);
        if (at.kind() == Kind.NORMAL && at.step() == i) {
          stands = true;
          found &= mapping.of(state) >= 0;
        }
      }
      if (stands) {
        (found ? kept : discarded).add(before.steps()[i].name());
      }
    }
    List<Capture> unknown = new ArrayList<>(after.layout().captures());
    unknown.removeAll(before.layout().captures());
    return new SwapPlan(kept, discarded, word(kept, discarded, unknown));
  }

  private static String word(List<String> kept, List<String> discarded, List<Capture> unknown) {
    StringBuilder text = new StringBuilder(120);
    if (kept.isEmpty() && discarded.isEmpty()) {
      return "the live version keeps no partial matches";
    }
    if (!kept.isEmpty()) {
      text.append("partial matches that wait in step ")
          .append(String.join(", ", kept))
          .append(" are kept");
    }
    if (!discarded.isEmpty()) {
      text.append(text.isEmpty() ? "" : "; ")
          .append("those that wait in step ")
          .append(String.join(", ", discarded))
          .append(" are discarded: the step is gone, or takes looks in another way");
    }
    if (!unknown.isEmpty() && !kept.isEmpty()) {
      text.append("; of those kept, any that has passed step ")
          .append(String.join(", ", unknown.stream().map(Capture::step).distinct().toList()))
          .append(" is discarded too: nobody noted what is asked of it now");
    }
    return text.toString();
  }
}

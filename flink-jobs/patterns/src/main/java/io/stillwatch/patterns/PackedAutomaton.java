package io.stillwatch.patterns;

import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.StateTable.Action;
import io.stillwatch.patterns.StateTable.Kind;
import io.stillwatch.patterns.StateTable.State;
import io.stillwatch.patterns.StateTable.Transition;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Runs the states of a sequence over one account's partial matches, as Flink's {@code NFA} does.
 *
 * <p>Flink keeps every look that a partial match took in a shared buffer and finds them again by
 * versions. Here a partial match carries all that is ever asked of it (see {@link PartialLayout}),
 * so it is copied when it branches and nothing has to be found. The order in which partial matches
 * are gone through is Flink's too, down to its heaps: where two matches that began with the same
 * look compete under {@link AfterMatch#SKIP_PAST_LAST}, that order says which one survives.
 */
public final class PackedAutomaton implements Automaton {

  private static final Comparator<Partial> BY_FIRST_LOOK =
      (one, other) -> Long.compare(one.firstOrder, other.firstOrder);

  private final PatternSpec pattern;
  private final int key;
  private final long windowMs;
  private final boolean skips;
  private final boolean restless;
  private final List<Anchor> anchors;

  private final Condition[] conditions;
  private final boolean[] alone;
  private final Step[] steps;
  private final State[] states;
  private final Transition[][] transitions;
  private final int start;
  private final PartialLayout layout;
  private final PartialRecords records;

  private final int[] startSteps;

  // What is known of the look at hand, by step: 1 holds, -1 does not, 0 not asked yet.
  private final byte[] verdicts;
  private final byte[] shared;
  private final CapturedValues[] earlier;

  /** By step, the places in the layout of what its looks leave behind. */
  private final int[][] leaves;

  // In the place of Flink's queues of the same names.
  private PriorityQueue<Partial> live = new PriorityQueue<>(BY_FIRST_LOOK);
  private PriorityQueue<Partial> next = new PriorityQueue<>(BY_FIRST_LOOK);
  private final PriorityQueue<Partial> complete = new PriorityQueue<>(BY_FIRST_LOOK);
  private final PriorityQueue<Partial> completed = new PriorityQueue<>(BY_FIRST_LOOK);

  private final List<Partial> retained = new ArrayList<>();
  private final List<Transition> edges = new ArrayList<>();
  private final IntStack edgeSources = new IntStack();
  private final IntStack open = new IntStack();

  /**
   * Packs a sequence.
   *
   * @param table the states that Flink compiled for it
   * @param key marks its records
   * @param older versions of the same pattern whose partial matches may still stand in profiles
   */
  public PackedAutomaton(
      PatternSpec pattern, StateTable table, int key, List<PackedAutomaton> older) {
    if (!(pattern.form() instanceof Sequence sequence)) {
      throw new IllegalArgumentException(pattern.id() + " is no sequence");
    }
    this.pattern = pattern;
    this.key = key;
    windowMs = sequence.within().toMillis();
    skips = sequence.afterMatch() == AfterMatch.SKIP_PAST_LAST;
    restless = !table.patient() || (skips && sequence.steps().size() > 1);
    steps = sequence.steps().toArray(new Step[0]);
    conditions = new Condition[steps.length];
    alone = new boolean[steps.length];
    for (int i = 0; i < steps.length; i++) {
      conditions[i] = steps[i].condition();
      alone[i] = conditions[i].captures().isEmpty();
    }
    anchors = anchorsOf(conditions);
    states = table.states().toArray(new State[0]);
    transitions = new Transition[states.length][];
    for (int i = 0; i < states.length; i++) {
      transitions[i] = states[i].transitions().toArray(new Transition[0]);
    }
    start = table.start();
    startSteps = startSteps();
    layout = new PartialLayout(sequence);
    records = new PartialRecords(key, pattern.version(), layout, table, older);
    verdicts = new byte[steps.length];
    shared = new byte[steps.length];
    earlier = new CapturedValues[steps.length];
    leaves = new int[steps.length][];
    for (int i = 0; i < steps.length; i++) {
      earlier[i] = new CapturedValues(layout, steps[i]);
      leaves[i] = layout.capturesOf(steps[i].name());
    }
  }

  PartialLayout layout() {
    return layout;
  }

  State[] states() {
    return states;
  }

  Step[] steps() {
    return steps;
  }

  PartialRecords records() {
    return records;
  }

  private static List<Anchor> anchorsOf(Condition[] conditions) {
    List<Anchor> all = new ArrayList<>();
    for (Condition condition : conditions) {
      if (condition.anchors().isEmpty()) {
        return List.of();
      }
      all.addAll(condition.anchors());
    }
    return all.stream().distinct().toList();
  }

  /** The steps whose looks can begin a match: the first, and those after optional ones. */
  private int[] startSteps() {
    List<Integer> found = new ArrayList<>();
    open.push(start);
    while (!open.isEmpty()) {
      int state = open.pop();
      for (Transition transition : transitions[state]) {
        if (transition.action() == Action.PROCEED) {
          open.push(transition.target());
        } else if (transition.action() == Action.TAKE && states[state].step() >= 0) {
          found.add(states[state].step());
        }
      }
    }
    return found.stream().mapToInt(Integer::intValue).distinct().toArray();
  }

  @Override
  public PatternSpec pattern() {
    return pattern;
  }

  @Override
  public int key() {
    return key;
  }

  @Override
  public List<Anchor> anchors() {
    return anchors;
  }

  @Override
  public boolean restless() {
    return restless;
  }

  @Override
  public boolean rests(AccountProfile profile, int at, long clockMs) {
    return records.rests(profile, at, clockMs - windowMs);
  }

  @Override
  public void accept(Look look, int order, AccountProfile profile, Consumer<Match> matches) {
    askAlone(look);
    if (records.none(profile) ? !starts(look) : !concernsAny(look) && lets(look, profile)) {
      return;
    }
    records.load(profile, live, completed);
    if (!records.holdsStart(live)) {
      live.add(records.notBegun(start));
    }
    dropOlderThan(look.clockMs() - windowMs);
    release(matches);
    swap();
    for (Partial partial : live) {
      advance(partial, look, Integer.toUnsignedLong(order));
    }
    completed.addAll(complete);
    complete.clear();
    release(matches);
    swap();
    records.store(profile, live, completed, skips);
    live.clear();
    completed.clear();
    records.freeAll();
  }

  /** Whether a look that no condition asks for changes nothing here. */
  private boolean lets(Look look, AccountProfile profile) {
    // What has run out of time waits for a look that concerns the pattern, unless something may be
    // held back by it.
    return !restless || records.rest(profile, look.clockMs() - windowMs);
  }

  /** {@code next} takes the place of {@code live}. */
  private void swap() {
    PriorityQueue<Partial> emptied = live;
    emptied.clear();
    live = next;
    next = emptied;
  }

  private void dropOlderThan(long edgeMs) {
    for (Partial partial : live) {
      if (!partial.begun() || partial.startedMs > edgeMs) {
        next.add(partial);
      }
    }
  }

  /** Hands out what is complete, unless an earlier partial match could still take its looks. */
  private void release(Consumer<Match> matches) {
    for (Partial match = completed.peek(); match != null; match = completed.peek()) {
      Partial earliest = next.peek();
      if (skips && earliest != null && match.firstOrder > earliest.firstOrder) {
        return;
      }
      completed.poll();
      if (skips) {
        long last = match.lastOrder;
        next.removeIf(partial -> partial.begun() && partial.firstOrder <= last);
        completed.removeIf(partial -> partial.firstOrder <= last);
      }
      matches.accept(match(match));
    }
  }

  // ---- one partial match and one look

  private void advance(Partial partial, Look look, long order) {
    System.arraycopy(shared, 0, verdicts, 0, verdicts.length);
    decide(partial, look);
    boolean stopped = false;
    for (int i = 0; i < edges.size(); i++) {
      Transition edge = edges.get(i);
      if (edge.action() == Action.IGNORE) {
        if (partial.begun()) {
          stopped |= keep(records.copy(partial, edge.target()));
        }
        continue;
      }
      Partial taken = records.copy(partial, edge.target());
      take(taken, states[edgeSources.at(i)].step(), look, order);
      stopped |= keep(taken);
      int last = finalAfter(edge.target(), partial, look);
      if (last >= 0) {
        keep(records.copy(taken, last));
      }
    }
    if (!partial.begun()) {
      retained.add(records.notBegun(start));
    }
    if (!stopped) {
      next.addAll(retained);
    }
    retained.clear();
  }

  /** Puts a result where it belongs; true when it says that a negative step has occurred. */
  private boolean keep(Partial result) {
    Kind kind = states[result.state].kind();
    if (kind == Kind.FINAL) {
      complete.add(result);
    } else if (kind != Kind.STOP) {
      retained.add(result);
    }
    return kind == Kind.STOP;
  }

  /** Collects the transitions that this look opens, those behind a PROCEED too. */
  private void decide(Partial partial, Look look) {
    edges.clear();
    edgeSources.clear();
    open.push(partial.state);
    while (!open.isEmpty()) {
      int state = open.pop();
      for (Transition transition : transitions[state]) {
        if (!passes(transition.guard(), partial, look)) {
          continue;
        }
        if (transition.action() == Action.PROCEED) {
          open.push(transition.target());
        } else {
          edges.add(transition);
          edgeSources.push(state);
        }
      }
    }
  }

  /** The final state, when what is left of the sequence may be left out; otherwise -1. */
  private int finalAfter(int state, Partial partial, Look look) {
    open.push(state);
    while (!open.isEmpty()) {
      for (Transition transition : transitions[open.pop()]) {
        if (transition.action() == Action.PROCEED && passes(transition.guard(), partial, look)) {
          if (states[transition.target()].kind() == Kind.FINAL) {
            open.clear();
            return transition.target();
          }
          open.push(transition.target());
        }
      }
    }
    return -1;
  }

  private void take(Partial taken, int step, Look look, long order) {
    if (!taken.begun()) {
      taken.startedMs = look.clockMs();
      taken.firstOrder = order;
    }
    taken.lastOrder = order;
    if (step < 0) {
      return; // into the stop state: nobody asks any more
    }
    layout.take(taken.slots, step, look.sighting().exchangeHash());
    for (int capture : leaves[step]) {
      Field field = layout.captures().get(capture).field();
      if (field.has(look)) {
        layout.put(taken.slots, capture, field.bits(look));
      } else {
        layout.clear(taken.slots, capture);
      }
    }
  }

  // ---- conditions

  /** Asks what depends on the look alone, once for all partial matches. */
  private void askAlone(Look look) {
    for (int i = 0; i < conditions.length; i++) {
      shared[i] = alone[i] ? verdict(conditions[i].holds(look, Earlier.NOTHING)) : 0;
    }
  }

  private boolean starts(Look look) {
    for (int step : startSteps) {
      if (alone[step] ? shared[step] > 0 : conditions[step].holds(look, earlier[step].nothing())) {
        return true;
      }
    }
    return false;
  }

  private boolean concernsAny(Look look) {
    for (int i = 0; i < conditions.length; i++) {
      if (alone[i] ? shared[i] > 0 : Anchor.anyPasses(conditions[i].anchors(), look)) {
        return true;
      }
    }
    return false;
  }

  private boolean passes(int guard, Partial partial, Look look) {
    if (guard == 0) {
      return true;
    }
    int step = Math.abs(guard) - 1;
    if (verdicts[step] == 0) {
      verdicts[step] = verdict(conditions[step].holds(look, earlier[step].of(partial)));
    }
    return (verdicts[step] > 0) == (guard > 0);
  }

  private static byte verdict(boolean holds) {
    return (byte) (holds ? 1 : -1);
  }

  // ---- what it holds

  @Override
  public Standing standing(AccountProfile profile, long clockMs) {
    // Loading takes records out, so it is done to a copy.
    records.load(AccountProfile.decode(profile.encode()), live, completed);
    List<Standing.Live> found = new ArrayList<>();
    for (Partial partial : completed) {
      found.add(described(partial, true));
    }
    for (Partial partial : live) {
      if (partial.begun() && partial.startedMs > clockMs - windowMs) {
        found.add(described(partial, false));
      }
    }
    live.clear();
    completed.clear();
    records.freeAll();
    found.sort(Comparator.comparingLong(Standing.Live::firstOrder));
    return new Standing.Partials(found);
  }

  private Standing.Live described(Partial partial, boolean isComplete) {
    Map<Capture, Long> captured = new HashMap<>();
    for (int i = 0; i < layout.captures().size(); i++) {
      if (layout.has(partial.slots, i)) {
        captured.put(layout.captures().get(i), layout.bits(partial.slots, i));
      }
    }
    return new Standing.Live(
        partial.startedMs,
        partial.firstOrder,
        taken(partial),
        isComplete ? List.of() : waitsFor(partial.state),
        isComplete,
        captured);
  }

  private List<String> waitsFor(int from) {
    List<String> names = new ArrayList<>();
    open.push(from);
    while (!open.isEmpty()) {
      int state = open.pop();
      for (Transition transition : transitions[state]) {
        if (transition.action() == Action.PROCEED) {
          open.push(transition.target());
        } else if (transition.action() == Action.TAKE
            && states[state].step() >= 0
            && !names.contains(steps[states[state].step()].name())) {
          names.add(steps[states[state].step()].name());
        }
      }
    }
    return names;
  }

  // ---- what comes out

  private Match match(Partial complete) {
    List<Long> exchanges = new ArrayList<>();
    List<Match.StepTaken> taken = taken(complete);
    for (Match.StepTaken step : taken) {
      exchanges.add(step.firstExchange());
      if (step.count() > 1) {
        exchanges.add(step.lastExchange());
      }
    }
    return Match.of(pattern, complete.startedMs, exchanges, taken);
  }

  private List<Match.StepTaken> taken(Partial partial) {
    List<Match.StepTaken> taken = new ArrayList<>();
    for (int i = 0; i < steps.length; i++) {
      int count = layout.count(partial.slots, i);
      if (count > 0) {
        taken.add(
            new Match.StepTaken(
                steps[i].name(),
                count,
                layout.first(partial.slots, i),
                layout.last(partial.slots, i)));
      }
    }
    return taken;
  }
}

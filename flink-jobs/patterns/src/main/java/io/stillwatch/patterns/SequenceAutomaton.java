package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Single looks one after another, others between them allowed: one record for each live partial
 * match.
 *
 * <p>A partial match waits for the next look that its step takes, and is used up by it. Slots hold
 * first the exchanges that its steps took, then the values that later steps compare with.
 *
 * <pre>
 *  0  pattern key   i32
 *  4  next step     i32
 *  8  started       i64   clock at its first look
 * 16  slots         i64 x 3
 * </pre>
 */
public final class SequenceAutomaton implements Automaton {

  /** Slots of a partial match. */
  public static final int SLOTS_MAX = (Section.PARTIALS.recordBytes() - 16) / 8;

  private static final int NEXT = 4;
  private static final int STARTED = 8;
  private static final int SLOTS = 16;

  /** A value that a step leaves behind for later ones. */
  private record Capture(LookField field, int step, int slot) {}

  /** A comparison of the look with a value left behind. */
  private record Comparison(LookField field, int slot, boolean same) {}

  private final PatternSpec pattern;
  private final int key;
  private final long windowMs;
  private final LookPredicate[] conditions;
  private final Comparison[][] comparisons;
  private final Capture[][] captures;

  public SequenceAutomaton(PatternSpec pattern) {
    this.pattern = pattern;
    this.key = pattern.key();
    this.windowMs = pattern.within().toMillis();
    int length = pattern.steps().size();
    conditions = new LookPredicate[length];
    comparisons = new Comparison[length][];
    List<Capture> left = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      PatternSpec.Step step = pattern.steps().get(i);
      conditions[i] = step.condition();
      comparisons[i] = new Comparison[step.references().size()];
      for (int r = 0; r < comparisons[i].length; r++) {
        PatternSpec.Reference reference = step.references().get(r);
        comparisons[i][r] =
            new Comparison(reference.field(), slotOf(left, reference), reference.same());
      }
    }
    captures = new Capture[length][];
    for (int i = 0; i < length; i++) {
      int step = i;
      captures[i] = left.stream().filter(c -> c.step() == step).toArray(Capture[]::new);
    }
  }

  /** How many slots a partial match of this pattern needs. */
  public static int slots(PatternSpec pattern) {
    long captured =
        pattern.steps().stream()
            .flatMap(step -> step.references().stream())
            .map(reference -> List.of(reference.step(), reference.field()))
            .distinct()
            .count();
    return pattern.steps().size() - 1 + (int) captured;
  }

  private int slotOf(List<Capture> left, PatternSpec.Reference reference) {
    int step = 0;
    while (!pattern.steps().get(step).name().equals(reference.step())) {
      step++;
    }
    for (Capture capture : left) {
      if (capture.step() == step && capture.field().equals(reference.field())) {
        return capture.slot();
      }
    }
    Capture capture = new Capture(reference.field(), step, conditions.length - 1 + left.size());
    left.add(capture);
    return capture.slot();
  }

  @Override
  public PatternSpec pattern() {
    return pattern;
  }

  @Override
  public void accept(Look look, AccountProfile profile, Consumer<Match> matches) {
    if (!concernsAnyStep(look)) {
      return;
    }
    boolean starts = conditions[0].test(look);
    long edge = look.clockMs() - windowMs;
    for (int i = 0; i < profile.count(Section.PARTIALS); ) {
      int at = profile.at(Section.PARTIALS, i);
      if (profile.getInt(at) != key) {
        i++;
      } else if (profile.getLong(at + STARTED) <= edge) {
        profile.remove(Section.PARTIALS, i);
      } else if (!takes(look, profile, at)) {
        i++;
      } else if (profile.getInt(at + NEXT) == conditions.length - 1) {
        matches.accept(match(look, profile, at));
        profile.remove(Section.PARTIALS, i);
      } else {
        advance(look, profile, at);
        i++;
      }
    }
    if (starts) {
      int at = profile.append(Section.PARTIALS);
      profile.putInt(at, key);
      profile.putLong(at + STARTED, look.clockMs());
      advance(look, profile, at);
    }
  }

  /**
   * Most looks concern no step; then nothing is touched, and what has run out of time waits for one
   * that does.
   */
  private boolean concernsAnyStep(Look look) {
    for (LookPredicate condition : conditions) {
      if (condition.test(look)) {
        return true;
      }
    }
    return false;
  }

  private boolean takes(Look look, AccountProfile profile, int at) {
    int step = profile.getInt(at + NEXT);
    if (!conditions[step].test(look)) {
      return false;
    }
    for (Comparison comparison : comparisons[step]) {
      long then = profile.getLong(at + SLOTS + 8 * comparison.slot());
      if ((comparison.field().of(look) == then) != comparison.same()) {
        return false;
      }
    }
    return true;
  }

  private void advance(Look look, AccountProfile profile, int at) {
    int step = profile.getInt(at + NEXT);
    profile.putLong(at + SLOTS + 8 * step, look.sighting().exchangeHash());
    for (Capture capture : captures[step]) {
      profile.putLong(at + SLOTS + 8 * capture.slot(), capture.field().of(look));
    }
    profile.putInt(at + NEXT, step + 1);
  }

  private Match match(Look look, AccountProfile profile, int at) {
    List<Long> exchanges = new ArrayList<>(conditions.length);
    List<Match.StepTaken> steps = new ArrayList<>(conditions.length);
    for (int i = 0; i < conditions.length; i++) {
      long exchange =
          i < conditions.length - 1
              ? profile.getLong(at + SLOTS + 8 * i)
              : look.sighting().exchangeHash();
      exchanges.add(exchange);
      steps.add(new Match.StepTaken(pattern.steps().get(i).name(), 1, exchange, exchange));
    }
    return new Match(pattern, profile.getLong(at + STARTED), exchanges, steps);
  }
}

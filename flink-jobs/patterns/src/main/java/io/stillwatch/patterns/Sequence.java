package io.stillwatch.patterns;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Steps one after another within a time: what Flink CEP matches.
 *
 * @param within from the first look to the last, by the account's clock, is less than this
 */
public record Sequence(List<Step> steps, Duration within, AfterMatch afterMatch) implements Form {

  /** What happens to other partial matches once one is complete. */
  public enum AfterMatch {
    /** They go on: looks may be part of several matches. */
    NO_SKIP,
    /** Those that began before the match ended are dropped. */
    SKIP_PAST_LAST
  }

  /** What may lie between a step's first look and the look before it. */
  public enum Contiguity {
    /** Nothing: {@code next}, and {@code notNext} when negative. */
    STRICT,
    /** Looks that do not meet the condition: {@code followedBy}, and {@code notFollowedBy}. */
    RELAXED
  }

  /**
   * One step.
   *
   * @param least how many looks it takes at least
   * @param most how many at most, {@link #UNBOUNDED} for no bound
   * @param optional whether it may be left out
   * @param negative whether its looks must not occur here
   * @param consecutive whether nothing may lie between its own looks
   */
  public record Step(
      String name,
      Condition condition,
      int least,
      int most,
      boolean optional,
      boolean negative,
      Contiguity contiguity,
      boolean consecutive)
      implements Serializable {

    public static final int UNBOUNDED = Integer.MAX_VALUE;

    public Step {
      if (least < 1 || most < least) {
        throw new IllegalArgumentException(
            "step '" + name + "' takes " + least + " to " + most + " looks");
      }
      if (negative && (most > 1 || optional)) {
        throw new IllegalArgumentException(
            "step '" + name + "' must not occur, so it cannot be optional or repeated");
      }
    }

    /** Exactly so many looks, others may lie between. */
    public static Step of(String name, Condition condition, int times) {
      return new Step(name, condition, times, times, false, false, Contiguity.RELAXED, false);
    }
  }

  public Sequence {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a sequence needs at least one step");
    }
    if (steps.get(0).negative() || steps.get(steps.size() - 1).negative()) {
      throw new IllegalArgumentException("a negative step must stand between two others");
    }
    Set<String> earlier = new HashSet<>();
    for (Step step : steps) {
      for (Capture capture : step.condition().captures()) {
        if (!earlier.contains(capture.step())) {
          throw new IllegalArgumentException(
              "step '"
                  + step.name()
                  + "' refers to '"
                  + capture.step()
                  + "', which is no earlier step that takes looks");
        }
      }
      if (!step.negative() && !earlier.add(step.name())) {
        throw new IllegalArgumentException("two steps are named '" + step.name() + "'");
      }
    }
  }

  /** Whether it is one count, for which a list of exchanges is all that has to be kept. */
  public boolean isCount() {
    Step step = steps.get(0);
    return steps.size() == 1
        && step.least() == step.most()
        && !step.consecutive()
        && !step.optional()
        && (step.least() == 1 || afterMatch == AfterMatch.SKIP_PAST_LAST);
  }
}

package io.stillwatch.patterns;

import io.stillwatch.schemas.ActionKind;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pattern as its author means it: steps over the looks of one account, and what to do about a
 * match.
 *
 * @param id stable for ever: action ids and live matches hang on it
 * @param listens which look of an exchange the steps see
 * @param within the whole match spans less than this, by the account's clock
 * @param quiet an episode ends when no match came for this long
 * @param actAfter matches in one episode before an action is asked for
 * @param blindSpots what it is known to miss or to confuse
 */
public record PatternSpec(
    String id,
    int version,
    String title,
    Listens listens,
    List<Step> steps,
    Duration within,
    AfterMatch afterMatch,
    Duration quiet,
    int actAfter,
    Action action,
    String explanation,
    String blindSpots)
    implements Serializable {

  /** Which of the two looks of an exchange a pattern judges; each exchange is judged once. */
  public enum Listens {
    /** At the prompt: the earliest moment, before the response is known. */
    ASKED,
    /** At the response, with the prompt's signals beside it. */
    ANSWERED
  }

  /** What happens to other partial matches once one is complete. */
  public enum AfterMatch {
    NO_SKIP,
    SKIP_PAST_LAST
  }

  /**
   * One step: so many looks that meet a condition, each compared with looks that earlier steps
   * took.
   *
   * @param times exactly so many looks, others may lie between them
   */
  public record Step(String name, LookPredicate condition, int times, List<Reference> references)
      implements Serializable {
    public Step {
      if (times < 1) {
        throw new IllegalArgumentException(
            "step '" + name + "': times must be at least 1, not " + times);
      }
      references = List.copyOf(references);
    }
  }

  /** "The same / another value of this field than at that step." */
  public record Reference(LookField field, String step, boolean same) implements Serializable {}

  public record Action(
      ActionKind kind, Duration duration, Map<String, String> parameters, String reasonCode)
      implements Serializable {
    public Action {
      parameters = Map.copyOf(parameters);
    }
  }

  public PatternSpec {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("pattern '" + id + "' has no step");
    }
    if (within.isNegative()
        || within.isZero()
        || action.duration().isNegative()
        || action.duration().isZero()) {
      throw new IllegalArgumentException(
          "pattern '" + id + "': 'within' and the action's duration must be positive");
    }
    if (actAfter < 1) {
      throw new IllegalArgumentException(
          "pattern '" + id + "': actAfter must be at least 1, not " + actAfter);
    }
    Set<String> earlier = new HashSet<>();
    for (Step step : steps) {
      for (Reference reference : step.references()) {
        if (!earlier.contains(reference.step())) {
          throw new IllegalArgumentException(
              "pattern '"
                  + id
                  + "', step '"
                  + step.name()
                  + "' refers to '"
                  + reference.step()
                  + "', which is no earlier step");
        }
      }
      if (!earlier.add(step.name())) {
        throw new IllegalArgumentException(
            "pattern '" + id + "' has two steps named '" + step.name() + "'");
      }
    }
  }

  /** How its live matches are marked inside a profile. */
  public int key() {
    return id.hashCode();
  }
}

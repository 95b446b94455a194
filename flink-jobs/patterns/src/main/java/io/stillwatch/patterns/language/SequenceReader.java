package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.condition.Outcomes;
import io.stillwatch.patterns.language.StepReader.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a sequence, and tells where its steps do not go together. */
final class SequenceReader {

  private static final Map<String, AfterMatch> AFTER_MATCH =
      Map.of("noSkip", AfterMatch.NO_SKIP, "skipPastLast", AfterMatch.SKIP_PAST_LAST);

  private static final Map<String, String> AFTER_MATCH_LATER =
      Map.of(
          "skipToNext", "not yet: use noSkip or skipPastLast",
          "skipToFirst", "not yet: use skipPastLast",
          "skipToLast", "not yet: use skipPastLast");

  private final StepReader steps;
  private final Problems problems;

  SequenceReader(ConditionReader conditions, Problems problems) {
    this.steps = new StepReader(conditions, problems);
    this.problems = problems;
  }

  /** Null where it has problems. */
  @Nullable Sequence read(Block block, Duration within) {
    int before = problems.count();
    AfterMatch afterMatch =
        block.choice("afterMatch", AFTER_MATCH, AFTER_MATCH_LATER, AfterMatch.NO_SKIP);
    List<Draft> drafts = drafts(block);
    checkOrder(drafts);
    checkReach(drafts, afterMatch);
    checkSize(block, drafts);
    warn(block, drafts, afterMatch);
    List<Step> sound = new ArrayList<>();
    for (Draft draft : drafts) {
      Condition condition = draft.condition();
      if (condition == null || problems.count() > before) {
        return null;
      }
      sound.add(draft.step(condition));
    }
    return sound.isEmpty() ? null : new Sequence(sound, within, afterMatch);
  }

  private List<Draft> drafts(Block block) {
    List<Draft> drafts = new ArrayList<>();
    List<String> earlier = new ArrayList<>();
    List<Yaml> items = block.items("steps", 1, LanguageLimits.STEPS_MAX);
    for (int i = 0; i < items.size(); i++) {
      String path = block.path("steps") + "[" + i + "]";
      Draft draft = steps.read(items.get(i), path, List.copyOf(earlier));
      if (draft != null) {
        drafts.add(draft);
        if (!draft.negative()) {
          earlier.add(draft.name());
        }
      }
    }
    return drafts;
  }

  private void checkOrder(List<Draft> drafts) {
    boolean needed = drafts.isEmpty();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      needed |= !draft.optional() && !draft.negative();
      if (!draft.negative()) {
        continue;
      }
      if (i == 0) {
        tell(draft, "not", "nothing stands before this negative step", "put a step before it");
      } else if (i == drafts.size() - 1) {
        tell(
            draft,
            "not",
            "nothing stands behind this negative step, so the match would have to wait for silence",
            "put a step behind it");
      }
      if (i > 0 && drafts.get(i - 1).optional()) {
        tell(
            drafts.get(i - 1),
            "optional",
            "an optional step right before a negative one has no clear meaning",
            "make it needed, or write two patterns");
      }
    }
    if (!needed) {
      tell(drafts.get(0), "optional", "no step is needed, so nothing decides", "make one needed");
    }
  }

  /** Tells of the first step that no match can ever come to, and why. */
  private void checkReach(List<Draft> drafts, AfterMatch afterMatch) {
    for (int i = 1; i < drafts.size(); i++) {
      Draft before = drafts.get(i - 1);
      Condition asked = before.condition();
      if (isNeeded(before) && asked != null && !Outcomes.canHold(asked)) {
        unreached(
            drafts.get(i),
            "name",
            "'" + before.name() + "' before it can never hold",
            "correct that one");
        return;
      }
    }
    for (int i = 1; i < drafts.size(); i++) {
      checkBarred(drafts, i);
    }
    checkPastTheEnd(drafts, afterMatch);
  }

  private static boolean isNeeded(Draft draft) {
    return !draft.negative() && !draft.optional();
  }

  /**
   * A look that meets a negative step ends the match. Where it meets the next step too it takes the
   * match there first, which is of use only where that completes it.
   */
  private void checkBarred(List<Draft> drafts, int at) {
    Draft step = drafts.get(at);
    boolean strict = step.contiguity() == Contiguity.STRICT;
    boolean passedStrict = false;
    for (int i = at - 1; !step.negative() && i > 0 && drafts.get(i).negative(); i--) {
      Draft bars = drafts.get(i);
      boolean nextOnly = bars.contiguity() == Contiguity.STRICT;
      if (passedStrict && !nextOnly) {
        break; // what a relaxed one bars ends where a strict one is asked
      }
      passedStrict |= nextOnly;
      if (!implies(step, bars) || (nextOnly && !strict)) {
        continue; // a relaxed step lets the one look go by that a strict negative one asks
      }
      if (nextOnly || !completes(drafts, at)) {
        unreached(
            step,
            "when",
            "whatever meets it meets the negative step '" + bars.name() + "' before it",
            "narrow one of the two");
      } else if (isPassedOnce(drafts, i, at) && implies(bars, step)) {
        problems.senseless(
            bars.block().at("when"),
            bars.block().path("when"),
            "ends no match: whatever meets it meets '"
                + step.name()
                + "' behind it too, which completes the match",
            "narrow one of the two");
      }
    }
  }

  /** Whether nothing goes on besides when a look takes the match over the negative step. */
  private static boolean isPassedOnce(List<Draft> drafts, int negative, int at) {
    Draft before = drafts.get(negative - 1);
    return at == drafts.size() - 1
        && drafts.get(at).most() == 1
        && !before.negative()
        && before.most() == 1; // what it bars, it bars between the looks of that one, too
  }

  /** Whether every look that meets the one meets the other. */
  private static boolean implies(Draft one, Draft other) {
    Condition a = one.condition();
    Condition b = other.condition();
    return a != null && b != null && Outcomes.canHold(a) && !Outcomes.canHoldWithout(a, b);
  }

  /** Whether one look of this step can complete the match. */
  private static boolean completes(List<Draft> drafts, int at) {
    return drafts.get(at).least() == 1
        && drafts.subList(at + 1, drafts.size()).stream().noneMatch(SequenceReader::isNeeded);
  }

  /** A match that nothing can hold back is over when it is complete. */
  private void checkPastTheEnd(List<Draft> drafts, AfterMatch afterMatch) {
    if (afterMatch == AfterMatch.SKIP_PAST_LAST
        && drafts.size() > 1
        && isNeeded(drafts.get(0))
        && drafts.stream().skip(1).allMatch(Draft::optional)) {
      unreached(
          drafts.get(1),
          "optional",
          "with skipPastLast a match is over as soon as it is complete, which '"
              + drafts.get(0).name()
              + "' makes it",
          "make this step needed, take it out, or write afterMatch: noSkip");
    }
  }

  private void unreached(Draft draft, String key, String why, String suggestion) {
    problems.senseless(
        draft.block().at(key),
        draft.block().path(key),
        "nothing can reach this step: " + why,
        suggestion);
  }

  private void checkSize(Block block, List<Draft> drafts) {
    long needed = 0;
    for (Draft draft : drafts) {
      needed += draft.negative() ? 0 : draft.least();
    }
    if (needed > LanguageLimits.TAKEN_MAX) {
      problems.add(
          block.at("steps"),
          block.path("steps"),
          "its steps need "
              + needed
              + " exchanges, a profile remembers "
              + LanguageLimits.TAKEN_MAX,
          "use match.count where a step only counts");
    }
  }

  private void warn(Block block, List<Draft> drafts, AfterMatch afterMatch) {
    if (afterMatch == AfterMatch.SKIP_PAST_LAST && drafts.size() > 1) {
      problems.warn(
          block.at("afterMatch"),
          block.path("afterMatch"),
          "with more than one step, skipPastLast holds a match back until every match that began"
              + " earlier has ended, which can be as long as 'within'",
          "use noSkip, and episode.actAfter to act on several matches only");
    }
    for (Draft draft : drafts) {
      if (draft.most() == Step.UNBOUNDED && afterMatch == AfterMatch.NO_SKIP) {
        problems.warn(
            draft.block().at("times"),
            draft.block().path("times"),
            "without 'most' every further exchange makes further matches",
            "bound it with most, or write afterMatch: skipPastLast, or use match.count");
      }
    }
  }

  private void tell(Draft draft, String key, String message, String suggestion) {
    problems.add(draft.block().at(key), draft.block().path(key), message, suggestion);
  }
}

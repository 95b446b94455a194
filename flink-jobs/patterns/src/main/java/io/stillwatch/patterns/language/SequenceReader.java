package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Step;
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
    checkReach(drafts);
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

  /** A look that ends the match can never take it further. */
  private void checkReach(List<Draft> drafts) {
    for (int i = 1; i < drafts.size(); i++) {
      Condition ends = drafts.get(i - 1).condition();
      Condition goesOn = drafts.get(i).condition();
      if (drafts.get(i - 1).negative()
          && !drafts.get(i).negative()
          && ends != null
          && goesOn != null
          && squeezed(ends.text()).equals(squeezed(goesOn.text()))) {
        tell(
            drafts.get(i),
            "when",
            "nothing can reach this step: the negative step before it has the same condition",
            "narrow one of the two");
      }
    }
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

  private static String squeezed(String text) {
    StringBuilder squeezed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        squeezed.append(text.charAt(i));
      }
    }
    return squeezed.toString();
  }
}

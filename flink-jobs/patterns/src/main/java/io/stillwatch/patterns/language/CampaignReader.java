package io.stillwatch.patterns.language;

import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.PatternSpec.Action;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.condition.Conditions;
import io.stillwatch.schemas.ActionKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is particular to a pattern of campaign scope. */
final class CampaignReader {

  private static final String EXAMPLE = "member.evidence >= 6.0 && member.kinds >= 2";

  private final ConditionReader conditions;
  private final Problems problems;

  CampaignReader(Conditions conditions, SourceText source, Problems problems) {
    this.conditions = new ConditionReader(conditions, source, false, EXAMPLE, problems);
    this.problems = problems;
  }

  /** Null where it has problems. */
  @Nullable CampaignForm form(Block spec, @Nullable Action action) {
    Block match = spec.block("match", Grammar.CAMPAIGN_MATCH);
    Condition when = match == null ? null : conditions.read(match, "when", List.of());
    Block weights = spec.has("weights") ? spec.block("weights", Grammar.WEIGHTS) : null;
    CampaignWeights read = weights == null ? null : new WeightsReader(problems).read(weights);
    if (match != null && when != null && action != null) {
      judge(match, when, action);
    }
    return when == null ? null : new CampaignForm(when, read);
  }

  @Nullable Action action(Block spec) {
    Block action = spec.block("action", Grammar.ACTION);
    if (action == null) {
      return null;
    }
    Action asked = new ActionReader(problems).read(action);
    if (asked.kind() == ActionKind.SUSPEND) {
      problems.add(
          action.at("kind"),
          action.path("kind"),
          "belonging to a campaign is no ground for a suspension: who imitates a campaign's members"
              + " could have others suspended",
          "write CHALLENGE or less; an account-scope pattern may suspend for what an account did");
    }
    return asked;
  }

  /** Who is made to look like a member must not feel it: each is met for evidence of its own. */
  private void judge(Block match, Condition when, Action action) {
    if (action.kind() == ActionKind.OBSERVE) {
      return;
    }
    if (!OwnEvidence.isAskedFor(when)) {
      problems.add(
          match.at("when"),
          match.path("when"),
          "can hold for a member that shows nothing itself: belonging to a campaign is no ground for "
              + action.kind(),
          "ask for evidence of its own, such as member.kinds >= 2, or write kind: OBSERVE");
    } else if (OwnEvidence.oneArrangedKindIsEnough(when)) {
      problems.warn(
          match.at("when"),
          match.path("when"),
          "is content with one kind of evidence, and one that others can arrange, such as a"
              + " template that they copy or one hand-over of a prompt that they know: somebody can"
              + " be made to show it",
          "ask for member.kinds >= 2");
    }
  }

  @Nullable PatternTests tests(Block spec) {
    Block tests = spec.block("tests", Grammar.TESTS);
    return tests == null ? null : new MemberTestReader(problems).read(tests);
  }
}

package io.stillwatch.patterns;

import io.stillwatch.patterns.PatternSpec.Action;
import io.stillwatch.patterns.PatternSpec.AfterMatch;
import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.patterns.PatternSpec.Reference;
import io.stillwatch.patterns.PatternSpec.Step;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.signals.SignalCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The patterns that every engine knows, one of each form: a count, a sequence, a single step. */
public final class BuiltInPatterns {

  private BuiltInPatterns() {}

  public static List<PatternSpec> of(SignalCatalog catalog) {
    return List.of(reasoningElicited(catalog), pairedQueries(catalog), rubricGrading(catalog));
  }

  private static PatternSpec reasoningElicited(SignalCatalog catalog) {
    int elicitation = catalog.code("cot_elicitation");
    return new PatternSpec(
        "reasoning-elicited-at-volume",
        1,
        "Written-out reasoning demanded again and again",
        Listens.ASKED,
        List.of(
            new Step("demand", look -> look.signals().score(elicitation) >= 0.8, 12, List.of())),
        Duration.ofHours(1),
        AfterMatch.SKIP_PAST_LAST,
        Duration.ofHours(1),
        1,
        new Action(ActionKind.SUSPEND, Duration.ofHours(24), Map.of(), "reasoning-extraction"),
        "12 prompts within an hour demanded the model's full written-out reasoning as output",
        "An evaluation that demands full reasoning in tags looks the same for one account."
            + " Fewer than 12 an hour pass.");
  }

  private static PatternSpec pairedQueries(SignalCatalog catalog) {
    int pair = catalog.code("pair");
    LookField pairHash = LookField.hash(catalog.code("pair"));
    LookField promptHash = LookField.hash(catalog.code("prompt"));
    return new PatternSpec(
        "paired-queries",
        1,
        "New pairs of candidates compared in both orders",
        Listens.ASKED,
        List.of(
            new Step(
                "first", look -> look.freshPair() && look.signals().hash(pair) != 0, 1, List.of()),
            new Step(
                "swapped",
                look -> look.signals().hash(pair) != 0,
                1,
                List.of(
                    new Reference(pairHash, "first", true),
                    new Reference(promptHash, "first", false)))),
        Duration.ofHours(24),
        AfterMatch.NO_SKIP,
        Duration.ofHours(6),
        16,
        new Action(
            ActionKind.DEGRADE,
            Duration.ofHours(6),
            Map.of("strip", "logprobs,reasoning"),
            "preference-extraction"),
        "the account had new pairs of candidate answers judged in both orders, as a reward model is",
        "A judge that evaluates many new items in both orders looks the same for one account."
            + " Twins that are split over accounts pass.");
  }

  private static PatternSpec rubricGrading(SignalCatalog catalog) {
    int rubric = catalog.code("rubric_grading");
    return new PatternSpec(
        "rubric-grading",
        1,
        "Foreign text graded against a rubric, nothing else",
        Listens.ASKED,
        List.of(new Step("grading", look -> look.signals().score(rubric) >= 0.8, 1, List.of())),
        Duration.ofHours(1),
        AfterMatch.NO_SKIP,
        Duration.ofHours(1),
        24,
        new Action(
            ActionKind.THROTTLE,
            Duration.ofHours(1),
            Map.of("requests_per_minute", "2"),
            "grading-extraction"),
        "the account used the model as a grader of foreign text, without pause",
        "A busy evaluator of one's own product looks the same for one account.");
  }
}

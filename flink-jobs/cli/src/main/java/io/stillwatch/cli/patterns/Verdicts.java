package io.stillwatch.cli.patterns;

import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What humans found of the actions of each pattern. */
final class Verdicts {

  /** Of one pattern. */
  record Count(int confirmed, int falsePositives) {

    double precision() {
      return (double) confirmed / (confirmed + falsePositives);
    }

    String text() {
      return "precision "
          + Math.round(precision() * 100)
          + " % by "
          + Words.count(confirmed + falsePositives, "verdict");
    }
  }

  private final Map<String, Count> counts = new HashMap<>();

  /** A verdict about an action stands under the name of the pattern that decided it. */
  static Verdicts of(List<Feedback> said) {
    Verdicts verdicts = new Verdicts();
    for (Feedback word : said) {
      if (word.getScope() == FeedbackScope.ACTION) {
        Count one =
            switch (word.getKind()) {
              case CONFIRMED -> new Count(1, 0);
              case FALSE_POSITIVE -> new Count(0, 1);
              default -> null;
            };
        if (one != null) {
          verdicts.counts.merge(
              word.getFeedbackId(),
              one,
              (a, b) -> new Count(a.confirmed + b.confirmed, a.falsePositives + b.falsePositives));
        }
      }
    }
    return verdicts;
  }

  /** Null where nobody has said anything. */
  @Nullable Count of(String pattern) {
    return counts.get(pattern);
  }
}

package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Form;
import io.stillwatch.patterns.condition.FieldCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a pattern matches: exactly one of its forms. */
final class MatchReader {

  private static final List<String> FORMS =
      List.of("sequence", "count", "distinct", "share", "evidence");

  private final SequenceReader sequences;
  private final TallyReader tallies;
  private final Duration horizon;
  private final Problems problems;

  MatchReader(
      ConditionReader conditions, FieldCatalog fields, Duration horizon, Problems problems) {
    this.sequences = new SequenceReader(conditions, problems);
    this.tallies = new TallyReader(conditions, fields, problems);
    this.horizon = horizon;
    this.problems = problems;
  }

  /** Null where it has problems. */
  @Nullable Form read(Block match) {
    Duration within =
        match.duration(
            "within",
            horizon,
            "the " + DurationText.show(horizon.toMillis()) + " that a profile holds",
            horizon);
    List<String> given = new ArrayList<>(FORMS);
    given.removeIf(form -> !match.has(form));
    if (given.isEmpty()) {
      problems.add(
          match.at(),
          match.path("sequence"),
          "no form is given",
          "write one of " + String.join(", ", FORMS));
      return null;
    }
    for (String form : given.subList(1, given.size())) {
      problems.add(
          match.at(form),
          match.path(form),
          "a second form beside '" + given.get(0) + "'",
          "keep one; what both would find is two patterns");
    }
    Form form = null;
    for (String name : given) {
      form = form(match, name, within);
    }
    return form;
  }

  private @Nullable Form form(Block match, String name, Duration within) {
    return switch (name) {
      case "sequence" -> {
        Block block = match.block(name, Grammar.SEQUENCE);
        yield block == null ? null : sequences.read(block, within);
      }
      case "count" -> {
        Block block = match.block(name, Grammar.COUNT);
        yield block == null ? null : tallies.count(block, within);
      }
      case "distinct" -> {
        Block block = match.block(name, Grammar.DISTINCT);
        yield block == null ? null : tallies.distinct(block, within);
      }
      case "share" -> {
        Block block = match.block(name, Grammar.SHARE);
        yield block == null ? null : tallies.share(block, within);
      }
      default -> {
        Block block = match.block(name, Grammar.EVIDENCE);
        yield block == null ? null : tallies.evidence(block, within);
      }
    };
  }
}

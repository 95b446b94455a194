package io.stillwatch.cli.investigation;

import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.ScoreTerm;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Times and evidence as this view writes them. */
final class Told {

  private static final Comparator<ScoreTerm> STRONGEST =
      Comparator.comparingDouble(Told::contribution).reversed().thenComparing(ScoreTerm::getName);

  private Told() {}

  /** To the second; JSON has it whole. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String day(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  static double contribution(ScoreTerm term) {
    return term.getValue() * term.getWeight();
  }

  static List<ScoreTerm> strongest(List<ScoreTerm> terms) {
    return terms.stream().sorted(STRONGEST).toList();
  }

  /** Such as {@code card 12.4, network 8.1}; a weight is told where it is not 1. */
  static String terms(List<ScoreTerm> terms) {
    return terms.isEmpty()
        ? "none told"
        : strongest(terms).stream().map(Told::term).collect(Collectors.joining(", "));
  }

  /** The first few of them, and how many more there are. */
  static String brief(List<ScoreTerm> terms, int max) {
    return terms(strongest(terms).subList(0, Math.min(max, terms.size())))
        + (terms.size() > max ? " and " + (terms.size() - max) + " more" : "");
  }

  static List<Json> json(List<ScoreTerm> terms) {
    return strongest(terms).stream()
        .map(
            term ->
                Json.object()
                    .with("name", term.getName())
                    .with("value", term.getValue())
                    .with("weight", term.getWeight()))
        .toList();
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Such as {@code 1 member} and {@code 3 members}. */
  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** Such as {@code DISMISS by eve at 2026-05-28T20:26:40Z}. */
  static String decision(Feedback decision) {
    return decision.getKind() + " by " + decision.getAuthor() + " at " + time(decision.getAt());
  }

  private static String term(ScoreTerm term) {
    return term.getName()
        + " "
        + number(term.getValue())
        + (term.getWeight() == 1 ? "" : " x " + number(term.getWeight()));
  }
}

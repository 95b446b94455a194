package io.stillwatch.perf.engine;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.Form;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternCompiler;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.language.LanguageCompiler;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.patterns.language.PatternReader;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A book of so many patterns, of a few forms that are met in practice, over different marks. */
record BenchBook(Workload workload) implements BookSource {

  /** Of ids of patterns whose source is their number; others are written in the language. */
  private static final String PREFIX = "pattern-";

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** Patterns of one family are one of each form, over the same marks. */
  static final int FORMS = 8;

  List<PatternSpec> patterns() {
    List<PatternSpec> patterns = new ArrayList<>();
    for (int i = 0; i < workload.patterns(); i++) {
      patterns.add(pattern(i));
    }
    return patterns;
  }

  @Override
  public Opening open() {
    return new Opening(book(), 0);
  }

  PatternBook book() {
    PatternCompiler language =
        new LanguageCompiler(
            new PatternReader(
                FieldCatalog.ofLooks(LookFields.CATALOG),
                LookFields.CATALOG,
                LanguageLimits.HORIZON));
    PatternBook book =
        PatternBook.empty(
            (id, source) ->
                id.startsWith(PREFIX)
                    ? pattern(Integer.parseInt(source))
                    : language.compile(id, source),
            Packer::pack);
    for (int i = 0; i < workload.patterns(); i++) {
      String id = id(i);
      String all = PatternBook.ALL_TENANTS;
      book =
          book.with(new BookRow.Revision(all, id, 1, Integer.toString(i)))
              .with(new BookRow.Pointer(all, id, 1, Mode.ENFORCE, 1));
    }
    if (!book.refusals().isEmpty()) {
      throw new IllegalStateException("the book refuses its own patterns: " + book.refusals());
    }
    return book;
  }

  private static String id(int number) {
    return PREFIX + number;
  }

  private PatternSpec pattern(int number) {
    return new PatternSpec(
        id(number),
        1,
        "Pattern " + number,
        "perf",
        List.of(),
        Mode.SHADOW,
        PatternSpec.Listens.ASKED,
        form(number),
        Duration.ofHours(1),
        1,
        new PatternSpec.Action(
            ActionKind.OBSERVE, reportedAgainAfter(), Map.of(), "perf", null, null),
        "made for the benchmark",
        "it looks for nothing real");
  }

  /** Half of it is as often as an episode that goes on is reported: with a millisecond, always. */
  private Duration reportedAgainAfter() {
    return workload.compared() == 0 ? Duration.ofHours(1) : Duration.ofMillis(1);
  }

  private Form form(int number) {
    int family = number / FORMS;
    Shows a = Shows.mark(workload.mark(family, number));
    int second = workload.mark(family, number + 1);
    Shows b = Shows.mark(second);
    Shows c = Shows.mark(workload.mark(family, number + 2));
    return switch (number % FORMS) {
      case 1 -> sequence(Step.of("a", a, 1), Step.of("b", b, 1), Step.of("c", c, 1));
      case 2 -> workload.tallies() ? new Tally.Count(a, 12, TEN_MINUTES) : times(a, 3, 5);
      case 3 ->
          sequence(
              Step.of("a", a, 1), new Step("b", b, 1, 1, false, false, Contiguity.STRICT, false));
      case 4 ->
          sequence(
              Step.of("a", a, 1),
              new Step("never", c, 1, 1, false, true, Contiguity.RELAXED, false),
              Step.of("b", b, 1));
      case 5 ->
          workload.tallies()
              ? new Tally.Distinct(LookFields.PAIR, b, 3, TEN_MINUTES)
              : times(b, 5, 60);
      case 6 ->
          sequence(
              Step.of("a", a, 1),
              new Step("maybe", b, 1, 1, true, false, Contiguity.RELAXED, false),
              Step.of("c", c, 1));
      case 7 ->
          workload.tallies()
              ? new Tally.Weight(
                  List.of(
                      new Tally.Term("a", a, 1),
                      new Tally.Term("b", b, 2),
                      new Tally.Term("c", c, 3)),
                  20,
                  TEN_MINUTES)
              : sequence(
                  new Step("a", a, 2, 3, false, false, Contiguity.RELAXED, false),
                  Step.of("b", b, 1));
      default -> sequence(Step.of("a", a, 1), Step.of("b", Shows.markOfSamePair(second, "a"), 1));
    };
  }

  private static Sequence times(Shows condition, int times, int minutes) {
    return new Sequence(
        List.of(Step.of("a", condition, times)),
        Duration.ofMinutes(minutes),
        AfterMatch.SKIP_PAST_LAST);
  }

  private static Sequence sequence(Step... steps) {
    return new Sequence(List.of(steps), TEN_MINUTES, AfterMatch.SKIP_PAST_LAST);
  }
}

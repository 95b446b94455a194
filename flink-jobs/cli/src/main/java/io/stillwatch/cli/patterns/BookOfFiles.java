package io.stillwatch.cli.patterns;

import io.stillwatch.cli.WrongUse;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.language.LanguageCompiler;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.patterns.language.PatternReader;
import io.stillwatch.patterns.language.Problem;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.signals.SignalCatalog;
import java.nio.file.Path;
import java.util.List;

/** A book of pattern files and nothing else, all in shadow. */
public final class BookOfFiles {

  private BookOfFiles() {}

  /** What every file promises by itself may not hold for all of them together. */
  static void requireTaken(PatternBook book, PatternSpec spec) {
    String why =
        book.refusals().get(PatternBook.label(PatternBook.ALL_TENANTS, spec.id(), spec.version()));
    if (why != null) {
      throw new WrongUse(
          "the engine would refuse " + spec.id() + " v" + spec.version() + ": " + why);
    }
  }

  /**
   * Reads a file or a folder of them.
   *
   * @throws WrongUse when one of them may not be published
   */
  public static PatternBook read(Path place) {
    Language language = new Language();
    PatternBook book =
        PatternBook.empty(
            new LanguageCompiler(
                new PatternReader(
                    language.fields(), SignalCatalog.installed(), LanguageLimits.HORIZON)),
            Packer::pack);
    for (Language.Checked file : language.vet(PatternFile.read(List.of(place)))) {
      if (!(file.vetted() instanceof Vetted.Passed passed)) {
        Problem first = file.problems().get(0);
        throw new WrongUse(first + " ('stillwatch patterns vet' tells everything)");
      }
      book =
          book.with(
              new BookRow.Revision(
                  PatternBook.ALL_TENANTS,
                  passed.spec().id(),
                  passed.spec().version(),
                  file.file().text()));
      requireTaken(book, passed.spec());
    }
    return book;
  }
}

package io.stillwatch.patterns.language;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternCompiler;
import io.stillwatch.patterns.PatternSpec;
import java.util.stream.Collectors;

/** Compiles pattern files for a book, without running their tests. */
public final class LanguageCompiler implements PatternCompiler {

  private final PatternReader reader;

  public LanguageCompiler(PatternReader reader) {
    this.reader = reader;
  }

  @Override
  public PatternSpec compile(String name, String source) throws RefusedException {
    Vetted vetted = reader.read(name, source);
    if (vetted instanceof Vetted.Refused refused) {
      throw new RefusedException(
          refused.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
    }
    return ((Vetted.Passed) vetted).spec();
  }

  /**
   * The row that publishes a file.
   *
   * @throws IllegalArgumentException if it is no pattern
   */
  BookRow.Revision revision(String tenant, String name, String source) {
    try {
      PatternSpec spec = compile(name, source);
      return new BookRow.Revision(tenant, spec.id(), spec.version(), source);
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}

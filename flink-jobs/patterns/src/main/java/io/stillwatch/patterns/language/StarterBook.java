package io.stillwatch.patterns.language;

import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.signals.SignalCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pattern files that every engine brings along. */
public final class StarterBook {

  static final String FOLDER = "/io/stillwatch/patterns/starter/";

  /** Lists the files: a folder on the class path cannot be listed. */
  static final String INDEX = "index.txt";

  private StarterBook() {}

  /**
   * One of them.
   *
   * @param name as in {@code paired-queries.yaml}
   */
  public record StarterFile(String name, String source) {}

  /** By name. */
  public static List<StarterFile> files() {
    return text(INDEX)
        .lines()
        .filter(line -> !line.isBlank())
        .map(name -> new StarterFile(name, text(name)))
        .toList();
  }

  /** A book of them, all in shadow, that takes further patterns in the same language. */
  public static PatternBook book() {
    SignalCatalog signals = SignalCatalog.installed();
    LanguageCompiler compiler =
        new LanguageCompiler(
            new PatternReader(FieldCatalog.ofLooks(signals), signals, LanguageLimits.HORIZON));
    PatternBook book = PatternBook.empty(compiler, Packer::pack);
    for (StarterFile file : files()) {
      book = book.with(compiler.revision(PatternBook.ALL_TENANTS, file.name(), file.source()));
    }
    if (!book.refusals().isEmpty()) {
      throw new IllegalStateException("the starter book is broken: " + book.refusals());
    }
    return book;
  }

  private static String text(String name) {
    try (InputStream in = StarterBook.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the starter book lacks " + name + "; the index and the jar do not match");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.stillwatch.patterns.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of pattern files, for editors. */
public final class PatternSchema {

  private static final String FILE = "pattern.schema.json";

  private PatternSchema() {}

  public static String text() {
    try (InputStream in = PatternSchema.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FILE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.stillwatch.intake.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A properties file of settings, in UTF-8. */
public final class SettingsFile {

  private SettingsFile() {}

  /**
   * Puts its settings among the texts; where it cannot be read to its end, those before that.
   *
   * @throws IOException when it cannot be read, or is no properties file
   */
  public static void read(Path file, Map<String, String> texts) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      properties.forEach((name, text) -> texts.put(name.toString(), text.toString()));
    }
  }
}

package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.patterns.language.PatternReader;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.patterns.language.Vetting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A pattern file as it was read. */
final class PatternFile {

  private static final int FOLDER_DEPTH_MAX = 8;

  private final String name;
  private final byte[] bytes;

  private PatternFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** One whose text came from elsewhere. */
  static PatternFile of(String name, String text) {
    return new PatternFile(name, text.getBytes(StandardCharsets.UTF_8));
  }

  String name() {
    return name;
  }

  Vetted read(PatternReader reader) {
    return reader.read(name, bytes);
  }

  Vetted vet(Vetting vetting) {
    return vetting.vet(name, bytes);
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Those that are named, and of folders every .yaml and .yml in and below them, by name. */
  static List<PatternFile> read(List<Path> named) {
    List<PatternFile> files = new ArrayList<>();
    for (Path path : named) {
      if (Files.isDirectory(path)) {
        List<Path> found = yamlIn(path);
        if (found.isEmpty()) {
          throw new WrongUse("there is no .yaml file in " + path + "; name another folder");
        }
        found.forEach(file -> files.add(read(file)));
      } else {
        files.add(read(path));
      }
    }
    return List.copyOf(files);
  }

  private static List<Path> yamlIn(Path folder) {
    try (Stream<Path> found = Files.find(folder, FOLDER_DEPTH_MAX, (p, a) -> a.isRegularFile())) {
      return found.filter(PatternFile::isYaml).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new WrongUse("cannot read the folder " + folder + ": " + Reason.of(e), e);
    }
  }

  private static boolean isYaml(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  private static PatternFile read(Path file) {
    // One byte past the limit is enough to refuse it.
    try (InputStream in = Files.newInputStream(file)) {
      return new PatternFile(file.toString(), in.readNBytes(LanguageLimits.FILE_BYTES_MAX + 1));
    } catch (IOException e) {
      throw new WrongUse(
          "cannot read " + file + ": " + Reason.of(e) + "; name a pattern file or a folder", e);
    }
  }
}

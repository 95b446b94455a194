package io.stillwatch.cli.patterns;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.language.Vetted;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The texts of the patterns that this release brings along. */
final class Shipped {

  private final Map<String, Map<Integer, Source>> byId = new TreeMap<>();

  Shipped() {
    Language language = new Language();
    for (StarterBook.StarterFile file : StarterBook.files()) {
      PatternFile read = PatternFile.of(file.name(), file.source());
      if (language.read(read) instanceof Vetted.Passed passed) {
        PatternSpec spec = passed.spec();
        byId.computeIfAbsent(spec.id(), id -> new TreeMap<>())
            .put(spec.version(), new Source(file.source(), "", -1));
      }
    }
  }

  List<String> ids() {
    return List.copyOf(byId.keySet());
  }

  Map<Integer, Source> versions(String id) {
    return byId.getOrDefault(id, Map.of());
  }
}

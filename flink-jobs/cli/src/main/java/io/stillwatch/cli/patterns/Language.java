package io.stillwatch.cli.patterns;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.language.LanguageLimits;
import io.stillwatch.patterns.language.PatternReader;
import io.stillwatch.patterns.language.Problem;
import io.stillwatch.patterns.language.RoomsTrial;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.patterns.language.Vetting;
import io.stillwatch.signals.SignalCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pattern language of this release, as the engine reads it. */
final class Language {

  private final FieldCatalog fields;
  private final PatternReader reader;
  private final Vetting vetting;

  Language() {
    SignalCatalog signals = SignalCatalog.installed();
    fields = FieldCatalog.ofLooks(signals);
    reader = new PatternReader(fields, signals, LanguageLimits.HORIZON);
    vetting = new Vetting(reader, Language::unpackable, new RoomsTrial());
  }

  FieldCatalog fields() {
    return fields;
  }

  /** Form and meaning, without running the tests. */
  Vetted read(PatternFile file) {
    return file.read(reader);
  }

  /** Why the packed engine cannot run it, if it cannot. */
  static Optional<String> unpackable(PatternSpec spec) {
    if (spec.isOfCampaigns()) {
      return Optional.empty(); // no automaton judges it
    }
    try {
      Packer.pack(spec, spec.key(), List.of());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** A file and what became of it. */
  record Checked(PatternFile file, Vetted vetted) {

    List<Problem> problems() {
      return vetted instanceof Vetted.Refused refused ? refused.problems() : List.of();
    }

    List<Problem> warnings() {
      return vetted instanceof Vetted.Passed passed ? passed.warnings() : List.of();
    }
  }

  /** Everything about each file, its tests and its neighbours included. */
  List<Checked> vet(List<PatternFile> files) {
    List<Checked> checked = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (PatternFile file : files) {
      Vetted vetted = file.vet(vetting);
      if (vetted instanceof Vetted.Passed passed) {
        String id = passed.spec().id() + "@" + passed.spec().version();
        String other = seen.putIfAbsent(id, file.name());
        if (other != null && !other.equals(file.name())) {
          vetted =
              new Vetted.Refused(
                  List.of(
                      new Problem(
                          file.name(),
                          line(file, "id:"),
                          1,
                          "metadata.id",
                          "'"
                              + passed.spec().id()
                              + "' version "
                              + passed.spec().version()
                              + " is also in "
                              + other,
                          "choose another id, or raise metadata.version")));
        }
      }
      checked.add(new Checked(file, vetted));
    }
    return checked;
  }

  private static int line(PatternFile file, String key) {
    List<String> lines = file.text().lines().map(String::strip).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(key)) {
        return i + 1;
      }
    }
    return 1;
  }
}

package io.stillwatch.patterns.language;

import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.signals.SignalCatalog;
import java.util.Optional;

/** Vetting as the engine does it, with a trial of the test's choice. */
final class Vettings {

  private static final SignalCatalog SIGNALS = SignalCatalog.installed();

  static final PatternReader READER =
      new PatternReader(FieldCatalog.ofLooks(SIGNALS), SIGNALS, LanguageLimits.HORIZON);

  private Vettings() {}

  static Vetting with(PatternTrial trial) {
    return new Vetting(READER, spec -> Optional.empty(), trial);
  }
}

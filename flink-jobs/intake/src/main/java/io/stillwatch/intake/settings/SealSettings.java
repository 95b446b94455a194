package io.stillwatch.intake.settings;

import io.stillwatch.intake.seal.SealNeed;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Whether the records of a source have to be sealed: {@code source.NAME.sealed}.
 *
 * @param keyFile the file of the keys, empty where seals are not looked at; it is read wherever
 *     seals are checked, and the keys themselves go nowhere
 */
public record SealSettings(SealNeed need, String keyFile) implements Serializable {

  public static final SealSettings OFF = new SealSettings(SealNeed.OFF, "");

  /** Reads what is said of a source. */
  public static SealSettings read(SettingsReader in, String source) {
    SealNeed need = in.choice(SourceSettings.name(source, "sealed"), SealNeed.OFF);
    String keysName = SourceSettings.name(source, "seal.keys");
    String file = in.text(keysName, "");
    if (need != SealNeed.OFF && file.isEmpty()) {
      in.problem(
          keysName,
          "is required: the file of keys; a line of it is ID=KEY, made with"
              + " openssl rand -hex 32");
    } else if (need == SealNeed.OFF && !file.isEmpty()) {
      in.problem(
          keysName,
          "is of no use unless "
              + SourceSettings.name(source, "sealed")
              + " is"
              + " optional or required");
      return OFF;
    }
    return new SealSettings(need, file);
  }

  public boolean checked() {
    return need != SealNeed.OFF;
  }

  public Path keys() {
    return Path.of(keyFile);
  }

  /** What was set, by the names of the settings. */
  public void describe(String source, Map<String, String> lines) {
    if (checked()) {
      lines.put(SourceSettings.name(source, "sealed"), need.name().toLowerCase(Locale.ROOT));
      lines.put(SourceSettings.name(source, "seal.keys"), keyFile);
    }
  }
}

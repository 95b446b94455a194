package io.stillwatch.intake.settings;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Source;
import java.util.List;
import java.util.Map;

/** What {@code source.NAME.…} says of how the records of a source are read. */
public final class SourceSettings {

  private SourceSettings() {}

  /** The setting of this name of a source. */
  public static String name(String source, String setting) {
    return "source." + source + "." + setting;
  }

  /**
   * Reads a source, but for {@code content} and {@code join}: what may become of texts, and whether
   * parts are put together, depends on where they are read.
   */
  public static Source read(SettingsReader in, String name, boolean content, boolean joined) {
    Identity identity =
        new Identity(
            in.list(name(name, "account")),
            in.list(name(name, "api.key")),
            in.list(name(name, "organization")),
            in.list(name(name, "tenant")),
            in.list(name(name, "address")));
    Format format = in.choice(name(name, "format"), Format.AUTO);
    try {
      return new Source(name, format, identity, content, joined);
    } catch (IllegalArgumentException e) {
      in.problem("source." + name, String.valueOf(e.getMessage()));
      return new Source(name, format, Identity.USUAL, content, joined);
    }
  }

  /** Whether a source may have this name, which stands in settings, metrics and reports. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-');
  }

  /** What was set of who asked, by the names of the settings. */
  public static void describe(Source source, Map<String, String> lines) {
    Identity identity = source.identity();
    describe(lines, name(source.name(), "account"), identity.account());
    describe(lines, name(source.name(), "api.key"), identity.apiKey());
    describe(lines, name(source.name(), "organization"), identity.organization());
    describe(lines, name(source.name(), "tenant"), identity.tenant());
    describe(lines, name(source.name(), "address"), identity.address());
  }

  private static void describe(Map<String, String> lines, String name, List<String> attributes) {
    if (!attributes.isEmpty()) {
      lines.put(name, String.join(",", attributes));
    }
  }
}

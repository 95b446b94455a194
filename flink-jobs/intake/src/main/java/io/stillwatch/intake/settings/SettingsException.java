package io.stillwatch.intake.settings;

import java.util.List;

/** Everything that is wrong with the settings, at once. */
public final class SettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public SettingsException(List<String> problems) {
    super(
        (problems.size() == 1 ? "1 setting is" : problems.size() + " settings are")
            + " wrong: "
            + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line for each, beginning with the name of the setting. */
  public List<String> problems() {
    return problems;
  }
}

package io.stillwatch.cli;

import picocli.CommandLine.Option;

/** The option by which a verb is told for whom it writes. */
public final class Output {

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "How to print it: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "text")
  private Form form = Form.TEXT;

  /** For whom: a human or a program. */
  enum Form {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return this == TEXT ? "text" : "json";
    }
  }

  public boolean isJson() {
    return form == Form.JSON;
  }

  public boolean isText() {
    return form == Form.TEXT;
  }
}

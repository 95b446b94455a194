package io.stillwatch.cli;

import picocli.CommandLine.Option;

/** The option by which a verb is told for whom it writes. */
public final class Output {

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "How to print it: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "text")
  private OutputForm form = OutputForm.TEXT;

  public boolean isJson() {
    return form == OutputForm.JSON;
  }

  public boolean isText() {
    return form == OutputForm.TEXT;
  }
}

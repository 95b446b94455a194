package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.patterns.language.PatternSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stillwatch patterns schema}. */
@Command(
    name = "schema",
    description = {
      "Prints the JSON Schema of pattern files, by which editors complete keys and underline mistakes:",
      "  stillwatch patterns schema > pattern.schema.json",
      "and on the first line of a pattern file: # yaml-language-server: $schema=pattern.schema.json"
    })
final class SchemaVerb implements Callable<Integer> {

  private final Console console;

  SchemaVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out(PatternSchema.text().stripTrailing());
    return ExitCode.DONE;
  }
}

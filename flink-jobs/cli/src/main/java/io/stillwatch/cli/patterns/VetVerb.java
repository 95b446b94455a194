package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns vet}. */
@Command(
    name = "vet",
    description = {
      "Says everything that is wrong with pattern files, each with file, line, column and what would be right.",
      "Their own tests are run too. Exits with 2 if any file is refused."
    },
    sortOptions = false)
final class VetVerb implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pattern files, or folders.")
  private List<Path> paths = List.of();

  @Mixin private Output output = new Output();

  VetVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    VetReport report = new VetReport(new Language().vet(PatternFile.read(paths)));
    report.print(console, output);
    return report.passed() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }
}

package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch accounts show}. */
@Command(
    name = "show",
    description = {
      "Shows what the topics tell of an account: its findings, the actions on it that are in force and past, which exceptions cover it, what was found of its actions, and the campaigns it is a member of, with the reasons.",
      "Findings are kept by time only: an account of which nothing is known here (exit 2) may have been met before."
    },
    sortOptions = false)
final class AccountsShowVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description = "The account, as findings and actions name it.")
  private String account = "";

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Only what this tenant's records tell (default: all).")
  private @Nullable String tenant;

  @Mixin private Output output = new Output();

  AccountsShowVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TopicReads reads = TopicReads.open(brokers)) {
      AccountReport report =
          new AccountReport(
              AccountFile.read(reads, account, tenant, InstantSource.system().instant()));
      if (output.isJson()) {
        console.out(Printable.json(report.json().toString()));
      } else {
        report.print(console);
      }
      reads.complain(console);
      return report.isEmpty() ? ExitCode.CHECK_FAILED : ExitCode.DONE;
    }
  }
}

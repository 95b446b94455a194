package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch campaigns show}. */
@Command(
    name = "show",
    description = {
      "Shows a campaign: its exchanges so far, its evidence clue by clue, how it stood on each of its last 30 days (UTC, by the accounts' clocks), each member with since when and why, and what is in force against it until when.",
      "It is told as of its last record, and on a day that is left out it stood as on the one before. 'found' are members that something was found of: they are acted on where the pattern is enforced. Exchanges are those that accounts told of with what they share, at least: where requests and responses come apart, half of both.",
      "Members whose joining was compacted away are looked for among findings and actions. Exits with 2 if there is no such campaign."
    },
    sortOptions = false)
final class CampaignsShowVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The campaign, as 'campaigns list' names it.")
  private String id = "";

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Whose campaign it is, where several tenants have one of this id.")
  private @Nullable String tenant;

  @Mixin private Output output = new Output();

  CampaignsShowVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TopicReads reads = TopicReads.open(brokers)) {
      CampaignOnTopic found = CampaignOnTopic.find(reads, id, tenant);
      CampaignFile file = found.file();
      if (file == null) {
        console.err("stillwatch campaigns show: " + found.complaint());
        reads.complain(console);
        return ExitCode.CHECK_FAILED;
      }
      CampaignReport report = new CampaignReport(file, found.parts(), found.actions());
      if (output.isJson()) {
        console.out(Printable.json(report.json().toString()));
      } else {
        report.print(console);
      }
      reads.complain(console);
      return ExitCode.DONE;
    }
  }
}

package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.VerbGroup;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code stillwatch campaigns}: accounts that act as one. */
@Command(
    name = "campaigns",
    description = "Accounts that act as one: which, why, and what is done about them.")
public final class CampaignsCommand extends VerbGroup {

  private CampaignsCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new CampaignsCommand())
        .addSubcommand(new CampaignsListVerb(console))
        .addSubcommand(new CampaignsShowVerb(console))
        .addSubcommand(new CampaignsExportVerb(console))
        .addSubcommand(new CampaignsDecideVerb.Approve(console))
        .addSubcommand(new CampaignsDecideVerb.Dismiss(console));
  }
}

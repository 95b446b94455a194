package io.stillwatch.cli.checkpoints;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.VerbGroup;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code stillwatch checkpoints}: what a job on a cluster can go on from. */
@Command(
    name = "checkpoints",
    description = "What a job on a cluster can go on from, and whether it can be read.")
public final class CheckpointsCommand extends VerbGroup {

  private CheckpointsCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new CheckpointsCommand())
        .addSubcommand(new ListVerb(console))
        .addSubcommand(new GuardVerb(console));
  }
}

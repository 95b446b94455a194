package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.VerbGroup;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code stillwatch patterns}: what the engine looks for, and how far each pattern may go. */
@Command(
    name = "patterns",
    description = {
      "What the engine looks for, and how far each pattern may go.",
      "The way of a pattern: vet, test, explain, backtest, publish, promote, rollback."
    })
public final class PatternsCommand extends VerbGroup {

  private PatternsCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new PatternsCommand())
        .addSubcommand(new VetVerb(console))
        .addSubcommand(new TestVerb(console))
        .addSubcommand(new ExplainVerb(console))
        .addSubcommand(new BacktestVerb(console))
        .addSubcommand(new PublishVerb(console))
        .addSubcommand(new PromoteVerb(console))
        .addSubcommand(new RollbackVerb(console))
        .addSubcommand(new WithdrawVerb(console))
        .addSubcommand(new ListVerb(console))
        .addSubcommand(new ShowVerb(console))
        .addSubcommand(new SchemaVerb(console));
  }
}

package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.VerbGroup;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code stillwatch exceptions}: whom nothing is done about, and until when. */
@Command(
    name = "exceptions",
    description = "Whom nothing is done about, until when, and who answers for it.")
public final class ExceptionsCommand extends VerbGroup {

  private ExceptionsCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new ExceptionsCommand())
        .addSubcommand(new ExceptionsAddVerb(console))
        .addSubcommand(new ExceptionsListVerb(console))
        .addSubcommand(new ExceptionsRemoveVerb(console));
  }
}

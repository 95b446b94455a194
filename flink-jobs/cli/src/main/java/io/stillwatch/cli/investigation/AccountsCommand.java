package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.VerbGroup;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code stillwatch accounts}: what is known of an account. */
@Command(name = "accounts", description = "What the topics tell of an account.")
public final class AccountsCommand extends VerbGroup {

  private AccountsCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new AccountsCommand()).addSubcommand(new AccountsShowVerb(console));
  }
}

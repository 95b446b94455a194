package io.stillwatch.cli.patterns;

import io.stillwatch.cli.WrongUse;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.schemas.ActionKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who agrees, where a pattern is to suspend accounts: that takes two people. */
final class SecondPerson {

  @Option(
      names = "--approved-by",
      paramLabel = "NAME",
      description = "The second person, for a pattern that suspends.")
  private @Nullable String name;

  /** To be asked before a pattern is enforced. */
  void require(PatternSpec spec, Signature signature) {
    if (spec.action().kind() != ActionKind.SUSPEND) {
      return;
    }
    String second = name;
    if (second == null || second.isBlank()) {
      throw new WrongUse(
          spec.id()
              + " suspends accounts, which takes two people; name the second with --approved-by NAME");
    }
    if (second.strip().equalsIgnoreCase(signature.author().strip())) {
      throw new WrongUse(
          "--approved-by and --author are both '" + second + "'; it takes two people to suspend");
    }
  }

  /** The reason with the name. */
  String approved(String why) {
    return why + (name == null ? "" : " (approved by " + name + ")");
  }
}

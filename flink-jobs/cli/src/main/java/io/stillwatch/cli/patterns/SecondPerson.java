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

  /** An engine of another release may read it, and act by it. */
  static WrongUse unread(String id, int version) {
    return new WrongUse(
        "this release cannot read "
            + id
            + " v"
            + version
            + ", which would act then, nor tell whether that takes two people; use the 'stillwatch' of"
            + " the engine's release, or 'patterns promote' another version");
  }

  /** The reason with the name. */
  String approved(String why) {
    return why + (name == null ? "" : " (approved by " + name + ")");
  }
}

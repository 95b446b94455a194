package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.VerbGroup;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch enforcement}: the brake, and what holds by itself. */
@Command(
    name = "enforcement",
    description = "The brake: what is frozen, which budgets hold, and how to go on.")
public final class EnforcementCommand extends VerbGroup {

  private EnforcementCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new EnforcementCommand())
        .addSubcommand(new EnforcementStatusVerb(console))
        .addSubcommand(new Freeze(console))
        .addSubcommand(new Resume(console))
        .addSubcommand(new Release(console));
  }

  /** What the three verbs that act have in common. */
  abstract static class Act implements Callable<Integer> {

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Mixin private Signature signature = new Signature();

    @Option(
        names = "--tenant",
        paramLabel = "NAME",
        required = true,
        description = "For this tenant.")
    private String tenant = "";

    Act(Console console) {
      this.console = console;
    }

    String tenant() {
      return tenant;
    }

    HumanWord human() {
      return HumanWord.to(brokers, signature);
    }

    Feedback freeze(HumanWord human, FeedbackKind kind) {
      return human.of(kind, tenant, FeedbackScope.TENANT, tenant, FeedbackTopic.FREEZE).build();
    }

    void told(String text) {
      console.out(Printable.text(text));
    }
  }

  /** {@code stillwatch enforcement freeze}. */
  @Command(
      name = "freeze",
      description = {
        "Stops enforcement for a tenant: engines write no new actions, and subscribers let everybody through, also where no engine runs.",
        "Findings go on. After 'enforcement resume' the actions that still have time hold again; 'actions revoke' ends them before. What was found meanwhile is not made up for, except about members of campaigns: see 'enforcement resume --help'."
      },
      sortOptions = false)
  static final class Freeze extends Act {

    Freeze(Console console) {
      super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = human();
      human.say(freeze(human, FeedbackKind.FREEZE), "freeze enforcement");
      told("enforcement is frozen for tenant " + tenant());
      return ExitCode.DONE;
    }
  }

  /** {@code stillwatch enforcement resume}. */
  @Command(
      name = "resume",
      description = {
        "Ends the freeze of a tenant: the actions that still have time hold again, and what is decided from now on acts.",
        "Members of campaigns that were found meanwhile are acted on now, as far as the budget goes, unless their pattern was to go less far since ('patterns promote --help'): 'patterns promote --to shadow' or 'patterns rollback' first keeps them out."
      },
      sortOptions = false)
  static final class Resume extends Act {

    Resume(Console console) {
      super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = human();
      human.say(freeze(human, FeedbackKind.RESUME), "resume enforcement");
      told("enforcement goes on for tenant " + tenant());
      return ExitCode.DONE;
    }
  }

  /** {@code stillwatch enforcement release}. */
  @Command(
      name = "release",
      description = {
        "Lets a pattern that stands at its budget act on further accounts, as many again.",
        "'enforcement status' tells which hold. Look at what it has done first: 'actions list --pattern'.",
        "Members of campaigns that it found while it held are acted on now, unless it was to go less far since: see 'patterns promote --help'."
      },
      sortOptions = false)
  static final class Release extends Act {

    @Parameters(
        index = "0",
        paramLabel = "PATTERN",
        description = "The pattern, as 'enforcement status' names it.")
    private String pattern = "";

    Release(Console console) {
      super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = human();
      human.say(
          human
              .of(
                  FeedbackKind.RELEASE,
                  tenant(),
                  FeedbackScope.PATTERN,
                  pattern,
                  FeedbackTopic.RELEASE)
              .build(),
          "release the budget");
      told(pattern + " is released for tenant " + tenant());
      return ExitCode.DONE;
    }
  }
}

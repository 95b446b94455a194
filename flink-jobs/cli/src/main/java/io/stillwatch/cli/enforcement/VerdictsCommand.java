package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.VerbGroup;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch verdicts}: whether actions were right. */
@Command(name = "verdicts", description = "Whether actions were right, as humans found.")
public final class VerdictsCommand extends VerbGroup {

  private VerdictsCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new VerdictsCommand()).addSubcommand(new Add(console));
  }

  /** {@code stillwatch verdicts add}. */
  @Command(
      name = "add",
      description = {
        "Says of an action that it was right, or that it was not. Counts towards its pattern's precision, which 'patterns list' shows.",
        "A verdict ends nothing: 'actions revoke' does."
      },
      sortOptions = false)
  static final class Add implements Callable<Integer> {

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "The action, by its id or its public reference.")
    private String id = "";

    /** One of the two. */
    @ArgGroup(multiplicity = "1")
    private Verdict verdict = new Verdict();

    @Mixin private Signature signature = new Signature();

    /** What is found. */
    @SuppressWarnings("UnusedVariable") // picocli requires one of the two
    static final class Verdict {

      @Option(names = "--confirmed", description = "It was right.")
      private boolean confirmed;

      @Option(names = "--false-positive", description = "It was not.")
      private boolean falsePositive;
    }

    Add(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = HumanWord.to(brokers, signature);
      List<EnforcementAction> found = ActionsShowVerb.find(human.kafka(), human.topics(), id);
      if (found.isEmpty()) {
        throw new NoSuch(
            "no action '"
                + Printable.text(id)
                + "' stands on "
                + human.topics().actions()
                + "; check the id, or find it with 'accounts show'");
      }
      EnforcementAction action = found.get(0);
      FeedbackKind kind =
          verdict.falsePositive ? FeedbackKind.FALSE_POSITIVE : FeedbackKind.CONFIRMED;
      // Under the pattern's name: precision is counted from this topic alone.
      human.say(
          human
              .of(
                  kind,
                  action.getTenant(),
                  FeedbackScope.ACTION,
                  action.getActionId(),
                  action.getPatternId())
              .build(),
          "verdict " + kind);
      console.out(
          Printable.text(
              kind
                  + ": "
                  + action.getKind()
                  + " of "
                  + Told.subject(action)
                  + " by "
                  + action.getPatternId()));
      return ExitCode.DONE;
    }
  }
}

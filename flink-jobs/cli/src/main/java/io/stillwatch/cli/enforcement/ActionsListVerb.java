package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.jobs.ActionTopic;
import io.stillwatch.schemas.EnforcementAction;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stillwatch actions list}. */
@Command(
    name = "list",
    description =
        "Lists what is in force now, after exceptions and revocations, and apart from it what a freeze holds back.",
    sortOptions = false)
public final class ActionsListVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Mixin private Choice choice = new Choice();

  @Mixin private Output output = new Output();

  public ActionsListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    choice.lookUp(brokers);
    ActionTopic.Standing standing =
        choice.of(Choice.standing(brokers, InstantSource.system().instant()));
    List<EnforcementAction> frozen = standing.frozen();
    if (standing.all().isEmpty()) {
      choice.doubts(brokers, standing).forEach(console::err);
    }
    if (output.isJson()) {
      console.out(Told.json(standing));
      return ExitCode.DONE;
    }
    if (standing.inForce().isEmpty()) {
      console.out(Printable.text("no action is in force" + choice.words()));
    } else {
      Told.table(console, standing.inForce());
    }
    if (!frozen.isEmpty()) {
      console.out(
          frozen.size()
              + (frozen.size() == 1 ? " action is" : " actions are")
              + " held back by a freeze, until 'enforcement resume'; 'actions revoke' ends them:");
      Told.table(console, frozen);
    }
    return ExitCode.DONE;
  }
}

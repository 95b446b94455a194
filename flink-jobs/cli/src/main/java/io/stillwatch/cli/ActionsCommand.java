package io.stillwatch.cli;

import io.stillwatch.jobs.Topics;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch actions}: what stands on the control topic. */
@Command(name = "actions", description = "What is done about whom, why, and how to take it back.")
final class ActionsCommand extends VerbGroup {

  /** {@code stillwatch actions watch}. */
  @Command(
      name = "watch",
      description = "Prints each action as it comes, until Ctrl-C.",
      sortOptions = false)
  static final class Watch implements Callable<Integer> {

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Option(
        names = "--from-beginning",
        description = "Start with what already stands on the topic.")
    private boolean fromBeginning;

    @Mixin private Output output = new Output();

    Watch(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws Exception {
      Topics topics = brokers.topics();
      new ActionsWatch(console, brokers.reachable(), topics, output).run(fromBeginning);
      return ExitCode.DONE;
    }
  }
}

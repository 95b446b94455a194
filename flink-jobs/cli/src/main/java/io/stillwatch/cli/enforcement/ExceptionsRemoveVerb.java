package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stillwatch exceptions remove}. */
@Command(
    name = "remove",
    description = {
      "Ends an exception before its time.",
      "Nothing that it held back is made up for; what it ended stays ended."
    },
    sortOptions = false)
final class ExceptionsRemoveVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The exception, as 'exceptions list' names it.")
  private String id = "";

  @Mixin private Signature signature = new Signature();

  @Mixin private Output output = new Output();

  ExceptionsRemoveVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    HumanWord human = HumanWord.to(brokers, signature);
    List<Feedback> found =
        HumanWord.said(human.kafka(), human.topics()).stream()
            .filter(word -> ExceptionsListVerb.holds(word, human.now()))
            .filter(word -> word.getFeedbackId().equals(id))
            .toList();
    if (found.isEmpty()) {
      throw new NoSuch(
          "no exception '"
              + Printable.text(id)
              + "' holds; 'stillwatch exceptions list' tells which do");
    }
    for (List<Feedback> one : ExceptionsListVerb.byException(found)) {
      List<Feedback> removed = one.stream().map(word -> removed(human, word)).toList();
      human.say(removed, "remove exception " + id);
      console.out(
          output.isJson()
              ? Printable.json(ExceptionsListVerb.json(removed, human.now()).toString())
              : Printable.text(id + ": " + HumanWord.subject(removed) + " is excepted no more"));
    }
    return ExitCode.DONE;
  }

  private Feedback removed(HumanWord human, Feedback exception) {
    return human
        .of(
            FeedbackKind.EXCEPTION_REMOVED,
            exception.getTenant(),
            exception.getScope(),
            exception.getSubject(),
            id)
        .setUntil(exception.getUntil())
        .setOwner(exception.getOwner())
        .build();
  }
}

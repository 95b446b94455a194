package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.StatusReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stillwatch enforcement status}. */
@Command(
    name = "status",
    description = {
      "Tells which tenants are frozen and by whom, which patterns stand at their budget, and how many exceptions hold.",
      "Exits with 2 where something is frozen or held."
    },
    sortOptions = false)
final class EnforcementStatusVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Mixin private Output output = new Output();

  EnforcementStatusVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Topics topics = brokers.topics();
    KafkaAccess kafka = brokers.reachable(topics.feedback(), topics.status());
    Instant now = InstantSource.system().instant();
    List<Feedback> said = HumanWord.said(kafka, topics);
    List<Frozen> frozen = Frozen.of(said, kafka, topics);
    long exceptions = said.stream().filter(word -> ExceptionsListVerb.holds(word, now)).count();
    List<StatusReport> held = held(kafka, topics);
    if (output.isJson()) {
      console.out(
          Printable.json(
              Json.object()
                  .with("frozen", frozen.stream().map(Frozen::json).toList())
                  .with("held", held.stream().map(EnforcementStatusVerb::held).toList())
                  .with("exceptions", exceptions)
                  .toString()));
    } else {
      text(frozen, held, exceptions);
    }
    return frozen.isEmpty() && held.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  static List<StatusReport> held(KafkaAccess kafka, Topics topics) {
    try (StatusBoard board = new StatusBoard(kafka, topics)) {
      return board.heldBudgets();
    } catch (KafkaException e) {
      throw HumanWord.cannotIn(kafka, "read", topics.status(), e);
    }
  }

  private void text(List<Frozen> frozen, List<StatusReport> held, long exceptions) {
    frozen.forEach(one -> one.lines().forEach(this::line));
    for (StatusReport report : held) {
      line(
          "HELD    "
              + report.getNotes().getOrDefault("alarm", report.getReporter())
              + ", since "
              + report.getNotes().getOrDefault("since", report.getAt().toString()));
    }
    if (frozen.isEmpty() && held.isEmpty()) {
      line("nothing is frozen and no budget holds");
    }
    line(exceptions + (exceptions == 1 ? " exception holds" : " exceptions hold"));
  }

  private static Json held(StatusReport report) {
    return Json.object()
        .with("tenant", report.getNotes().get("tenant"))
        .with("what", report.getNotes().get("what"))
        .with("since", report.getNotes().get("since"))
        .with("accounts", report.getCounts().get("accounts"))
        .with("budget", report.getCounts().get("budget"))
        .with("active", report.getCounts().get("active"));
  }

  private void line(String text) {
    console.out(Printable.text(text));
  }
}

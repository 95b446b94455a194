package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Progress;
import io.stillwatch.cli.Readings;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.Problem;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.schemas.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns backtest}. */
@Command(
    name = "backtest",
    description = {
      "Runs recorded traffic through the engine's rooms twice, side by side: with the book as it is now, and with these patterns promoted to enforce; says what would change.",
      "The book as it is now is the one on the topic where brokers are given, and otherwise the patterns of this release. Everything an account did is kept in memory.",
      "An account counts as caught when the pattern asked for its action, also in shadow."
    },
    sortOptions = false)
final class BacktestVerb implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pattern files, or folders.")
  private List<Path> paths = List.of();

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Recorded events (JSON lines or an Avro file, gzipped or not).")
  private @Nullable Path events;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "In the place of a file: what came in the last 24h, 90m, 7d ... on the topics that --config"
              + " sets up as sources, without it on the events topic (needs brokers).")
  private @Nullable Duration since;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Who was attacking: one JSON object, {\"accounts\": {\"<account_id>\": {\"label\": \"attack\" or \"benign\"}}}.")
  private @Nullable Path labels;

  /** All or none of them. */
  @ArgGroup(exclusive = false)
  private @Nullable BrokerOptions brokers;

  @Mixin private Output output = new Output();

  BacktestVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Labels known = labels == null ? null : Labels.read(labels);
    Map<PatternSpec, String> candidates = candidates();
    BookOnTopic topic = brokers == null ? null : BookOnTopic.read(brokers);
    PatternBook present = topic == null ? StarterBook.book() : topic.book();
    PatternBook changed = present;
    for (Map.Entry<PatternSpec, String> candidate : candidates.entrySet()) {
      changed = promoted(changed, candidate.getKey(), candidate.getValue(), topic);
    }
    for (PatternSpec candidate : candidates.keySet()) {
      BookOfFiles.requireTaken(changed, candidate);
    }
    try (Recording recording = Recording.open(events, since, brokers)) {
      Side before = new Side(present, new Readings(recording::place), recording.joinWait());
      Side after = new Side(changed, new Readings(recording::place), recording.joinWait());
      double seconds = run(recording, before, after);
      before.readings().requireSome(recording.name(), recording.remedy());
      report(candidates, present, before, after, known, seconds);
    }
    return ExitCode.DONE;
  }

  private void report(
      Map<PatternSpec, String> candidates,
      PatternBook present,
      Side before,
      Side after,
      @Nullable Labels known,
      double seconds) {
    List<BacktestReport> reports = new ArrayList<>();
    for (PatternSpec candidate : candidates.keySet()) {
      reports.add(BacktestReport.of(candidate, present, before, after, known));
    }
    print(before, seconds, reports);
  }

  private Map<PatternSpec, String> candidates() {
    Map<PatternSpec, String> candidates = new LinkedHashMap<>();
    for (Language.Checked file : new Language().vet(PatternFile.read(paths))) {
      if (file.vetted() instanceof Vetted.Passed passed) {
        candidates.put(passed.spec(), file.file().text());
      } else {
        Problem first = file.problems().get(0);
        throw new WrongUse(first + " ('stillwatch patterns vet' tells everything)");
      }
    }
    return candidates;
  }

  /** The book with this version live and enforced, for tenants with a pointer of their own too. */
  private static PatternBook promoted(
      PatternBook book, PatternSpec spec, String text, @Nullable BookOnTopic topic) {
    PatternBook changed =
        book.with(new BookRow.Revision(PatternBook.ALL_TENANTS, spec.id(), spec.version(), text));
    List<String> tenants = new ArrayList<>(List.of(PatternBook.ALL_TENANTS));
    if (topic != null) {
      tenants.addAll(topic.pointers(spec.id()).keySet());
    }
    for (String tenant : tenants) {
      changed =
          changed.with(
              new BookRow.Pointer(
                  tenant, spec.id(), spec.version(), Mode.ENFORCE, 1, PatternBook.digest(text)));
    }
    return changed;
  }

  private double run(Recording recording, Side before, Side after) {
    Progress progress = new Progress(console, "events", recording::progress, System::nanoTime);
    for (byte[] record = recording.next(); record != null; record = recording.next()) {
      before.accept(recording.source(), record, recording.brokerTimeMs());
      after.accept(recording.source(), record, recording.brokerTimeMs());
      progress.step();
    }
    before.finish();
    after.finish();
    progress.end();
    return progress.seconds();
  }

  private void print(Side record, double seconds, List<BacktestReport> reports) {
    Readings read = record.readings();
    if (output.isJson()) {
      console.out(
          Json.object()
              .with("events", read.taken())
              .with("refused", read.refused())
              .with("first_refused", read.first())
              .with("accounts", record.accounts())
              .with("record_hours", record.span().toMillis() / 3_600_000.0)
              .with("seconds", seconds)
              .with("patterns", reports.stream().map(BacktestReport::json).toList())
              .toString());
      return;
    }
    console.out(
        "record      "
            + Words.count(read.taken(), "event")
            + " of "
            + Words.count(record.accounts(), "account")
            + " over "
            + Words.duration(record.span())
            + "; judged in "
            + Words.number(seconds)
            + " s");
    if (read.refused() > 0) {
      console.out("left out    " + read.refusals());
    }
    reports.forEach(report -> report.lines().forEach(console::out));
  }
}

package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Progress;
import io.stillwatch.cli.Readings;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.RecordReader;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.Problem;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.language.Vetted;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns explain}. */
@Command(
    name = "explain",
    description = {
      "Goes through one account's exchanges in a file of recorded events and says at each what the pattern made of it: which conditions held, which part of one did not and why, what began, advanced, ran out or broke, and what the episode did.",
      "Of a pattern of campaign scope it says how the account stood to its campaign, or to the nearest, wherever that changed; the whole file goes through the engine's rooms for it, with the other patterns of the book as they are.",
      "A pattern of account scope is judged by itself: where an account has so many live matches that patterns push each other's out, the engine may differ."
    },
    sortOptions = false)
final class ExplainVerb implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "PATTERN",
      description = "A pattern file, or the id of a pattern as 'patterns list' names it.")
  private String pattern = "";

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Recorded events (JSON lines or an Avro file, gzipped or not).")
  private @Nullable Path events;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "In the place of a file: what came in the last 1h, 90m ... on the topics that --config sets"
              + " up as sources, without it on the events topic (needs brokers).")
  private @Nullable Duration since;

  @Option(
      names = "--account",
      paramLabel = "ID",
      required = true,
      description = "The account, as the events name it.")
  private String account = "";

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Its tenant, where several have an account of that name.")
  private @Nullable String tenant;

  /** Where published patterns and events are looked up; all or none of them. */
  @ArgGroup(exclusive = false)
  private @Nullable BrokerOptions brokers;

  @Mixin private Output output = new Output();

  ExplainVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BookOnTopic book = brokers == null ? null : BookOnTopic.read(brokers);
    Chosen chosen = pattern(book);
    PatternSpec spec = chosen.spec();
    if (spec.isOfCampaigns()) {
      return explainMember(chosen, book);
    }
    List<Sighting> seen = sightings();
    String whose = seen.get(0).tenant();
    Explanation explanation = new Explanation(spec, new Language().fields());
    List<Explanation.Step> steps = new ArrayList<>();
    seen.forEach(sighting -> explanation.see(sighting).ifPresent(steps::add));
    if (output.isJson()) {
      console.out(
          Json.object()
              .with("pattern", spec.id())
              .with("version", spec.version())
              .with("tenant", whose)
              .with("account", account)
              .with("events", seen.size())
              .with("exchanges", steps.stream().map(Explanation.Step::json).toList())
              .with("matches", explanation.matches())
              .with("actions_asked", explanation.asked())
              .toString());
      return ExitCode.DONE;
    }
    console.out(
        "account "
            + account
            + " of tenant "
            + whose
            + ": "
            + Words.count(seen.size(), "event")
            + ", "
            + Words.count(steps.size(), "exchange")
            + " judged by "
            + spec.id()
            + " v"
            + spec.version()
            + (spec.listens() == PatternSpec.Listens.ASKED
                ? " at the request"
                : " at the response"));
    steps.forEach(step -> step.lines().forEach(console::out));
    console.out(
        explanation.matches()
            + (explanation.matches() == 1 ? " match, " : " matches, ")
            + Words.count(explanation.asked(), "request")
            + " for its action");
    return ExitCode.DONE;
  }

  /** A pattern and its text. */
  private record Chosen(PatternSpec spec, String text) {}

  private int explainMember(Chosen chosen, @Nullable BookOnTopic book) {
    CampaignExplanation explanation;
    Readings readings;
    try (Recording recording = Recording.open(events, since, brokers)) {
      explanation =
          new CampaignExplanation(
              book == null ? StarterBook.book() : book.book(),
              chosen.spec(),
              chosen.text(),
              account,
              tenant,
              recording.joinWait());
      readings = new Readings(recording::place);
      eachRecord(recording, readings, explanation::accept, explanation::finish);
    }
    requireOneTenant(explanation.tenants(), readings);
    String whose = explanation.tenants().first();
    if (output.isJson()) {
      console.out(
          Json.object()
              .with("pattern", chosen.spec().id())
              .with("version", chosen.spec().version())
              .with("tenant", whose)
              .with("account", account)
              .with("events", explanation.events())
              .with(
                  "exchanges",
                  explanation.steps().stream().map(CampaignExplanation.Step::json).toList())
              .with("holds", explanation.holds())
              .with("actions_asked", explanation.asks())
              .toString());
      return ExitCode.DONE;
    }
    console.out(
        "account "
            + account
            + " of tenant "
            + whose
            + ": "
            + Words.count(explanation.events(), "event")
            + "; how it stood by "
            + chosen.spec().id()
            + " v"
            + chosen.spec().version()
            + ", where that changed");
    explanation.steps().forEach(step -> step.lines().forEach(console::out));
    console.out(
        "at the end its condition "
            + (explanation.holds() ? "holds" : "does not hold")
            + "; "
            + Words.count(explanation.asks(), "request")
            + " for its action");
    console.out(
        "judged anew from this record alone: what was before it is not known here, so the engine may"
            + " have found more, or sooner; campaigns go by other names here");
    return ExitCode.DONE;
  }

  private Chosen pattern(@Nullable BookOnTopic book) {
    Path file = Path.of(pattern);
    if (Files.isRegularFile(file)) {
      PatternFile read = PatternFile.read(List.of(file)).get(0);
      Vetted vetted = new Language().read(read);
      if (vetted instanceof Vetted.Passed passed && Language.unpackable(passed.spec()).isEmpty()) {
        return new Chosen(passed.spec(), read.text());
      }
      String first =
          vetted instanceof Vetted.Refused refused
              ? refused.problems().stream().findFirst().map(Problem::toString).orElse("")
              : "it cannot be packed";
      throw new WrongUse(
          file + " is refused: " + first + " ('stillwatch patterns vet' tells everything)");
    }
    NavigableMap<Integer, Source> versions =
        book == null
            ? new TreeMap<>(new Shipped().versions(pattern))
            : book.versions(tenant == null ? PatternBook.ALL_TENANTS : tenant, pattern);
    if (versions.isEmpty()) {
      throw BookOnTopic.noSuch(
          "there is no file and no pattern '" + pattern + "'",
          pattern,
          book == null ? new Shipped().ids() : book.ids());
    }
    Source source = versions.lastEntry().getValue();
    return Swaps.spec(pattern, source)
        .map(spec -> new Chosen(spec, source.text()))
        .orElseThrow(() -> new WrongUse("this release cannot read pattern '" + pattern + "'"));
  }

  /** What the account did, in the order of the record. */
  private List<Sighting> sightings() {
    SignalReader signals = new SignalReader(HashKey.PUBLIC);
    List<Sighting> found = new ArrayList<>();
    TreeSet<String> tenants = new TreeSet<>();
    try (Recording recording = Recording.open(events, since, brokers)) {
      RecordReader reader = new RecordReader(signals, recording.joinWait());
      Readings readings = new Readings(recording::place);
      RecordReader.Out out =
          new RecordReader.Out() {
            @Override
            public void rejected(Outcome.Rejected why) {
              readings.refuse(why);
            }

            @Override
            public void event(InferenceEvent event) {
              readings.take();
              if (isAskedFor(event.getTenant(), event.getAccountId())) {
                tenants.add(event.getTenant());
                found.add(signals.read(event));
              }
            }

            @Override
            public void joined(Sighting sighting) {
              readings.take();
              if (isAskedFor(sighting.tenant(), sighting.accountId())) {
                tenants.add(sighting.tenant());
                found.add(sighting);
              }
            }
          };
      eachRecord(
          recording,
          readings,
          (source, record, brokerTimeMs, read) -> reader.accept(source, record, brokerTimeMs, out),
          () -> reader.finish(out));
      requireOneTenant(tenants, readings);
    }
    return found;
  }

  private boolean isAskedFor(String ofTenant, String ofAccount) {
    return ofAccount.equals(account) && (tenant == null || ofTenant.equals(tenant));
  }

  private interface Recorded {
    void accept(
        io.stillwatch.intake.Source source, byte[] record, long brokerTimeMs, Readings readings);
  }

  private void eachRecord(
      Recording recording, Readings readings, Recorded recorded, Runnable finish) {
    Progress progress = new Progress(console, "events", recording::progress, System::nanoTime);
    for (byte[] record = recording.next(); record != null; record = recording.next()) {
      progress.step();
      recorded.accept(recording.source(), record, recording.brokerTimeMs(), readings);
    }
    finish.run();
    progress.end();
    readings.requireSome(recording.name(), recording.remedy());
  }

  private void requireOneTenant(SortedSet<String> tenants, Readings readings) {
    if (tenants.isEmpty()) {
      throw new WrongUse(
          "no recorded event is of account '"
              + account
              + "'"
              + (tenant == null ? "" : " of tenant '" + tenant + "'")
              + (readings.refused() == 0 ? "" : "; " + readings.refusals())
              + "; check --account");
    }
    if (tenants.size() > 1) {
      throw new WrongUse(
          "several tenants have an account '"
              + account
              + "': "
              + String.join(", ", tenants)
              + "; choose one with --tenant");
    }
  }
}

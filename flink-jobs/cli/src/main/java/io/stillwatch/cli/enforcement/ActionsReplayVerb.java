package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Progress;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.BookOnTopic;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.cli.patterns.Recording;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.Source;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.HashKeys;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch actions replay}. */
@Command(
    name = "replay",
    description = {
      "Derives an action again from recorded events, by the pattern version that decided it and the same rooms as the engine's, and says whether it comes out the same, and in what it differs.",
      "The recording has to begin where the account's evidence does; what a longer past left in its counters shows as a difference. Links and campaigns are named by the engine's hash key: give it with --hash-key. Budgets and what people said are left out.",
      "Exits with 2 if it does not come out, or differs."
    },
    sortOptions = false)
public final class ActionsReplayVerb implements Callable<Integer> {

  /** As the engine's default: an account that is silent for so long starts anew. */
  private static final Duration SILENCE = Duration.ofDays(30);

  private static final int KEY_FILE_BYTES_MAX = 256;
  private static final int VALUE_CHARS_MAX = 200;

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(index = "0", paramLabel = "ID", description = "Its id or its public reference.")
  private String id = "";

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
              + " up as sources, without it on the events topic.")
  private @Nullable Duration since;

  @Option(
      names = "--hash-key",
      paramLabel = "FILE",
      description = "The engine's hash key (default: none, and links are not compared).")
  private @Nullable Path hashKey;

  @Mixin private Output output = new Output();

  public ActionsReplayVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BookOnTopic book = BookOnTopic.read(brokers);
    List<EnforcementAction> found = ActionsShowVerb.find(book.kafka(), book.topics(), id);
    if (found.isEmpty()) {
      console.err(
          "stillwatch actions replay: no action '"
              + Printable.text(id)
              + "' stands on "
              + book.topics().actions()
              + "; a later one of the same kind may have taken its place");
      return ExitCode.CHECK_FAILED;
    }
    EnforcementAction action = found.get(0);
    Derivation derivation = new Derivation(action);
    try (Recording recording = Recording.open(events, since, brokers)) {
      Driver driver =
          new Driver(
              judging(book, action),
              key(),
              SILENCE,
              Campaigns.desk(),
              Source.RECOGNISED,
              Driver.Budget.NONE,
              recording.joinWait());
      Progress progress = new Progress(console, "events", recording::progress, System::nanoTime);
      for (byte[] record = recording.next(); record != null; record = recording.next()) {
        driver.accept(recording.source(), record, recording.brokerTimeMs(), derivation);
        progress.step();
      }
      driver.finish(derivation);
      progress.end();
    }
    Rederived result = Rederived.of(derivation.comparable(action), derivation.revisions);
    console.out(
        output.isJson()
            ? Printable.json(json(result, derivation).toString())
            : Printable.text(text(result, derivation)));
    if (output.isText()) {
      result
          .differences()
          .forEach(
              (field, difference) ->
                  console.out(
                      Printable.text("  " + field + ": recorded ")
                          + Printable.text(difference.recorded(), VALUE_CHARS_MAX)
                          + ", derived "
                          + Printable.text(difference.derived(), VALUE_CHARS_MAX)));
    }
    return result.same() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  /**
   * The book with the version that decided, of an account or of a campaign, which may act again.
   */
  private static PatternBook judging(BookOnTopic book, EnforcementAction action) {
    String pattern = action.getPatternId();
    int version = action.getPatternVersion();
    SortedSet<Integer> versions = book.versionNumbers(action.getTenant(), pattern);
    if (!versions.contains(version)) {
      throw new NoSuch(
          pattern
              + " v"
              + version
              + ", which decided it, stands neither on "
              + book.topics().patterns()
              + " nor in this release; there are "
              + Listed.of(versions));
    }
    return book.book()
        .with(new BookRow.Pointer(action.getTenant(), pattern, version, Mode.ENFORCE, 1));
  }

  private HashKeys key() {
    Path file = hashKey;
    if (file == null) {
      return HashKeys.of(HashKey.PUBLIC);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return HashKeys.read(
          new String(in.readNBytes(KEY_FILE_BYTES_MAX), StandardCharsets.US_ASCII).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongUse("cannot read --hash-key " + file + ": " + Reason.of(e), e);
    }
  }

  private static String text(Rederived result, Derivation derivation) {
    EnforcementAction action = result.recorded();
    String from = " from " + derivation.ofAccount + " events of " + action.getSubjectId();
    String back =
        Rederived.takenBack(action) ? "; that it was taken back later follows from no event" : "";
    if (result.derived() == null) {
      return "action "
          + action.getActionId()
          + " does not come out"
          + from
          + (derivation.ofAccount == 0
              ? ": the recording holds none of its events"
              : "; evidence goes from "
                  + action.getEvidence().getFirstAt()
                  + " to "
                  + action.getEvidence().getLastAt()
                  + ", check that the recording holds that");
    }
    return "action "
        + action.getActionId()
        + (result.same()
            ? " comes out the same" + from
            : " comes out" + from + " and differs in " + result.differences().size() + " fields")
        + back;
  }

  private static Json json(Rederived result, Derivation derivation) {
    List<Json> differences = new ArrayList<>();
    for (Map.Entry<String, Rederived.Difference> each : result.differences().entrySet()) {
      differences.add(
          Json.object()
              .with("field", each.getKey())
              .with("recorded", each.getValue().recorded())
              .with("derived", each.getValue().derived()));
    }
    return Json.object()
        .with("action_id", result.recorded().getActionId())
        .with("events_of_account", derivation.ofAccount)
        .with("comes_out", result.derived() != null)
        .with("same", result.same())
        .with("differences", differences);
  }

  /** Keeps the revisions of one action. */
  private final class Derivation implements Driver.Out {

    private final EnforcementAction action;
    private final List<EnforcementAction> revisions = new ArrayList<>();
    private long ofAccount;

    Derivation(EnforcementAction action) {
      this.action = action;
    }

    @Override
    public void sighting(Sighting sighting) {
      if (sighting.accountId().equals(action.getSubjectId())
          && sighting.tenant().equals(action.getTenant())) {
        ofAccount++;
      }
    }

    @Override
    public void action(EnforcementAction row) {
      if (row.getActionId().equals(action.getActionId())) {
        revisions.add(comparable(row));
      }
    }

    /** Without what only the engine's key can name. */
    EnforcementAction comparable(EnforcementAction row) {
      return hashKey != null ? row : EnforcementAction.newBuilder(row).setLinks(List.of()).build();
    }

    @Override
    public void rejected(Outcome.Rejected why) {
      // What was refused now was refused then.
    }

    @Override
    public void finding(Finding finding) {
      // Only what became of it is asked for.
    }
  }
}

package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.Progress;
import io.stillwatch.cli.Readings;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.EventFile;
import io.stillwatch.patterns.PatternBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation: reads the stream, lets the rooms decide or reads what was decided, and scores it.
 */
public final class Evaluation {

  private final Console console;
  private final Asked asked;
  private final Truth truth;
  private final @Nullable Gate gate;
  private final ExchangeReader reader = new ExchangeReader();
  private final Exchanges exchanges = new Exchanges();
  private long unreadable;
  private @Nullable String firstUnreadable;

  /**
   * What to evaluate.
   *
   * @param actions a file of actions to score; null to let the rooms decide
   * @param book by which the rooms decide; asked for only when they do
   * @param shadow whether what the rooms decide is marked as being in shadow
   * @param alerts whether OBSERVE, WATERMARK and actions in shadow count as found
   * @param quorum share of a campaign's accounts that must be met for it to count as found
   */
  public record Asked(
      Path events,
      Path labels,
      @Nullable Path actions,
      Supplier<PatternBook> book,
      boolean shadow,
      boolean alerts,
      double quorum,
      @Nullable Path gate) {}

  /** Reads the labels and the gate, so that what is wrong with them shows before a long replay. */
  public Evaluation(Console console, Asked asked) {
    this.console = console;
    this.asked = asked;
    this.truth = Truth.read(asked.labels());
    Path thresholds = asked.gate();
    this.gate = thresholds == null ? null : Gate.read(thresholds);
  }

  /**
   * Does it.
   *
   * @param lines takes the actions, line by line
   */
  public Evaluated run(Consumer<String> lines) throws IOException {
    ActionBook actions = new ActionBook(asked.alerts());
    Path given = asked.actions();
    if (given != null) {
      // First the small file: what is wrong with it should not show after minutes.
      readActions(given, actions, lines);
    }
    EngineRun engine = given == null ? new EngineRun(asked, actions, lines) : null;
    double seconds = walk(engine);
    requireSome();
    Pass pass = Pass.over(exchanges, actions, asked.alerts());
    Score score = Scorer.score(exchanges, truth, pass, asked.quorum());
    Origin origin =
        new Origin(
            asked.events(),
            asked.labels(),
            given,
            exchanges.size(),
            unreadable,
            firstUnreadable,
            engine == null ? 0 : engine.refused(),
            actions.rows(),
            seconds);
    List<Gate.Verdict> verdicts = gate == null ? null : gate.judge(score);
    return new Evaluated(score, origin, verdicts, new Story(exchanges, truth, pass, actions));
  }

  private double walk(@Nullable EngineRun engine) throws IOException {
    try (EventFile file = open(asked.events(), "events")) {
      Progress progress = new Progress(console, "events", file::progress, System::nanoTime);
      for (byte[] record = next(file); record != null; record = next(file)) {
        take(record, file);
        if (engine != null) {
          engine.take(record);
        }
        progress.step();
      }
      progress.end();
      return progress.seconds();
    }
  }

  /** A score of nothing would look like one without a fault, to a gate too. */
  private void requireSome() {
    if (exchanges.size() == 0) {
      String file = asked.events().toString();
      throw Readings.none(
          file, Readings.refusals(unreadable, firstUnreadable), Readings.remedy(file));
    }
  }

  private void take(byte[] record, EventFile file) {
    ExchangeReader.Told told = reader.read(record);
    if (told instanceof ExchangeReader.Unreadable why) {
      unreadable++;
      if (firstUnreadable == null) {
        firstUnreadable = "line " + file.line() + " (" + why.why() + ")";
      }
    } else if (told instanceof ExchangeReader.Exchange exchange
        && exchanges.add(exchange)
        && !truth.accounts().containsKey(exchange.accountId())) {
      throw new WrongUse(
          asked.events()
              + ", line "
              + file.line()
              + ": account '"
              + exchange.accountId()
              + "' has no label in "
              + truth.file()
              + "; give the labels of this very stream, or add the account");
    }
  }

  private static void readActions(Path path, ActionBook book, Consumer<String> lines)
      throws IOException {
    try (EventFile file = open(path, "actions")) {
      for (byte[] line = next(file); line != null; line = next(file)) {
        book.add(ActionRow.read(line, path + ", line " + file.line()));
        lines.accept(new String(line, StandardCharsets.UTF_8));
      }
    }
  }

  private static EventFile open(Path path, String what) {
    try {
      return EventFile.open(path);
    } catch (IOException e) {
      throw new WrongUse("cannot read the " + what + ": " + Reason.of(e) + "; check --" + what, e);
    }
  }

  private static byte @Nullable [] next(EventFile file) {
    try {
      return file.next();
    } catch (IOException e) {
      throw new WrongUse("cannot read any further: " + Reason.of(e) + "; nothing was written", e);
    }
  }
}

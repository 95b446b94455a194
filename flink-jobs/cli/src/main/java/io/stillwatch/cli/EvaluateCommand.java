package io.stillwatch.cli;

import io.stillwatch.cli.evaluate.Evaluated;
import io.stillwatch.cli.evaluate.Evaluation;
import io.stillwatch.cli.patterns.BookOfFiles;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch evaluate}: how well the engine catches, on a stream whose truth is known. */
@Command(
    name = "evaluate",
    description = {
      "Replays recorded events as 'replay' does and scores what was decided against labels: campaigns found, what leaked, who was met wrongly. With --actions it scores a file of actions in place of the engine's.",
      "A campaign counts as found when a quorum of its accounts was met by an action that is felt (CHALLENGE, THROTTLE, DEGRADE, SUSPEND). An exchange leaked when it was served: up to the action that would have stopped it, after its end, or let through by a throttle.",
      "Exit code 2 when a gate is given and not met."
    },
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {

  /** For whom the score is written. */
  enum Form {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Console console;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      required = true,
      description = "The recorded events (JSON lines or an Avro file, gzipped or not).")
  private Path events = Path.of("");

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      required = true,
      description =
          "What each account is: one JSON object, {\"accounts\": {\"<account_id>\": {\"label\": \"attack\", \"campaign\": ...} or {\"label\": \"benign\", \"cls\": ...}}}.")
  private Path labels = Path.of("");

  @Option(
      names = "--actions",
      paramLabel = "FILE",
      description =
          "Score these actions (JSON lines, as 'replay' writes them); nothing is replayed.")
  private @Nullable Path actions;

  @Option(
      names = "--patterns",
      paramLabel = "DIR",
      description =
          "Judge by these pattern files, and by none of those that the release brings along.")
  private @Nullable Path patterns;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "stated (default): each pattern as far as its file says that it is fit to go; enforce: as if every pattern were promoted; shadow: the same actions, marked SHADOW, which count only with --alerts.")
  private ReplayCommand.@Nullable As mode;

  @Option(
      names = "--alerts",
      description =
          "Count OBSERVE, WATERMARK and actions in shadow as found too. An action in shadow is then scored as if it had been enforced.")
  private boolean alerts;

  @Option(
      names = "--quorum",
      paramLabel = "SHARE",
      description =
          "Of a campaign's accounts so many, and at least two, must be met for it to count as found (default: ${DEFAULT-VALUE}).",
      defaultValue = "0.2")
  private double quorum = 0.2;

  @Option(
      names = "--report-out",
      paramLabel = "FILE",
      description = "Where to write the report, one HTML page that needs nothing beside it.")
  private @Nullable Path reportOut;

  @Option(
      names = "--actions-out",
      paramLabel = "FILE",
      description = "Where to write the actions that were scored, one JSON line each.")
  private @Nullable Path actionsOut;

  @Option(
      names = "--gate",
      paramLabel = "FILE",
      description =
          "Thresholds (YAML or JSON), one number each, such as campaign_recall_min, wrong_per_100k_max, leaked_max; an unknown one is answered with the list.")
  private @Nullable Path gate;

  @Mixin private Output output = new Output();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    check();
    Evaluation evaluation = new Evaluation(console, asked());
    try (Target lines = Target.of(actionsOut, "actions");
        Target page = Target.of(reportOut, "the report")) {
      Evaluated evaluated = evaluation.run(lines.sink());
      if (reportOut != null) {
        page.sink().accept(evaluated.html());
      }
      lines.commit();
      page.commit();
      if (output.isJson()) {
        console.out(evaluated.json());
        evaluated.missed().forEach(line -> console.err("gate missed: " + line));
      } else {
        evaluated.table().forEach(console::out);
      }
      return evaluated.gateMet() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }
  }

  private Evaluation.Asked asked() {
    return new Evaluation.Asked(
        events, labels, actions, this::book, mode == ReplayCommand.As.SHADOW, alerts, quorum, gate);
  }

  /** As 'replay' has it. */
  private PatternBook book() {
    Path given = patterns;
    ReplayCommand.As as = mode == null ? ReplayCommand.As.STATED : mode;
    return as.promoted(given == null ? StarterBook.book() : BookOfFiles.read(given));
  }

  private void check() throws IOException {
    readable(events, "--events");
    readable(labels, "--labels");
    Path scored = actions;
    if (scored != null) {
      readable(scored, "--actions");
      if (patterns != null || mode != null) {
        throw new WrongUse(
            "--actions scores what was decided already; leave "
                + (patterns != null ? "--patterns" : "--mode")
                + " out, or --actions");
      }
    }
    if (gate != null) {
      readable(gate, "--gate");
    }
    if (!(quorum > 0 && quorum <= 1)) {
      throw new WrongUse("--quorum is a share above 0 and up to 1, not " + quorum);
    }
    requireDistinct();
  }

  private static void readable(Path file, String option) {
    if (!Files.exists(file)) {
      throw new WrongUse("there is no file " + file + "; check " + option);
    }
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      throw new WrongUse(
          "cannot read " + file + ": it must be a file that you may read; check " + option);
    }
  }

  /** Otherwise the evaluation would overwrite what it reads, or one result the other. */
  private void requireDistinct() throws IOException {
    List<Path> taken = new ArrayList<>(List.of(events, labels));
    for (Path each : new @Nullable Path[] {actions, gate}) {
      if (each != null) {
        taken.add(each);
      }
    }
    for (Path out : new @Nullable Path[] {actionsOut, reportOut}) {
      if (out != null) {
        for (Path each : taken) {
          if (ReplayCommand.same(out, each)) {
            throw new WrongUse("the output would overwrite " + each + "; choose another file");
          }
        }
        taken.add(out);
      }
    }
  }

  /** A file to write, if one is asked for. */
  private record Target(@Nullable PendingFile file) implements AutoCloseable {

    static Target of(@Nullable Path place, String what) {
      return new Target(place == null ? null : PendingFile.beside(place, what));
    }

    Consumer<String> sink() {
      if (file == null) {
        return line -> {};
      }
      Writer writer = file.writer();
      return line -> {
        try {
          writer.append(line).append('\n');
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };
    }

    void commit() throws IOException {
      if (file != null) {
        file.commit();
      }
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }
}

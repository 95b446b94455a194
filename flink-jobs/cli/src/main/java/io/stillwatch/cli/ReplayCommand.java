package io.stillwatch.cli;

import io.stillwatch.cli.patterns.BookOfFiles;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch replay}: recorded events through the same rooms, without Kafka or Flink. */
@Command(
    name = "replay",
    description = {
      "Recorded events through the same rooms as the engine's, on one thread, at full speed.",
      "A file holds JSON, one record a line or spread over lines, an Avro container, or OTLP in protobuf; gzipped or not. The records are our own events or what servers and gateways emit: see --format.",
      "The same events give the same files, byte for byte. Written are JSON lines in the field names of the records.",
      "Records that are refused are counted and do not stop it."
    },
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

  /** How far the patterns may go in the replay. */
  enum As {
    /** Each as far as its file says that it is fit to go. */
    STATED,
    /** As if every pattern had been promoted. */
    ENFORCE,
    /** What would then have been done, as actions in mode SHADOW. */
    SHADOW;

    PatternBook promoted(PatternBook book) {
      return this == STATED ? book.promotedAsMeant() : book.promoted(Mode.ENFORCE);
    }

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
      description = "The recorded events.")
  private Path events = Path.of("");

  @Option(
      names = "--actions-out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the actions, one JSON line a row of the control topic.")
  private Path actionsOut = Path.of("");

  @Option(
      names = "--findings-out",
      paramLabel = "FILE",
      description = "Where to write the findings, if anywhere.")
  private @Nullable Path findingsOut;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "stated: each pattern as far as its file says that it is fit to go; enforce: as if every pattern were promoted; shadow: the same actions, marked SHADOW (default: ${DEFAULT-VALUE}).",
      defaultValue = "stated")
  private As mode = As.STATED;

  @Option(
      names = "--budgets",
      description =
          "Let each pattern hold at the engine's standard budget, as if nobody released it (default: no budgets, so that all that would be done is seen; evaluate has none either).")
  private boolean budgets;

  @Option(
      names = "--patterns",
      paramLabel = "DIR",
      description =
          "Judge by these pattern files, and by none of those that the release brings along.")
  private @Nullable Path patterns;

  @Mixin private SourceOptions source = new SourceOptions();

  @Mixin private Output output = new Output();

  ReplayCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (!Files.exists(events)) {
      throw new WrongUse("there is no file " + events + "; check --events");
    }
    if (!Files.isRegularFile(events) || !Files.isReadable(events)) {
      throw new WrongUse(
          "cannot read " + events + ": it must be a file that you may read; check --events");
    }
    requireDistinct();
    ReplayRun.Result result =
        new ReplayRun(console, events, source.source(), book(), mode != As.SHADOW, budgets)
            .run(actionsOut, findingsOut);
    console.out(output.isJson() ? result.json() : result.text());
    return ExitCode.DONE;
  }

  /** What is in shadow here makes findings alone. */
  private PatternBook book() {
    Path given = patterns;
    return mode.promoted(given == null ? StarterBook.book() : BookOfFiles.read(given));
  }

  /** Otherwise the replay would overwrite what it reads, or one result the other. */
  private void requireDistinct() throws IOException {
    Path findings = findingsOut;
    if (same(events, actionsOut) || (findings != null && same(events, findings))) {
      throw new WrongUse("the output would overwrite " + events + "; choose another file");
    }
    boolean device = Files.exists(actionsOut) && !Files.isRegularFile(actionsOut);
    if (findings != null && !device && same(actionsOut, findings)) {
      throw new WrongUse(
          "--actions-out and --findings-out are the same file " + findings + "; choose two");
    }
  }

  static boolean same(Path one, Path other) throws IOException {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
        || (Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other));
  }
}

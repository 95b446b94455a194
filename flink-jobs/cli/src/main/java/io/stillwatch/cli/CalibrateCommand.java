package io.stillwatch.cli;

import io.stillwatch.cli.evaluate.Calibration;
import io.stillwatch.cli.evaluate.Calibration.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch calibrate}: weights of campaigns from streams whose truth is known. */
@Command(
    name = "calibrate",
    description = {
      "Fits the weights by which campaigns are found to labelled streams and writes them as a pattern file: the next version of accounts-acting-as-one, to be vetted, published and promoted as any other.",
      "Chance rates are counted among honest strangers, clues and ties weigh the logarithm of how much more often campaigns show them, drawn towards the weights before where little was seen, and thresholds keep a stated budget of wrong hits. The file names the streams and the SHA-256 of their bytes; the same streams give the same file.",
      "Exits with 2 if that budget could not be kept: the file says so, too.",
      "With held-out streams, which the fit does not see, it says how the weights before and the fitted ones do there."
    },
    sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--events",
      paramLabel = "FILE",
      required = true,
      description =
          "Recorded events to fit on (JSON lines or Avro, gzipped or not); give it once for each stream.")
  private List<Path> events = List.of();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      required = true,
      description =
          "What their accounts are, as 'evaluate' reads it; one for each --events, in order.")
  private List<Path> labels = List.of();

  @Option(
      names = "--holdout",
      paramLabel = "FILE",
      description =
          "Recorded events to score on that the fit does not see; may be given several times.")
  private List<Path> holdout = List.of();

  @Option(
      names = "--holdout-labels",
      paramLabel = "FILE",
      description = "What their accounts are; one for each --holdout, in order.")
  private List<Path> holdoutLabels = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "Where to write the pattern file.")
  private Path out = Path.of("");

  @Option(
      names = "--wrong-per-100k",
      paramLabel = "N",
      description =
          "Honest accounts of 100,000 that may be taken for members (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private double wrongPer100k = 100;

  @Option(
      names = "--prior",
      paramLabel = "SHARE",
      description = "Part of accounts that belong to campaigns (default: ${DEFAULT-VALUE}).",
      defaultValue = "0.0025")
  private double prior = 0.0025;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "A date to note in the file; none is noted otherwise.")
  private @Nullable LocalDate date;

  @Mixin private Output output = new Output();

  CalibrateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!(wrongPer100k > 0 && wrongPer100k <= 100_000)) {
      throw new WrongUse("--wrong-per-100k is above 0 and up to 100000, not " + wrongPer100k);
    }
    if (!(prior > 0 && prior < 0.5)) {
      throw new WrongUse("--prior is a share above 0 and below 0.5, not " + prior);
    }
    List<Stream> fitOn = streams(events, "--events", labels, "--labels");
    List<Stream> heldOut = streams(holdout, "--holdout", holdoutLabels, "--holdout-labels");
    requireDistinct(fitOn, heldOut);
    try (PendingFile file = PendingFile.beside(out, "the pattern file")) {
      Calibration.Fitted fitted =
          new Calibration(console, new Calibration.Asked(fitOn, heldOut, wrongPer100k, prior, date))
              .run();
      file.writer().write(fitted.file());
      file.commit();
      if (output.isJson()) {
        console.out(fitted.json());
      } else {
        fitted.lines().forEach(console::out);
        console.out("written    " + out + "; next: 'stillwatch patterns vet " + out + "'");
      }
      if (!fitted.keepsBudget()) {
        console.err(
            "more honest accounts are taken for members than --wrong-per-100k allows, whatever the"
                + " thresholds; check their labels, fit on more streams, or allow more");
        return ExitCode.CHECK_FAILED;
      }
    }
    return ExitCode.DONE;
  }

  private static List<Stream> streams(
      List<Path> events, String eventsOption, List<Path> labels, String labelsOption) {
    if (events.size() != labels.size()) {
      throw new WrongUse(
          events.size()
              + " times "
              + eventsOption
              + " and "
              + labels.size()
              + " times "
              + labelsOption
              + "; give the labels of each stream, in the same order");
    }
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      readable(events.get(i), eventsOption);
      readable(labels.get(i), labelsOption);
      streams.add(new Stream(events.get(i), labels.get(i)));
    }
    return streams;
  }

  private static void readable(Path file, String option) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new WrongUse("there is no file " + file + " to read; check " + option);
    }
  }

  /** What was fitted on proves nothing; and no input is written over. */
  private void requireDistinct(List<Stream> fitOn, List<Stream> heldOut) throws IOException {
    for (Stream stream : fitOn) {
      for (Stream other : heldOut) {
        if (ReplayCommand.same(stream.events(), other.events())) {
          throw new WrongUse(
              other.events() + " is fitted on and held out; hold out a stream of its own");
        }
      }
    }
    List<Path> inputs = new ArrayList<>();
    fitOn.forEach(stream -> inputs.addAll(List.of(stream.events(), stream.labels())));
    heldOut.forEach(stream -> inputs.addAll(List.of(stream.events(), stream.labels())));
    for (Path input : inputs) {
      if (ReplayCommand.same(out, input)) {
        throw new WrongUse("--out would overwrite " + input + "; choose another file");
      }
    }
  }
}

package io.stillwatch.perf.gateway;

import io.stillwatch.perf.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a gateway pays for enforcement, and how soon it refuses. */
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "ADDED: microseconds that a request takes longer because the enforcement service is asked",
      "(Envoy's external authorization, gRPC over loopback) and because the exchange is told of",
      "(OpenTelemetry's SDK, in batches, to the sidecar), before an inference server that answers",
      "at once. Envoy itself, which is in the way of both, is not there.",
      "REFUSED: milliseconds from the request that decides to the first that the enforcement service",
      "refuses, through the embedded engine and its broker, by how the gateway tells. Batches leave",
      "by their delay alone: where one is full before (OpenTelemetry's at 512), all in it is sooner.",
      "All of it shares this machine."
    })
final class Gateway implements Callable<Integer> {

  /** What can be asked for by itself. */
  enum Part {
    ADDED,
    REFUSED
  }

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      defaultValue = "ADDED,REFUSED",
      description = "Parts (default: ${DEFAULT-VALUE}).")
  private Set<Part> only = EnumSet.noneOf(Part.class);

  @Option(
      names = "--actions",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Actions in force while requests are timed (default: ${DEFAULT-VALUE}).")
  private int actions;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "500",
      description = "Requests a second that are timed (default: ${DEFAULT-VALUE}).")
  private int perSecond;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "15",
      description = "Length of each of the three turns of a case (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--harvesters",
      paramLabel = "N",
      defaultValue = "300",
      description = {
        "Accounts that are to be refused, in each case (default: ${DEFAULT-VALUE}, seven minutes in",
        "all). Of fewer than 101 the p99 is the longest."
      })
  private int harvesters;

  @Option(
      names = "--answer-ms",
      paramLabel = "MS",
      defaultValue = "200",
      description = "How long the answer takes to a request that decides (${DEFAULT-VALUE}).")
  private int answerMs;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "perf/results/gateway.jsonl",
      description = "Where a line for each figure is added (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  public static void main(String[] arguments) {
    int exit =
        new CommandLine(new Gateway()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    Lines lines = new Lines(results);
    if (only.contains(Part.ADDED)) {
      Path directory = Files.createTempDirectory("stillwatch-perf-");
      new Added(actions, perSecond, seconds).run(directory, lines).print();
    }
    if (only.contains(Part.REFUSED)) {
      Path directory = Files.createTempDirectory("stillwatch-perf-");
      new Refused(harvesters, answerMs).run(directory, lines).print();
    }
    return 0;
  }
}

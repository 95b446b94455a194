package io.stillwatch.perf.subscriber;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What can be asked of the benchmark on its command line. */
final class SubscriberOptions {

  @Option(
      names = "--actions",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Actions in force (default: ${DEFAULT-VALUE}).")
  int actions;

  @Option(
      names = "--rates",
      split = ",",
      paramLabel = "N",
      defaultValue = "1000,10000",
      description = "Events a second for the way to a decision (default: ${DEFAULT-VALUE}).")
  List<Integer> rates = new ArrayList<>();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "Length of the measurement at each rate (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "perf/results/subscriber.jsonl",
      description = "Where lines of JSON are added (default: ${DEFAULT-VALUE}).")
  Path results = Path.of("");
}

package io.stillwatch.perf.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be asked of the benchmark on its command line. */
final class EngineOptions {

  @Option(
      names = "--patterns",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,20,200,500",
      description = "Numbers of patterns (default: ${DEFAULT-VALUE}).")
  List<Integer> patterns = new ArrayList<>();

  @Option(
      names = "--systems",
      split = ",",
      paramLabel = "NAME",
      defaultValue =
          "stillwatch,pass-through,plain-loop,esper,"
              + "flink-cep-default,flink-cep-tuned,flink-cep-best,flink-sql",
      description = "What to measure (default: ${DEFAULT-VALUE}); there is flink-cep-heap too.")
  List<String> systems = new ArrayList<>();

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Accounts (default: ${DEFAULT-VALUE}); a task caches " + Stages.CACHED_ACCOUNTS)
  int accounts;

  @Option(
      names = "--zipf",
      paramLabel = "S",
      defaultValue = "1.0",
      description =
          "How much busier some accounts are; 0 for all alike (default: ${DEFAULT-VALUE}).")
  double zipf;

  @Option(
      names = "--hot",
      paramLabel = "PART",
      defaultValue = "0",
      description = "Part of the events that are one account's (default: ${DEFAULT-VALUE}).")
  double hot;

  @Option(
      names = "--pace",
      paramLabel = "N",
      defaultValue = "0",
      description = "Events a second; 0 for as fast as it goes (default: ${DEFAULT-VALUE}).")
  int pace;

  @Option(
      names = "--interesting",
      paramLabel = "PART",
      defaultValue = "0.13",
      description = "Part of the events that some pattern asks for (default: ${DEFAULT-VALUE}).")
  double interesting;

  @Option(
      names = "--spacing-ms",
      paramLabel = "MS",
      defaultValue = "10",
      description = {
        "Time between two events of all accounts together (default: ${DEFAULT-VALUE}). The"
            + " closer, the more partial matches are alive."
      })
  int spacingMs;

  @Option(
      names = "--any-marks",
      description =
          "Let each account show whatever any pattern asks for, not only what one family of eight"
              + " patterns does.")
  boolean anyMark;

  @Option(
      names = "--tallies",
      description =
          "Make three of eight patterns counts, distinct counts and weights, which stock Flink CEP"
              + " has no word for; it, Flink SQL and Esper are left out then.")
  boolean tallies;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "Processor time for which each run is measured (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      defaultValue = "15",
      description = "Processor time for which it runs before that (default: ${DEFAULT-VALUE}).")
  int warmupSeconds;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "3",
      description = "Runs of each system, one after another in turns (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--cep-rounds",
      paramLabel = "R",
      defaultValue = "1",
      description =
          "Of them, runs of stock Flink CEP and of Flink SQL, which are slow (default:"
              + " ${DEFAULT-VALUE}).")
  int cepRounds;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Tasks of each operator, 1 or 2 (default: ${DEFAULT-VALUE}).")
  int parallelism;

  @Option(
      names = "--checkpoint-ms",
      paramLabel = "MS",
      defaultValue = "5000",
      description = "Time between checkpoints (default: ${DEFAULT-VALUE}).")
  int checkpointMs;

  @Option(
      names = "--unwritten",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Profiles that may wait to be written back (default: ${DEFAULT-VALUE}).")
  int unwritten;

  @Option(
      names = "--cep-patterns-max",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Stock Flink CEP and Flink SQL, an operator and a thread for each pattern, are measured up"
              + " to this many (default: ${DEFAULT-VALUE}).")
  int cepPatternsMax;

  @Option(
      names = "--compare",
      paramLabel = "EVENTS",
      defaultValue = "5000",
      description =
          "Events on which all systems must match the same before anything is measured; 0 to leave"
              + " that out (default: ${DEFAULT-VALUE}).")
  long compare;

  @Option(
      names = "--gc",
      paramLabel = "FLAG",
      defaultValue = "-XX:+UseParallelGC",
      description = "Garbage collector, the same for all (default: ${DEFAULT-VALUE}).")
  String gc = "";

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "3g",
      description = "Heap, the same for all (default: ${DEFAULT-VALUE}).")
  String heap = "";

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description = "Record where the time goes: a flame graph and stacks for each run.")
  @Nullable Path profile;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "perf/results/engine.jsonl",
      description = "Where a line for each figure is added (default: ${DEFAULT-VALUE}).")
  Path results = Path.of("");

  Duration checkpointInterval() {
    return Duration.ofMillis(checkpointMs);
  }

  Workload workload(int patternCount) {
    return new Workload(
        patternCount, accounts, zipf, hot, interesting, spacingMs, anyMark, tallies, pace, 0);
  }

  /** The systems that can be measured with so many patterns. */
  List<Peer> peers(int patternCount) {
    return systems.stream()
        .map(Peer::of)
        .filter(peer -> !tallies || !peer.sequencesAlone())
        .filter(peer -> !peer.cep() || patternCount <= cepPatternsMax)
        .toList();
  }

  /** Name of the files without their ending, or null where none is asked for. */
  @Nullable Path profileOf(Peer peer, Workload workload) {
    return profile == null
        ? null
        : profile.resolve(peer.label() + "-" + workload.patterns()).toAbsolutePath();
  }
}

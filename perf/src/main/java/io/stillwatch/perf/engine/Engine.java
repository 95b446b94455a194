package io.stillwatch.perf.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an event costs in the account stage: ours and its peers', in turns. */
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Events per second of processor time in the account stage, beside what peers need for it.",
      "Each run is a process of its own; compilers are not counted, all else is: source,",
      "serializers, network, operator, garbage collector, RocksDB.",
      "Flink CEP and Flink SQL run in event time, one operator for each pattern. Esper runs on one",
      "thread with all in memory."
    })
final class Engine implements Callable<Integer> {

  @Mixin private final EngineOptions options = new EngineOptions();

  @Option(names = "--measure", hidden = true, description = "Measure one system in this process.")
  private String measure = "";

  @Option(names = "--same", hidden = true, description = "Compare all systems in this process.")
  private boolean same;

  @Option(names = "--at", hidden = true, description = "Patterns, for this process.")
  private int at;

  private final List<String> arguments;

  private Engine(List<String> arguments) {
    this.arguments = arguments;
  }

  /** Measures, and says what came of it. */
  public static void main(String[] arguments) {
    int exit = new CommandLine(new Engine(List.of(arguments))).execute(arguments);
    System.out.flush();
    // Not exit(): what Flink would tidy up goes with the directory of this process.
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    if (!measure.isEmpty()) {
      Workload workload = options.workload(at);
      System.out.println(new Measurement(Peer.of(measure), workload, options).run().line());
      return 0;
    }
    if (same) {
      Workload workload = options.workload(at);
      List<Peer> peers = options.peers(workload.patterns());
      System.out.println(new Comparison(workload, options.compare).compare(peers).line());
      return 0;
    }
    Report report = new Report(options);
    for (int patterns : options.patterns) {
      List<Peer> peers = options.peers(patterns);
      Report.Section section = report.section(patterns, compared(patterns));
      for (int round = 0; round < options.rounds; round++) {
        for (Peer peer : peers) {
          if (!peer.cep() || round < options.cepRounds) {
            section.add(peer, measured(peer, patterns));
          }
        }
      }
      section.close();
    }
    return 0;
  }

  private Matched compared(int patterns) throws IOException, InterruptedException {
    if (options.compare == 0) {
      return Matched.NOT_COMPARED;
    }
    for (String line : fork(patterns, List.of("--same"))) {
      if (Matched.isMatched(line)) {
        Matched matched = Matched.of(line);
        System.out.printf(
            "%d patterns: the same %d matches of every system%s in the first %d events (%d records"
                + " pushed out)%n",
            patterns,
            matched.alike(),
            matched.esper() == matched.alike() ? "" : " but esper, which has " + matched.esper(),
            options.compare,
            matched.dropped());
        return matched;
      }
      System.out.println(line);
    }
    throw new IllegalStateException("the comparison failed; it says above why");
  }

  private Figure measured(Peer peer, int patterns) throws IOException, InterruptedException {
    for (String line : fork(patterns, List.of("--measure", peer.label()))) {
      if (Figure.isFigure(line)) {
        return Figure.of(line);
      }
      System.out.println("  " + peer.label() + ": " + line);
    }
    throw new IllegalStateException(peer.label() + " ended without a figure; it says above why");
  }

  /** Runs this command again in a process of its own and returns what it printed. */
  private List<String> fork(int patterns, List<String> what)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(what);
    all.addAll(List.of("--at", Integer.toString(patterns)));
    return Fork.run(
        Engine.class, options, all, line -> Figure.isFigure(line) || Matched.isMatched(line));
  }
}

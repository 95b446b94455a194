package io.stillwatch.perf.engine;

import io.stillwatch.perf.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the account stage costs as accounts grow, and what it holds. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The account stage with 20 patterns as accounts grow: events per second of processor time, how",
      "often the cache has the account, bytes of state, and how long a task stands still at a",
      "checkpoint. Then accounts that are all alike, as many changed profiles at a checkpoint as the",
      "cache holds, and one account with half of the traffic on two tasks.",
      "Each case is a process of its own."
    })
final class Growth implements Callable<Integer> {

  private static final String CASE = "CASE ";
  private static final int PATTERNS = 20;

  /** Options of one case, beside what was asked for. */
  private record Case(String name, List<String> arguments) {
    static Case of(String name, String... arguments) {
      return new Case(name, List.of(arguments));
    }
  }

  @Mixin private final EngineOptions options = new EngineOptions();

  @Option(
      names = "--up-to",
      split = ",",
      paramLabel = "N",
      defaultValue = "10000,100000,1000000",
      description = "Numbers of accounts (default: ${DEFAULT-VALUE}).")
  private List<Integer> upTo = new ArrayList<>();

  @Option(names = "--case", hidden = true, description = "Measure one case in this process.")
  private boolean one;

  private final List<String> arguments;

  private Growth(List<String> arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] arguments) {
    int exit =
        new CommandLine(new Growth(List.of(arguments)))
            .setOverwrittenOptionsAllowed(true) // a case overrules what was asked for
            .execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    if (one) {
      System.out.println(CASE + measured());
      return 0;
    }
    Lines lines = new Lines(options.results);
    for (int round = 0; round < options.rounds; round++) {
      for (Case each : cases()) {
        lines.add(
            "growth", "\"system\":\"stillwatch\",\"case\":\"" + each.name() + "\"," + forked(each));
      }
    }
    return 0;
  }

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int accounts : upTo) {
      cases.add(Case.of("accounts", "--accounts", Integer.toString(accounts)));
    }
    String most = Integer.toString(upTo.get(upTo.size() - 1));
    cases.add(Case.of("all accounts alike", "--accounts", most, "--zipf", "0"));
    cases.add(
        Case.of(
            "all that is cached has changed",
            "--zipf",
            "0",
            "--unwritten",
            Integer.toString(Stages.CACHED_ACCOUNTS)));
    cases.add(Case.of("two tasks", "--parallelism", "2", "--zipf", "0"));
    cases.add(
        Case.of("two tasks, one account", "--parallelism", "2", "--zipf", "0", "--hot", "0.5"));
    return cases;
  }

  private String forked(Case each) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(each.arguments());
    all.add("--case");
    List<String> printed = Fork.run(Growth.class, options, all, line -> line.startsWith(CASE));
    String last = printed.isEmpty() ? "" : printed.get(printed.size() - 1);
    if (!last.startsWith(CASE)) {
      throw new IllegalStateException(each.name() + " ended without a figure; it says above why");
    }
    return last.substring(CASE.length());
  }

  /** The fields of one case. */
  private String measured() throws Exception {
    Workload workload = options.workload(PATTERNS);
    Configuration configuration =
        Cluster.configuration(Peer.STILLWATCH, options.parallelism, options.checkpointInterval());
    Gauges.listen(configuration);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    Stages.lay(env, Peer.STILLWATCH, workload, options.unwritten);
    env.executeAsync("growth");
    Measurement measurement = new Measurement(Peer.STILLWATCH, workload, options);
    Figure figure;
    double[] stalls;
    try (Stalls watched = new Stalls()) {
      figure = measurement.measure();
      stalls = watched.ms();
    }
    long hits = Gauges.sum("profileCacheHits");
    long misses = Gauges.sum("profileCacheMisses");
    return String.format(
        Locale.ROOT,
        "\"patterns\":%d,\"accounts\":%d,\"backend\":\"rocksdb\",\"events_per_cpu_second\":%.0f,"
            + "\"events_per_second\":%.0f,\"zipf\":%s,\"hot\":%s,\"parallelism\":%d,\"cached\":%d,"
            + "\"unwritten\":%d,\"hit_percent\":%.1f,\"checkpoint_bytes\":%d,"
            + "\"state_bytes\":%d,\"checkpoint_took_ms\":%d,\"flush_ms\":%s,\"checkpoint_ms\":%d",
        workload.patterns(),
        workload.accounts(),
        figure.perCpuSecond(),
        figure.perSecond(),
        workload.zipf(),
        workload.hot(),
        options.parallelism,
        Stages.CACHED_ACCOUNTS,
        options.unwritten,
        100.0 * hits / Math.max(1, hits + misses),
        Gauges.sum("lastCheckpointSize"),
        Gauges.sum("lastCheckpointFullSize"),
        Gauges.sum("lastCheckpointDuration"),
        Lines.spread(stalls),
        options.checkpointMs);
  }
}

package io.stillwatch.perf.engine;

import io.stillwatch.perf.Lines;
import io.stillwatch.perf.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What stages cost as accounts and campaigns grow, and what they hold. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Each part by itself with --only:",
      "ACCOUNTS: the account stage with 20 patterns as accounts grow: events per second of processor",
      "time, how often the cache has the account, bytes of state, and how long a task stands still",
      "at a checkpoint; accounts that are all alike, and as many changed profiles at a checkpoint as",
      "the cache holds.",
      "HOT: two tasks, without and with one account that has half of the traffic: as fast as it goes,",
      "and at half of what they took without it, how long the events of all others wait.",
      "CAMPAIGNS: the campaign task with more and more campaigns of 20 members and as many",
      "strangers: what a report costs while campaigns are founded, and when all are.",
      "BYTES: state of a link in the link watch and of an account at the desk.",
      "Each case is a process of its own."
    })
final class Growth implements Callable<Integer> {

  private static final String CASE = "CASE ";
  private static final int PATTERNS = 20;

  /** What can be asked for by itself. */
  enum Part {
    ACCOUNTS,
    HOT,
    CAMPAIGNS,
    BYTES
  }

  /** Options of one case, beside what was asked for. */
  private record Case(Part part, String name, List<String> arguments) {
    static Case of(Part part, String name, String... arguments) {
      return new Case(part, name, List.of(arguments));
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

  @Option(
      names = "--campaigns",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,10,100,1000",
      description = "Numbers of campaigns, up to 1000 (default: ${DEFAULT-VALUE}).")
  private List<Integer> campaigns = new ArrayList<>();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      defaultValue = "ACCOUNTS,HOT,CAMPAIGNS,BYTES",
      description = "Parts (default: ${DEFAULT-VALUE}).")
  private Set<Part> only = EnumSet.noneOf(Part.class);

  @Option(names = "--case", hidden = true, description = "Measure one case of it in this process.")
  private @Nullable Part one;

  private final List<String> arguments;

  private Growth(List<String> arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] arguments) {
    int exit =
        new CommandLine(new Growth(List.of(arguments)))
            .setOverwrittenOptionsAllowed(true) // a case overrules what was asked for
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    if (one != null) {
      System.out.println(CASE + measured(one));
      return 0;
    }
    Lines lines = new Lines(options.results);
    for (int round = 0; round < options.rounds; round++) {
      for (Part part : Part.values()) {
        if (only.contains(part)) {
          table(part, lines).print();
        }
      }
    }
    return 0;
  }

  private Table table(Part part, Lines lines) throws IOException, InterruptedException {
    Table table = columns(part);
    for (Case each : cases(part)) {
      table.add(measured(each, lines));
    }
    if (part == Part.HOT) {
      String pace = Long.toString(table.first("/events_per_second") / 2);
      table.add(measured(hot("two tasks, at half load", "0", pace), lines));
      table.add(measured(hot("two tasks, one account, at half load", "0.5", pace), lines));
    }
    return table;
  }

  private static Table columns(Part part) {
    return switch (part) {
      case ACCOUNTS ->
          new Table()
              .column("case", "/case")
              .column("accounts", "/accounts", 0)
              .column("ev/cpu-s", "/events_per_cpu_second", 0)
              .column("ev/s", "/events_per_second", 0)
              .column("cache hits %", "/hit_percent", 1)
              .column("state, bytes", "/state_bytes", 0)
              .column("stall p50, ms", "/flush_ms/p50", 1)
              .column("p99", "/flush_ms/p99", 1);
      case HOT ->
          new Table()
              .column("case", "/case")
              .column("ev/cpu-s", "/events_per_cpu_second", 0)
              .column("ev/s", "/events_per_second", 0)
              .column("others wait p50, ms", "/others_wait_ms/p50", 1)
              .column("p99", "/others_wait_ms/p99", 1)
              .column("the one p50, ms", "/hot_waits_ms/p50", 1)
              .column("p99", "/hot_waits_ms/p99", 1);
      case CAMPAIGNS ->
          new Table()
              .column("campaigns", "/campaigns", 0)
              .column("accounts", "/accounts", 0)
              .column("founded: reports", "/founded/reports", 0)
              .column("cpu us a report", "/founded/cpu_us", 1)
              .column("desk us p50", "/founded/desk_us/p50", 1)
              .column("p99", "/founded/desk_us/p99", 1)
              .column("max", "/founded/desk_us/max", 0)
              .column("going on: reports", "/going_on/reports", 0)
              .column("cpu us a report", "/going_on/cpu_us", 1)
              .column("desk us p50", "/going_on/desk_us/p50", 1)
              .column("p99", "/going_on/desk_us/p99", 1)
              .column("max", "/going_on/desk_us/max", 0);
      case BYTES ->
          new Table()
              .column("accounts", "/accounts", 0)
              .column("links", "/links", 0)
              .column("bytes a link p50", "/bytes_a_link/p50", 0)
              .column("p99", "/bytes_a_link/p99", 0)
              .column("mean", "/bytes_a_link/mean", 0)
              .column("accounts at the desk", "/accounts_at_desk", 0)
              .column("bytes an account p50", "/bytes_an_account/p50", 0)
              .column("p99", "/bytes_an_account/p99", 0)
              .column("desk, bytes", "/desk_bytes", 0)
              .column("on the heap", "/desk_heap_bytes", 0);
    };
  }

  private List<Case> cases(Part part) {
    return switch (part) {
      case ACCOUNTS -> accounts();
      case HOT -> List.of(hot("two tasks", "0", "0"), hot("two tasks, one account", "0.5", "0"));
      case CAMPAIGNS ->
          campaigns.stream()
              .map(number -> Case.of(part, "campaigns", "--campaigns", Integer.toString(number)))
              .toList();
      case BYTES ->
          upTo.stream()
              .map(number -> Case.of(part, "bytes", "--accounts", Integer.toString(number)))
              .toList();
    };
  }

  private List<Case> accounts() {
    List<Case> cases = new ArrayList<>();
    for (int accounts : upTo) {
      cases.add(Case.of(Part.ACCOUNTS, "accounts", "--accounts", Integer.toString(accounts)));
    }
    String most = Integer.toString(upTo.get(upTo.size() - 1));
    cases.add(Case.of(Part.ACCOUNTS, "all accounts alike", "--accounts", most, "--zipf", "0"));
    cases.add(
        Case.of(
            Part.ACCOUNTS,
            "all that is cached has changed",
            "--zipf",
            "0",
            "--unwritten",
            Integer.toString(Stages.CACHED_ACCOUNTS)));
    return cases;
  }

  private static Case hot(String name, String share, String pace) {
    return Case.of(
        Part.HOT, name, "--parallelism", "2", "--zipf", "0", "--hot", share, "--pace", pace);
  }

  /** Its fields, which are also added to the results. */
  private String measured(Case each, Lines lines) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(each.arguments());
    all.addAll(List.of("--case", each.part().name()));
    List<String> printed = Fork.run(Growth.class, options, all, line -> line.startsWith(CASE));
    String last = printed.isEmpty() ? "" : printed.get(printed.size() - 1);
    if (!last.startsWith(CASE)) {
      throw new IllegalStateException(each.name() + " ended without a figure; it says above why");
    }
    String fields =
        "\"system\":\"stillwatch\",\"case\":\""
            + each.name()
            + "\","
            + last.substring(CASE.length());
    lines.add("growth", fields);
    return fields;
  }

  /** The fields of one case, measured in this process. */
  private String measured(Part part) throws Exception {
    return switch (part) {
      case ACCOUNTS, HOT -> stage();
      case CAMPAIGNS ->
          CampaignGrowth.measured(
              campaigns.get(campaigns.size() - 1), options.checkpointInterval());
      case BYTES -> StateBytes.measured(options.accounts);
    };
  }

  private String stage() throws Exception {
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
    String waits =
        options.pace == 0
            ? ""
            : ",\"pace\":"
                + options.pace
                + ",\"others_wait_ms\":"
                + Lines.spread(Waits.ms(false))
                + (options.hot == 0 ? "" : ",\"hot_waits_ms\":" + Lines.spread(Waits.ms(true)));
    long hits = Gauges.sum("profileCacheHits");
    long misses = Gauges.sum("profileCacheMisses");
    return String.format(
        Locale.ROOT,
        "\"patterns\":%d,\"accounts\":%d,\"backend\":\"rocksdb\",\"events_per_cpu_second\":%.0f,"
            + "\"events_per_second\":%.0f,\"zipf\":%s,\"hot\":%s,\"parallelism\":%d,\"cached\":%d,"
            + "\"unwritten\":%d,\"hit_percent\":%.1f,\"checkpoint_bytes\":%d,"
            + "\"state_bytes\":%d,\"checkpoint_took_ms\":%d,\"flush_ms\":%s,\"checkpoint_ms\":%d%s",
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
        options.checkpointMs,
        waits);
  }
}

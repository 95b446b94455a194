package io.stillwatch.perf.job;

import io.stillwatch.perf.Lines;
import io.stillwatch.perf.job.Way.Times;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long it takes from an event to its action, the busier the longer. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Milliseconds from the event that decides to the action in a subscriber's table, through the",
      "embedded engine and its broker: at a tenth, half and four fifths of what the engine takes at",
      "most, at half load without checkpoints, while patterns change, and with five times the half",
      "load for some seconds.",
      "Broker, job, publisher and subscriber share this machine."
    })
final class Latency implements Callable<Integer> {

  private static final double BURST_FROM = 0.3;
  private static final int BURST_SECONDS = 3;
  private static final int BURST_TIMES = 5;
  private static final Duration SWAP_EVERY = Duration.ofSeconds(1);
  private static final Duration SATURATED = Duration.ofSeconds(15);
  private static final long WARM_UP = 20_000;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "perf/results/latency.jsonl",
      description = "Where a line for each figure is added (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  public static void main(String[] arguments) {
    int exit = new CommandLine(new Latency()).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    Lines lines = new Lines(results);
    Path directory = Files.createTempDirectory("stillwatch-perf-");
    long most;
    try (Way way = Way.start(directory.resolve("way"), Map.of(), WARM_UP)) {
      most = way.saturation(SATURATED);
      System.out.printf("the engine takes %,d events a second%n", most);
      for (int percent : new int[] {10, 50, 80}) {
        add(lines, percent + " % of saturation", most, way.at(most * percent / 100, seconds));
      }
      Times whileSwapping;
      int versions;
      try (Swapping swapping = way.swapping(SWAP_EVERY)) {
        whileSwapping = way.at(most / 2, seconds);
        versions = swapping.live();
      }
      add(lines, "50 %, " + versions + " versions of a pattern made live", most, whileSwapping);
      Pace burst = Pace.burst(most / 2, BURST_FROM * seconds, BURST_SECONDS, BURST_TIMES);
      add(lines, "50 %, and 5 times that for 3 s", most, way.at(burst, seconds));
    }
    Map<String, String> unchecked = Map.of("checkpoint.interval", "1h");
    try (Way way = Way.start(directory.resolve("unchecked"), unchecked, WARM_UP)) {
      add(lines, "50 %, no checkpoint", most, way.at(most / 2, seconds));
    }
    return 0;
  }

  private static void add(Lines lines, String when, long most, Times times) throws Exception {
    lines.add(
        "latency",
        String.format(
            Locale.ROOT,
            "\"system\":\"stillwatch\",\"when\":\"%s\",\"saturation\":%d,"
                + "\"events_per_second\":%d,\"actions\":%d,\"ms\":%s",
            when,
            most,
            times.eventsPerSecond(),
            times.ms().length,
            Lines.spread(times.ms())));
  }
}

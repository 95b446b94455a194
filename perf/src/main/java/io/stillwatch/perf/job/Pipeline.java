package io.stillwatch.perf.job;

import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.perf.Lines;
import io.stillwatch.perf.engine.CpuClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an event costs in the whole job, and where. */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Events per second of processor time through the whole job, starter patterns, campaigns,",
      "enforcement and checkpoints on, while it works off what waits on the topic: from features and",
      "from texts of 2 KB. Compilers are not counted; the broker in the process is told apart."
    })
final class Pipeline implements Callable<Integer> {

  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final long POLL_MS = 200;
  private static final String BROKER = "Kafka, broker";

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description =
          "Events with features; a quarter as many with text (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "1",
      description = "Runs of each kind, in turns (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Tasks of each operator (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description = "Keep the stacks that were told apart, for a flame graph.")
  private @Nullable Path profile;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "perf/results/pipeline.jsonl",
      description = "Where a line for each figure is added (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  public static void main(String[] arguments) {
    int exit = new CommandLine(new Pipeline()).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    Lines lines = new Lines(results);
    Path directory = Files.createTempDirectory("stillwatch-perf-");
    for (int round = 0; round < rounds; round++) {
      run(directory.resolve("features-" + round), false, events, lines);
      run(directory.resolve("text-" + round), true, events / 4, lines);
    }
    return 0;
  }

  private void run(Path directory, boolean text, long count, Lines lines) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 0)) {
      try (EmbeddedEngine filling = start(directory.resolve("filling"), broker)) {
        new Backlog(text).publish(filling, count);
      }
      // It reads from the beginning, so what the first has done is done again.
      try (EmbeddedEngine measured = start(directory.resolve("measured"), broker)) {
        measure(measured, text, count, lines);
      }
    }
  }

  private EmbeddedEngine start(Path directory, EmbeddedBroker broker) throws Exception {
    return EmbeddedEngine.builder()
        .dataDir(directory)
        .bootstrapServers(broker.bootstrapServers())
        .set("parallelism", Integer.toString(parallelism))
        .start();
  }

  private void measure(EmbeddedEngine engine, boolean text, long count, Lines lines)
      throws Exception {
    engine.awaitRunning(START_MAX);
    awaitAccepted(engine, count / 3);
    AsyncProfiler.getInstance().execute("start,event=itimer,interval=1000000,threads");
    long before = engine.counts().accepted();
    CpuClock.Reading start = CpuClock.read();
    long from = System.nanoTime();
    long after = awaitAccepted(engine, count - count / 10);
    double workNs = CpuClock.read().since(start).workNs();
    long wallNs = System.nanoTime() - from;
    String stacks = AsyncProfiler.getInstance().execute("stop,collapsed");
    if (profile != null) {
      Files.createDirectories(profile);
      Files.writeString(profile.resolve((text ? "text" : "features") + ".collapsed"), stacks);
    }
    long done = after - before;
    Map<String, Double> shares = Places.of(stacks);
    double ns = workNs / done;
    System.out.printf(
        Locale.ROOT,
        "%nfrom %s, %,d events: %.0f ns of processor time each, %,.0f a second of the wall clock%n",
        text ? "texts of 2 KB" : "features",
        done,
        ns,
        done * 1e9 / wallNs);
    shares.forEach(
        (place, share) ->
            System.out.printf(
                Locale.ROOT, "  %-40s %8.0f ns %5.1f %%%n", place, share * ns, 100 * share));
    lines.add(
        "pipeline",
        String.format(
            Locale.ROOT,
            "\"system\":\"stillwatch\",\"from\":\"%s\",\"events_per_cpu_second\":%.0f,"
                + "\"without_broker\":%.0f,\"events_per_second\":%.0f,\"events\":%d,"
                + "\"parallelism\":%d,\"ns\":{%s}",
            text ? "text" : "features",
            1e9 / ns,
            1e9 / (ns * (1 - shares.getOrDefault(BROKER, 0.0))),
            done * 1e9 / wallNs,
            done,
            parallelism,
            shares.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "\"%s\":%.0f", e.getKey(), e.getValue() * ns))
                .collect(Collectors.joining(","))));
  }

  private static long awaitAccepted(EmbeddedEngine engine, long least) throws InterruptedException {
    long before = -1;
    long changedNs = System.nanoTime();
    while (true) {
      long accepted = engine.counts().accepted();
      if (accepted >= least) {
        return accepted;
      }
      if (accepted != before) {
        before = accepted;
        changedNs = System.nanoTime();
      } else if (System.nanoTime() - changedNs > START_MAX.toNanos()) {
        throw new IllegalStateException(
            "the job stands still at " + accepted + " of " + least + " events");
      }
      Thread.sleep(POLL_MS);
    }
  }
}

package io.stillwatch.perf.engine;

import io.stillwatch.perf.engine.CpuClock.Who;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A table on the screen, and a line of JSON for each figure in it. */
final class Report {

  private final EngineOptions options;
  private final String commit;

  Report(EngineOptions options) throws IOException, InterruptedException {
    this.options = options;
    this.commit = commit();
    System.out.printf(
        "commit %s, %s, %s -Xmx%s, parallelism %d, checkpoint every %d ms, %d processor seconds a run after %d%n",
        commit,
        jvm(),
        options.gc,
        options.heap,
        options.parallelism,
        options.checkpointMs,
        options.seconds,
        options.warmupSeconds);
  }

  Section section(int patterns, Matched matches) {
    return new Section(options.workload(patterns), matches);
  }

  /** What it was to add patterns; times in rising order. */
  void swap(
      Workload workload,
      int added,
      double before,
      double after,
      List<Long> liveMs,
      List<Long> pausesUs)
      throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "{\"question\":\"swap\",\"system\":\"stillwatch\",\"patterns\":%d,\"added\":%d,"
                + "\"accounts\":%d,\"backend\":\"rocksdb\",\"events_per_cpu_second_before\":%.0f,"
                + "\"events_per_cpu_second_after\":%.0f,\"live_ms\":%s,\"pause_us\":%s,"
                + "\"parallelism\":%d,\"checkpoint_ms\":%d,\"unwritten\":%d,\"commit\":\"%s\","
                + "\"load\":%.1f,\"jvm\":\"%s %s -Xmx%s\"}",
            workload.patterns(),
            added,
            workload.accounts(),
            before,
            after,
            spread(liveMs),
            spread(pausesUs),
            options.parallelism,
            options.checkpointMs,
            options.unwritten,
            commit,
            load(),
            jvm(),
            options.gc,
            options.heap);
    System.out.println(line);
    append(List.of(line));
  }

  private static String spread(List<Long> sorted) {
    int last = sorted.size() - 1;
    return String.format(
        Locale.ROOT,
        "{\"p50\":%d,\"p99\":%d,\"max\":%d}",
        sorted.get(last / 2),
        sorted.get((int) Math.ceil(last * 0.99)),
        sorted.get(last));
  }

  private void append(List<String> lines) throws IOException {
    Files.createDirectories(options.results.toAbsolutePath().getParent());
    Files.write(
        options.results,
        lines,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The figures for one number of patterns. */
  final class Section {

    private final Workload workload;
    private final Matched matches;
    private final Map<Peer, List<Figure>> figures = new EnumMap<>(Peer.class);
    private final List<Double> loads = new ArrayList<>();

    private Section(Workload workload, Matched matches) {
      this.workload = workload;
      this.matches = matches;
    }

    void add(Peer peer, Figure figure) throws IOException {
      figures.computeIfAbsent(peer, p -> new ArrayList<>()).add(figure);
      loads.add(load());
      System.out.printf(
          Locale.ROOT,
          "  %-18s %,12.0f ev/cpu-s %,12.0f ev/s   load %.1f%n",
          peer.label(),
          figure.perCpuSecond(),
          figure.perSecond(),
          load());
    }

    void close() throws IOException {
      System.out.printf(
          "%n%d patterns, %s%n%-18s %12s %25s %12s   ns an event: %8s %8s %8s %8s %8s%n",
          workload.patterns(),
          workload.describe(),
          "system",
          "ev/cpu-s",
          "spread",
          "ev/s",
          "source",
          "operator",
          "gc",
          "rocksdb",
          "other");
      figures.forEach(this::row);
      System.out.println();
      List<String> lines = new ArrayList<>();
      figures.forEach((peer, runs) -> lines.add(json(peer, runs)));
      append(lines);
    }

    private void row(Peer peer, List<Figure> runs) {
      System.out.printf(
          Locale.ROOT,
          "%-18s %,12.0f %,12.0f-%,12.0f %,12.0f %21.0f %8.0f %8.0f %8.0f %8.0f%n",
          peer.label(),
          median(runs, Figure::perCpuSecond),
          runs.stream().mapToDouble(Figure::perCpuSecond).min().orElse(0),
          runs.stream().mapToDouble(Figure::perCpuSecond).max().orElse(0),
          median(runs, Figure::perSecond),
          median(runs, f -> f.nsOf(Who.SOURCE)),
          median(runs, f -> f.nsOf(Who.OPERATOR)),
          median(runs, f -> f.nsOf(Who.COLLECTOR)),
          median(runs, f -> f.nsOf(Who.ROCKSDB)),
          median(runs, f -> f.nsOf(Who.OTHER)));
    }

    private String json(Peer peer, List<Figure> runs) {
      return String.format(
          Locale.ROOT,
          "{\"question\":\"engine\",\"system\":\"%s\",\"patterns\":%d,\"accounts\":%d,"
              + "\"backend\":\"%s\",\"events_per_cpu_second\":%.0f,\"spread\":[%.0f,%.0f],"
              + "\"runs\":%d,\"events_per_second\":%.0f,\"matches\":%s,\"matches_in_events\":%d,"
              + "\"zipf\":%s,\"interesting\":%s,\"spacing_ms\":%d,\"any_marks\":%b,\"tallies\":%b,\"parallelism\":%d,"
              + "\"checkpoint_ms\":%d,\"unwritten\":%d,\"commit\":\"%s\",\"load\":%.1f,\"jvm\":\"%s %s -Xmx%s\"}",
          peer.label(),
          workload.patterns(),
          workload.accounts(),
          peer.backend(),
          median(runs, Figure::perCpuSecond),
          runs.stream().mapToDouble(Figure::perCpuSecond).min().orElse(0),
          runs.stream().mapToDouble(Figure::perCpuSecond).max().orElse(0),
          runs.size(),
          median(runs, Figure::perSecond),
          matches.equals(Matched.NOT_COMPARED) ? "null" : Long.toString(matches.of(peer)),
          options.compare,
          workload.zipf(),
          workload.interesting(),
          workload.spacingMs(),
          workload.anyMark(),
          workload.tallies(),
          options.parallelism,
          options.checkpointMs,
          options.unwritten,
          commit,
          loads.stream().mapToDouble(Double::doubleValue).average().orElse(0),
          jvm(),
          options.gc,
          options.heap);
    }
  }

  private static double median(List<Figure> runs, ToDoubleFunction<Figure> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElse(0);
  }

  private static String jvm() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
  }

  /** How many threads wanted a processor in the last minute, those of the benchmark included. */
  private static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }

  private static String commit() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude", "*").start();
    try (var out = git.inputReader()) {
      String line = out.readLine();
      git.waitFor();
      return line == null ? "unknown" : line;
    } finally {
      git.destroy();
    }
  }
}

package io.stillwatch.perf;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * JMH, and a line of JSON for each of its figures. The first argument is the question; the others
 * are JMH's own.
 */
public final class Jmh {

  /** By {@code -prof gc}. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private Jmh() {}

  public static void main(String[] arguments) throws Exception {
    String question = arguments[0];
    CommandLineOptions options =
        new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length));
    if (options.shouldHelp()) {
      options.showHelp();
      return;
    }
    Runner runner = new Runner(options);
    if (options.shouldList()) {
      runner.list();
      return;
    }
    Lines lines = new Lines(Path.of("perf", "results", question + ".jsonl"));
    for (RunResult run : runner.run()) {
      lines.add(question, fields(question.substring(0, question.length() - 1), run));
    }
  }

  private static String fields(String one, RunResult run) {
    BenchmarkParams benchmark = run.getParams();
    String name = benchmark.getBenchmark();
    Result<?> score = run.getPrimaryResult();
    Result<?> allocated = run.getSecondaryResults().get(ALLOCATED);
    boolean perSecond = score.getScoreUnit().equals("ops/s");
    double best = perSecond ? score.getStatistics().getMax() : score.getStatistics().getMin();
    return String.format(
        Locale.ROOT,
        "\"%s\":\"%s\",\"%3$s\":%4$.0f,\"%3$s_best\":%5$.0f%6$s,\"threads\":%7$d",
        one,
        name.substring(name.lastIndexOf('.') + 1),
        perSecond ? "events_per_second" : "ns_per_event",
        score.getScore(),
        best,
        allocated == null
            ? ""
            : String.format(Locale.ROOT, ",\"bytes_per_event\":%.0f", allocated.getScore()),
        benchmark.getThreads());
  }
}

package io.stillwatch.perf.engine;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long a new pattern takes to be live in a loaded job, and what it costs the job. */
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Patterns written in YAML are added one after another to the account stage while it works as",
      "fast as it can. Live means: each task has said that it judges by the book with the pattern.",
      "A pause is the time for which a task judges nothing because it changes its book."
    })
final class Swap implements Callable<Integer> {

  @Mixin private final EngineOptions options = new EngineOptions();

  @Option(names = "--add", defaultValue = "200", description = "Patterns (${DEFAULT-VALUE}).")
  private int added;

  @Option(
      names = "--every-ms",
      defaultValue = "100",
      description = "Time from one to the next (${DEFAULT-VALUE}).")
  private int everyMs;

  public static void main(String[] arguments) {
    int exit = new CommandLine(new Swap()).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    Report report = new Report(options);
    Workload workload = options.workload(options.patterns.get(0));
    StreamExecutionEnvironment env =
        Cluster.environment(Peer.STILLWATCH, options.parallelism, options.checkpointInterval());
    Stages.lay(env, Peer.STILLWATCH, workload, options.unwritten);
    JobClient job = env.executeAsync("swap");
    Measurement measurement = new Measurement(Peer.STILLWATCH, workload, options);
    double before = measurement.measure().perCpuSecond();
    List<Long> givenNs = new ArrayList<>();
    long offset = 0;
    // A job that has opened a book written in the language has read patterns before.
    BookFeed.give(new BookChange(offset++, revision(added)));
    awaitBook(offset);
    for (int i = 0; i < added; i++) {
      givenNs.add(System.nanoTime());
      BookFeed.give(new BookChange(offset++, revision(i)));
      BookFeed.give(new BookChange(offset++, pointer(i)));
      Thread.sleep(everyMs);
    }
    awaitBook(offset);
    List<BookFeed.Heard> heard = BookFeed.heard();
    double after = measurement.measure().perCpuSecond();
    job.cancel().get();
    report.swap(workload, added, before, after, liveMs(givenNs, heard), pausesUs(heard));
    return 0;
  }

  private void awaitBook(long next) throws InterruptedException {
    while (!BookFeed.reached(options.parallelism, next)) {
      Thread.sleep(50);
    }
  }

  /** For each pattern, how long it took until the last task had its pointer. */
  private static List<Long> liveMs(List<Long> givenNs, List<BookFeed.Heard> heard) {
    List<Long> live = new ArrayList<>();
    for (int i = 0; i < givenNs.size(); i++) {
      long next = 2L * i + 3;
      long last =
          heard.stream()
              .map(BookFeed.Heard::task)
              .distinct()
              .mapToLong(
                  task ->
                      heard.stream()
                          .filter(h -> h.task().equals(task) && h.next() >= next)
                          .mapToLong(BookFeed.Heard::atNs)
                          .min()
                          .orElseThrow())
              .max()
              .orElseThrow();
      live.add((last - givenNs.get(i)) / 1_000_000);
    }
    live.sort(Long::compare);
    return live;
  }

  private static List<Long> pausesUs(List<BookFeed.Heard> heard) {
    return heard.stream().filter(h -> h.next() > 0).map(BookFeed.Heard::pauseUs).sorted().toList();
  }

  private static BookRow.Pointer pointer(int number) {
    return new BookRow.Pointer(PatternBook.ALL_TENANTS, "added-" + number, 1, Mode.ENFORCE, 1);
  }

  /** Three steps of an exchange that few accounts show, as a pattern of a campaign has them. */
  private static BookRow.Revision revision(int number) {
    String source =
        String.format(
            Locale.ROOT,
            """
            apiVersion: stillwatch.io/v1
            kind: Pattern
            metadata: {id: added-%1$d, version: 1, title: Added %1$d, owner: perf}
            spec:
              judgedAt: request
              blindSpots: it looks for nothing real
              explanation: made for the benchmark
              match:
                within: 10m
                sequence:
                  afterMatch: skipPastLast
                  steps:
                    - name: first
                      when: event.model == "added-%1$d" && signal.cot_elicitation >= 0.3
                    - name: again
                      when: event.model == "added-%1$d" && signal.pair != first.signal.pair
                    - name: rubric
                      when: event.model == "added-%1$d" && signal.rubric_grading >= 0.5
              episode: {quiet: 1h, actAfter: 1}
              action: {kind: OBSERVE, lasts: 1h, reasonCode: perf}
              tests:
                fires: [{name: one, events: [{at: 0s, model: m}]}]
                staysQuiet: [{name: none, events: [{at: 0s, model: m}]}]
            """,
            number);
    return new BookRow.Revision(PatternBook.ALL_TENANTS, "added-" + number, 1, source);
  }
}

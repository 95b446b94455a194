package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Reason;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of the running engines have a change in their book.
 *
 * @param live tasks that have it
 * @param tasks tasks that have reported lately
 * @param refused what the tasks say of revisions that they do not take, by pattern
 * @param unread why nothing is known of tasks, null where they could be asked
 */
record LiveWait(
    int live, int tasks, double seconds, Map<String, String> refused, @Nullable String unread) {

  static final Duration WAIT_MAX = Duration.ofSeconds(10);
  private static final long LOOK_EVERY_MS = 20;
  private static final String REFUSED = "refused ";

  /** Waits until every task has what was written to the pattern topic. */
  static LiveWait until(BookOnTopic book, PointerWriter.Written written)
      throws InterruptedException {
    return until(book, written.offset(), written.atNs());
  }

  /**
   * Waits until every task has this row of the pattern topic.
   *
   * @param writtenNs when the broker had it, by the JVM's own clock
   */
  static LiveWait until(BookOnTopic book, long offset, long writtenNs) throws InterruptedException {
    InstantSource clock = InstantSource.system();
    try (StatusBoard board = new StatusBoard(book.kafka(), book.topics())) {
      while (true) {
        Instant now = clock.instant();
        List<StatusReport> tasks = board.tasks(now);
        Map<String, String> refused = new TreeMap<>();
        int live = 0;
        for (StatusReport task : tasks) {
          if (StatusBoard.bookOffset(task) > offset) {
            live++;
            task.getNotes()
                .forEach(
                    (name, why) -> {
                      if (name.startsWith(REFUSED)) {
                        refused.put(name.substring(REFUSED.length()), why);
                      }
                    });
          }
        }
        long waitedNs = System.nanoTime() - writtenNs;
        if (live == tasks.size() || waitedNs > WAIT_MAX.toNanos()) {
          return new LiveWait(live, tasks.size(), waitedNs / 1e9, refused, null);
        }
        Thread.sleep(LOOK_EVERY_MS);
      }
    } catch (KafkaException e) {
      // What was asked for is done: whoever waits here has more to do.
      return new LiveWait(
          0, 0, 0, Map.of(), "could not read " + book.topics().status() + ": " + Reason.of(e));
    }
  }

  String text() {
    if (unread != null) {
      return "whether the engine has it is not known: " + unread;
    }
    if (tasks == 0) {
      return "no engine has reported for a while; it takes the change up when it starts";
    }
    return String.format(
        Locale.ROOT,
        "live on %d of %d tasks within %.1f s%s",
        live,
        tasks,
        seconds,
        live == tasks
            ? ""
            : "; see 'stillwatch patterns list' for the others (with --engine flink-cep accounts are"
                + " judged by it from the next start on)");
  }

  Json json() {
    return Json.object()
        .with("live", live)
        .with("tasks", tasks)
        .with("seconds", seconds)
        .with("refused", refused)
        .with("unread", unread);
  }

  /** Prints it, and says whether all went well. */
  int finish(Console console, Output output, Json result) {
    if (output.isJson()) {
      console.out(result.with("engine", json()).toString());
    } else {
      console.out(text());
    }
    return live == tasks && unread == null ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }
}

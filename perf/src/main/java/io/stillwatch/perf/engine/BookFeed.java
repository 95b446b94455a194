package io.stillwatch.perf.engine;

import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.StatusReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;

/**
 * Changes of the book that are given to a running job, and what its tasks say of them. Flink makes
 * copies of its operators, so the one way to reach them in this process is a static.
 */
final class BookFeed {

  private static final BlockingQueue<BookChange> CHANGES = new LinkedBlockingQueue<>();
  private static final List<Heard> HEARD = new ArrayList<>();

  /**
   * What one task said.
   *
   * @param next offset up to which its book goes
   * @param pauseUs how long the task took for its last change
   */
  record Heard(String task, long next, long atNs, long pauseUs) {}

  private BookFeed() {}

  static void give(BookChange change) {
    CHANGES.add(change);
  }

  static boolean hear(StatusReport report) {
    synchronized (HEARD) {
      HEARD.add(
          new Heard(
              report.getReporter(),
              Long.parseLong(report.getNotes().getOrDefault("book_offset", "0")),
              System.nanoTime(),
              report.getCounts().getOrDefault("book_change_us", 0L)));
    }
    return false;
  }

  static List<Heard> heard() {
    synchronized (HEARD) {
      return List.copyOf(HEARD);
    }
  }

  /** Whether so many tasks have a book that goes at least so far. */
  static boolean reached(int tasks, long next) {
    Set<String> there = new HashSet<>();
    for (Heard heard : heard()) {
      if (heard.next() >= next) {
        there.add(heard.task());
      }
    }
    return there.size() == tasks;
  }

  /** Gives the changes to the job, as the pattern topic does. */
  @SuppressWarnings("deprecation")
  static final class Source implements SourceFunction<BookChange> {

    private static final long serialVersionUID = 1L;

    private final boolean endless;
    private volatile boolean cancelled;

    /**
     * @param endless whether changes may come as long as the job runs; otherwise there is none
     */
    Source(boolean endless) {
      this.endless = endless;
    }

    @Override
    public void run(SourceContext<BookChange> out) throws InterruptedException {
      while (endless && !cancelled) {
        BookChange change = CHANGES.poll(100, TimeUnit.MILLISECONDS);
        if (change != null) {
          synchronized (out.getCheckpointLock()) {
            out.collect(change);
          }
        }
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}

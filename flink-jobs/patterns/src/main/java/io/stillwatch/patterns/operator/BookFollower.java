package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.StatusReport;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.clock.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the book of one task: opens it before the first event, takes in every change, and says
 * again and again which one the task judges by.
 */
public final class BookFollower implements AutoCloseable {

  /** How often a task says which book it judges by, beside every change of it. */
  private static final long REPORT_MS = 10_000;

  private static final int BOOK_NUMBER_DIGITS = 12;

  private final String reporter;
  private final ProcessingTimeService time;
  private final Consumer<PatternBook> judge;
  private final Consumer<StatusReport> status;
  private final BookMaker maker;
  private PatternBook book;

  /** What the book goes up to, and what the maker was asked for. */
  private long nextOffset;

  private long askedOffset;
  private long lastChangeMicros;
  private @Nullable ScheduledFuture<?> next;

  /**
   * Opens the book of a task.
   *
   * @param stage names the task to those who read what it says
   * @param judge takes the book, now and after every change
   * @param status takes what the task says
   */
  public static BookFollower open(
      AbstractStreamOperator<?> operator,
      String stage,
      BookSource source,
      Consumer<PatternBook> judge,
      Consumer<StatusReport> status)
      throws Exception {
    return new BookFollower(operator, stage, source.open(), judge, status);
  }

  private BookFollower(
      AbstractStreamOperator<?> operator,
      String stage,
      BookSource.Opening opening,
      Consumer<PatternBook> judge,
      Consumer<StatusReport> status) {
    this.reporter =
        stage + "/" + operator.getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    this.time = operator.getProcessingTimeService();
    this.judge = judge;
    this.status = status;
    this.book = opening.book();
    this.nextOffset = opening.nextOffset();
    this.askedOffset = nextOffset;
    this.maker =
        new BookMaker(
            book,
            operator
                .getContainingTask()
                .getMailboxExecutorFactory()
                .createExecutor(operator.getOperatorConfig().getChainIndex()),
            operator.getUserCodeClassloader(),
            "book of " + operator.getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks());
    judge.accept(book);
  }

  /** Registers what is measured of the book, and says for the first time which one it is. */
  public void start(MetricGroup metrics) {
    metrics.gauge("bookHash", () -> book.hash());
    metrics.gauge("bookNumber", () -> number(book.hash()));
    metrics.gauge("bookRefusals", () -> book.refusals().size());
    report(time.getCurrentProcessingTime());
  }

  /** A row of the pattern topic has come. */
  public void take(BookChange change) {
    // The topic is read from its start; what stood in it when this task opened its book is in
    // there.
    if (change.offset() >= askedOffset) {
      askedOffset = change.offset() + 1;
      maker.make(change.row(), change.offset(), this::use);
    }
  }

  /**
   * What it takes, and says with the next change, is all that a change keeps events waiting for.
   */
  private void use(PatternBook made, long offset) {
    Clock clock = time.getClock();
    long startedAt = clock.relativeTimeNanos();
    book = made;
    judge.accept(made);
    nextOffset = offset + 1;
    tell(time.getCurrentProcessingTime());
    lastChangeMicros = (clock.relativeTimeNanos() - startedAt) / 1_000;
  }

  private void report(long nowMs) {
    tell(nowMs);
    next = time.registerTimer(nowMs + REPORT_MS, this::report);
  }

  private void tell(long nowMs) {
    Map<String, String> notes = new TreeMap<>();
    book.refusals().forEach((pattern, why) -> notes.put("refused " + pattern, why));
    notes.put("book_offset", Long.toString(nextOffset));
    status.accept(
        StatusReport.newBuilder()
            .setReporter(reporter)
            .setAt(Instant.ofEpochMilli(nowMs))
            .setBook(book.hash())
            .setCounts(Map.of("book_change_us", lastChangeMicros))
            .setNotes(notes)
            .build());
  }

  /** The beginning of a hash, for monitors that know only numbers: exact also as a double. */
  private static long number(String hash) {
    return HexFormat.fromHexDigitsToLong(hash, 0, BOOK_NUMBER_DIGITS);
  }

  @Override
  public void close() {
    if (next != null) {
      next.cancel(false);
    }
    maker.close();
  }
}

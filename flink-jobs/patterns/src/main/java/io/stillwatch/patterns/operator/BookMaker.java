package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingConsumer;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Makes one book after the other beside the task, so that no event waits while a pattern is read,
 * packed and indexed. The task gets them in the order in which it asked.
 */
final class BookMaker implements AutoCloseable {

  private final ExecutorService thread;
  private final MailboxExecutor task;
  private PatternBook newest; // of the thread

  BookMaker(PatternBook opened, MailboxExecutor task, ClassLoader loader, String name) {
    this.task = task;
    this.newest = opened;
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              made.setContextClassLoader(loader);
              return made;
            });
  }

  /** Hands the task the book after this change. */
  void make(BookRow row, ThrowingConsumer<PatternBook, Exception> use) {
    thread.execute(
        () -> {
          ThrowingRunnable<Exception> mail = made(row, use);
          try {
            task.execute(mail, "a book");
          } catch (RejectedExecutionException e) {
            thread.shutdown(); // the task has ended
          }
        });
  }

  private ThrowingRunnable<Exception> made(
      BookRow row, ThrowingConsumer<PatternBook, Exception> use) {
    try {
      PatternBook made = newest.with(row);
      made.prepare(row.tenant(), newest);
      newest = made;
      return () -> use.accept(made);
    } catch (RuntimeException | LinkageError e) {
      return () -> {
        throw new IllegalStateException("no book could be made of " + row, e);
      };
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * Makes one book after the other beside the task, so that no event waits while a pattern is read,
 * packed and indexed. The task gets them in the order in which it asked.
 */
final class BookMaker implements AutoCloseable {

  /** Changes for which a task waits at most, so that it gets its book while they keep coming. */
  private static final int GATHERED_MAX = 64;

  private final ExecutorService thread;
  private final MailboxExecutor task;
  private final AtomicInteger waiting = new AtomicInteger();

  // Of the thread.
  private PatternBook newest;
  private PatternBook handedOver;
  private final Set<String> changed = new HashSet<>();
  private int gathered;

  /** What the task does with a book. */
  interface Use {
    void use(PatternBook made, long offset);
  }

  BookMaker(PatternBook opened, MailboxExecutor task, ClassLoader loader, String name) {
    this.task = task;
    this.newest = opened;
    this.handedOver = opened;
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              made.setContextClassLoader(loader);
              return made;
            });
  }

  /**
   * Hands the task the book after this change. Where more changes wait, the book after all of them
   * is enough: no event may see them in another order, and none has to see each.
   *
   * @param offset of the change; the task is told that of the last one in the book
   */
  void make(BookRow row, long offset, Use use) {
    waiting.incrementAndGet();
    thread.execute(
        () -> {
          ThrowingRunnable<Exception> mail = made(row, offset, use);
          if (mail != null) {
            tell(mail);
          }
        });
  }

  private @Nullable ThrowingRunnable<Exception> made(BookRow row, long offset, Use use) {
    try {
      newest = newest.with(row);
      gathered++;
      changed.add(row.tenant());
      if (waiting.decrementAndGet() > 0 && gathered < GATHERED_MAX) {
        return null;
      }
      PatternBook made = newest;
      made.prepare(changed, handedOver);
      handedOver = made;
      changed.clear();
      gathered = 0;
      return () -> use.use(made, offset);
    } catch (RuntimeException | LinkageError e) {
      return () -> {
        throw new IllegalStateException("no book could be made of " + row, e);
      };
    }
  }

  private void tell(ThrowingRunnable<Exception> mail) {
    try {
      task.execute(mail, "a book");
    } catch (RejectedExecutionException e) {
      thread.shutdown(); // the task has ended
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

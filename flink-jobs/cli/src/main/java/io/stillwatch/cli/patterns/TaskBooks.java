package io.stillwatch.cli.patterns;

import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;

/** Which book each task of the running engines judges by. */
final class TaskBooks {

  private final BookOnTopic book;

  TaskBooks(BookOnTopic book) {
    this.book = book;
  }

  /** Says it line by line, and returns the same for programs. */
  List<Json> tell(Consumer<String> lines) {
    Instant now = InstantSource.system().instant();
    List<StatusReport> tasks;
    try (StatusBoard board = new StatusBoard(book.kafka(), book.topics())) {
      tasks = board.tasks(now);
    } catch (KafkaException e) {
      throw book.cannotWrite(e);
    }
    if (tasks.isEmpty()) {
      lines.accept("engine: no task has reported for a while");
      return List.of();
    }
    List<Json> told = new ArrayList<>();
    Set<String> hashes = new TreeSet<>();
    for (StatusReport task : tasks) {
      String hash = String.valueOf(task.getBook());
      hashes.add(hash);
      lines.accept(
          "engine: "
              + task.getReporter()
              + " judges by book "
              + hash
              + " up to offset "
              + StatusBoard.bookOffset(task)
              + ", said "
              + Words.duration(Duration.between(task.getAt(), now).abs())
              + " ago");
      told.add(
          Json.object()
              .with("task", task.getReporter())
              .with("book", hash)
              .with("book_offset", StatusBoard.bookOffset(task))
              .with("at", task.getAt()));
    }
    lines.accept(verdict(tasks.size(), hashes));
    return told;
  }

  private String verdict(int tasks, Set<String> hashes) {
    if (hashes.size() > 1) {
      return "the tasks do not agree: "
          + hashes.size()
          + " books; within a second of a change that passes, otherwise look at their logs";
    }
    String one = hashes.iterator().next();
    return "all "
        + Words.count(tasks, "task")
        + (tasks == 1 ? " agrees" : " agree")
        + (one.equals(book.book().hash())
            ? ", and it is the book as the topic has it now"
            : ", but this command reads the topic as book "
                + book.book().hash()
                + ": the engine is of another release, or behind");
  }
}

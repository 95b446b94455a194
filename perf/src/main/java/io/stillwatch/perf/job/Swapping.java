package io.stillwatch.perf.job;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternRevision;
import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one version of a pattern after the other and promotes each, until it is closed. The
 * next one comes when every task has said that it judges by the one before.
 */
final class Swapping implements AutoCloseable {

  private static final String PATTERN = "swapped";
  private static final Duration LIVE_MAX = Duration.ofSeconds(20);
  private static final long LOOK_EVERY_MS = 50;

  private final KafkaAccess kafka;
  private final Topics topics;
  private final Duration every;
  private final Thread thread = new Thread(this::run, "swapping");
  private volatile int live;
  private volatile @Nullable RuntimeException failure;

  private Swapping(KafkaAccess kafka, Topics topics, Duration every) {
    this.kafka = kafka;
    this.topics = topics;
    this.every = every;
  }

  static Swapping start(KafkaAccess kafka, Topics topics, Duration every) {
    Swapping swapping = new Swapping(kafka, topics, every);
    swapping.thread.setDaemon(true);
    swapping.thread.start();
    return swapping;
  }

  /** How many versions all tasks have judged by so far. */
  int live() {
    return live;
  }

  private void run() {
    try (StatusBoard board = new StatusBoard(kafka, topics)) {
      swap(new PatternTopic(kafka, topics), board);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (InterruptException e) {
      // Closed, while Kafka was asked.
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void swap(PatternTopic patterns, StatusBoard board) throws InterruptedException {
    for (int version = 1; ; version++) {
      long begunNs = System.nanoTime();
      patterns.publish(
          PatternRevision.newBuilder()
              .setTenant(PatternBook.ALL_TENANTS)
              .setPatternId(PATTERN)
              .setVersion(version)
              .setSource(source(version))
              .setAuthor("perf")
              .setCreatedAt(Instant.EPOCH)
              .build());
      long offset =
          patterns.promote(
              PatternBook.ALL_TENANTS,
              PATTERN,
              version,
              Mode.ENFORCE,
              "perf",
              "the next one",
              InstantSource.system());
      awaitLive(version, offset, board);
      live = version;
      Thread.sleep(Math.max(0, every.toMillis() - (System.nanoTime() - begunNs) / 1_000_000));
    }
  }

  private static void awaitLive(int version, long offset, StatusBoard board)
      throws InterruptedException {
    long fromNs = System.nanoTime();
    while (true) {
      List<StatusReport> tasks = board.tasks(Instant.now());
      for (StatusReport task : tasks) {
        task.getNotes()
            .forEach(
                (note, why) -> {
                  if (note.startsWith("refused")) {
                    throw new IllegalStateException(task.getReporter() + ' ' + note + ": " + why);
                  }
                });
      }
      if (!tasks.isEmpty()
          && tasks.stream().allMatch(task -> StatusBoard.bookOffset(task) > offset)) {
        return;
      }
      if (System.nanoTime() - fromNs > LIVE_MAX.toNanos()) {
        throw new IllegalStateException(
            "version "
                + version
                + " was not live everywhere within "
                + LIVE_MAX.toSeconds()
                + " s");
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  /** Three steps that every account begins and none ends. */
  private static String source(int version) {
    return String.format(
        Locale.ROOT,
        """
        apiVersion: stillwatch.io/v1
        kind: Pattern
        metadata: {id: %s, version: %d, title: Swapped, owner: perf}
        spec:
          judgedAt: request
          blindSpots: it looks for nothing real
          explanation: made for the benchmark
          match:
            within: 10m
            sequence:
              afterMatch: skipPastLast
              steps:
                - {name: first, when: has(signal.skeleton)}
                - {name: again, when: signal.skeleton == first.signal.skeleton}
                - {name: last, when: signal.rubric_grading >= 0.99}
          episode: {quiet: 1h, actAfter: 1}
          action: {kind: OBSERVE, lasts: 1h, reasonCode: perf}
          tests:
            fires: [{name: one, events: [{at: 0s, model: m}]}]
            staysQuiet: [{name: none, events: [{at: 0s, model: m}]}]
        """,
        PATTERN,
        version);
  }

  /**
   * @throws IllegalStateException where versions did not become live: nothing was measured then
   */
  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    if (failure != null || live == 0) {
      throw new IllegalStateException("no pattern was changed meanwhile, or not always", failure);
    }
  }
}

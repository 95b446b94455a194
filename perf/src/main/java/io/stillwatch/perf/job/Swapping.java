package io.stillwatch.perf.job;

import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternRevision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Publishes one version of a pattern after the other and promotes each, until it is closed. */
final class Swapping implements AutoCloseable {

  private static final String PATTERN = "swapped";

  private final Thread thread;

  private Swapping(Thread thread) {
    this.thread = thread;
  }

  static Swapping start(PatternTopic patterns, Duration every) {
    Thread thread = new Thread(() -> swap(patterns, every), "swapping");
    thread.setDaemon(true);
    thread.start();
    return new Swapping(thread);
  }

  private static void swap(PatternTopic patterns, Duration every) {
    try {
      for (int version = 1; ; version++) {
        patterns.publish(
            PatternRevision.newBuilder()
                .setTenant(PatternBook.ALL_TENANTS)
                .setPatternId(PATTERN)
                .setVersion(version)
                .setSource(source(version))
                .setAuthor("perf")
                .setCreatedAt(Instant.EPOCH)
                .build());
        patterns.promote(
            PatternBook.ALL_TENANTS,
            PATTERN,
            version,
            Mode.ENFORCE,
            "perf",
            "the next one",
            InstantSource.system());
        Thread.sleep(every.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
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

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}

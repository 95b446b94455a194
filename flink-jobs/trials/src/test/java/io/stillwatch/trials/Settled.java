package io.stillwatch.trials;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.EngineCounts;
import io.stillwatch.jobs.NewestCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what has to come, and says what was missing when it did not. */
final class Settled {

  /** What takes seconds here may take minutes on a machine that others use too. */
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private Settled() {}

  /**
   * Waits until the engine has taken that many records and all that follows from them is on its
   * topics: a checkpoint's barrier runs behind the last record and does not pass a sink before that
   * has written.
   */
  static EngineCounts after(EmbeddedEngine engine, long records) throws Exception {
    until(
        "the engine has taken " + records + " records",
        () -> {
          EngineCounts counts = engine.counts();
          return counts.accepted() + counts.rejected() >= records;
        },
        engine::counts);
    checkpoints(engine, 2); // the first may have begun before
    return engine.counts();
  }

  /** Waits until the engine's job has completed so many more checkpoints. */
  static void checkpoints(EmbeddedEngine engine, int more) throws Exception {
    long from = checkpoint(engine);
    until(
        more + " checkpoints after number " + from,
        () -> checkpoint(engine) >= from + more,
        () -> checkpoint(engine));
  }

  private static long checkpoint(EmbeddedEngine engine) throws IOException {
    Path root = engine.settings().dataDir().resolve("checkpoints");
    return NewestCheckpoint.under(root).map(NewestCheckpoint.Found::number).orElse(0L);
  }

  static void until(String what, Callable<Boolean> condition, Callable<?> state) throws Exception {
    until(PATIENCE, what, condition, state);
  }

  static void until(Duration patience, String what, Callable<Boolean> condition, Callable<?> state)
      throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience + ": " + what + "; now " + state.call());
      }
      Thread.sleep(20);
    }
  }
}

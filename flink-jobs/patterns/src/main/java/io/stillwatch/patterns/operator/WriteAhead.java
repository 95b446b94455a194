package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.ProfileCache;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * Writes changed profiles back, a few at a time, before the next checkpoint is due: what is left
 * for the checkpoint itself keeps events waiting.
 *
 * <p>The next is expected as long after the last one as that was after the one before it. Where it
 * does not come then, writing ahead ends: it would only write the same profiles again.
 */
final class WriteAhead {

  /** When it begins and by when it is to be done, in parts of the time between two checkpoints. */
  private static final double BEGIN = 0.7;

  private static final double DONE = 0.95;

  /** A checkpoint is late as often as not; who stops when it is due has much to write by then. */
  private static final double GIVEN_UP = 1.1;

  private static final long STEP_MS = 10;

  /** So few may be left: they are those that come again at once. */
  private static final int LEFT = 1_000;

  private final ProfileCache cache;
  private final ProcessingTimeService time;
  private @Nullable ScheduledFuture<?> next;
  private long flushedAtMs = -1;
  private long doneAtMs;
  private long givenUpAtMs;

  WriteAhead(ProfileCache cache, ProcessingTimeService time) {
    this.cache = cache;
    this.time = time;
  }

  /** All was written just now, by a checkpoint. */
  void flushed() {
    long now = time.getCurrentProcessingTime();
    if (next != null) {
      next.cancel(false);
    }
    if (flushedAtMs >= 0) {
      long between = now - flushedAtMs;
      doneAtMs = now + (long) (between * DONE);
      givenUpAtMs = now + (long) (between * GIVEN_UP);
      next = time.registerTimer(now + (long) (between * BEGIN), this::step);
    }
    flushedAtMs = now;
  }

  private void step(long scheduledMs) throws Exception {
    long now = time.getCurrentProcessingTime();
    long steps = (doneAtMs - now) / STEP_MS;
    int excess = cache.dirtyCount() - LEFT;
    if (excess > 0) {
      cache.writeBack((int) (excess / Math.max(1, steps)));
    }
    if (now < givenUpAtMs) {
      next = time.registerTimer(now + STEP_MS, this::step);
    }
  }
}

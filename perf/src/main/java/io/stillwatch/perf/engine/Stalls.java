package io.stillwatch.perf.engine;

import java.util.ArrayList;
import java.util.List;

/** How long tasks stood still at checkpoints to write their profiles back, watched from outside. */
final class Stalls implements AutoCloseable {

  private static final long POLL_MS = 50;

  private final List<Double> ms = new ArrayList<>();
  private final Thread watch = new Thread(this::watch, "stalls");

  Stalls() {
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    long before = 0;
    try {
      while (true) {
        long flushes = Gauges.sum("profileFlushes");
        if (flushes != before) {
          before = flushes;
          synchronized (ms) {
            ms.add(Gauges.sum("profileFlushMicros") / 1e3);
          }
        }
        Thread.sleep(POLL_MS);
      }
    } catch (InterruptedException e) {
      // It is over.
    }
  }

  /** One for each checkpoint; 0 where there was none. */
  double[] ms() {
    synchronized (ms) {
      return ms.isEmpty() ? new double[1] : ms.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  @Override
  public void close() throws InterruptedException {
    watch.interrupt();
    watch.join();
  }
}

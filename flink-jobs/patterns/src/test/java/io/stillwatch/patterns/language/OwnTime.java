package io.stillwatch.patterns.language;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What something costs this thread, whatever else the machine does meanwhile. */
final class OwnTime {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private OwnTime() {}

  /** The least of several rounds: the first ones run before the compiler has come to it. */
  static long leastMs(int rounds, Runnable work) {
    long leastNs = Long.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      long from = THREADS.getCurrentThreadCpuTime();
      work.run();
      leastNs = Math.min(leastNs, THREADS.getCurrentThreadCpuTime() - from);
    }
    return leastNs / 1_000_000;
  }
}

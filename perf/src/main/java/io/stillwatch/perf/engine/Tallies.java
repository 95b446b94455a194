package io.stillwatch.perf.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What went in and came out in this process, told by operators that Flink made copies of: the one
 * way to reach them is a static.
 */
final class Tallies {

  private static final int LANES = 64;
  private static final int SPACING = 16; // a cache line and its neighbour for each lane

  private static final AtomicLongArray ARRIVED = new AtomicLongArray(LANES * SPACING);
  private static final ConcurrentHashMap<String, LongAdder> MATCHED = new ConcurrentHashMap<>();

  private Tallies() {}

  /** Tells how many events one task has given out; tasks have lanes of their own. */
  static void arrived(int lane, long total) {
    ARRIVED.lazySet(lane % LANES * SPACING, total);
  }

  static long arrived() {
    long sum = 0;
    for (int lane = 0; lane < LANES; lane++) {
      sum += ARRIVED.get(lane * SPACING);
    }
    return sum;
  }

  static void matched(String patternId) {
    MATCHED.computeIfAbsent(patternId, id -> new LongAdder()).increment();
  }

  static long matched() {
    return MATCHED.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** What was matched since the last call, by pattern. */
  static Map<String, Long> takeMatched() {
    Map<String, Long> taken = new TreeMap<>();
    MATCHED.forEach((id, count) -> taken.put(id, count.sum()));
    MATCHED.clear();
    return taken;
  }
}

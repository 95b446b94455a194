package io.stillwatch.jobs;

import java.util.Arrays;
import java.util.Map;

/** How far each partition of one topic has been read by a task. */
final class OffsetsRead {

  /** What the names of these counts begin with; the number of the partition follows. */
  static final String FROM = "from.";

  static final String NEXT = "next.";

  private static final long NONE = -1;

  private long[] from = {};
  private long[] next = {};

  void read(int partition, long offset) {
    if (partition >= next.length) {
      int known = next.length;
      from = Arrays.copyOf(from, partition + 1);
      next = Arrays.copyOf(next, partition + 1);
      Arrays.fill(next, known, next.length, NONE);
    }
    if (next[partition] == NONE) {
      from[partition] = offset;
    }
    next[partition] = offset + 1;
  }

  /** Tells what has been read since it was last told. */
  void drainTo(Map<String, Long> counts) {
    for (int partition = 0; partition < next.length; partition++) {
      if (next[partition] > from[partition]) {
        counts.put(FROM + partition, from[partition]);
        counts.put(NEXT + partition, next[partition]);
        from[partition] = next[partition];
      }
    }
  }
}

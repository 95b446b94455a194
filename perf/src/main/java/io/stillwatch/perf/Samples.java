package io.stillwatch.perf;

import java.util.Arrays;

/** Many times in nanoseconds, kept one by one. Not thread safe. */
public final class Samples {

  private long[] ns = new long[1 << 12];
  private int count;

  public void add(long timeNs) {
    if (count == ns.length) {
      ns = Arrays.copyOf(ns, 2 * count);
    }
    ns[count++] = timeNs;
  }

  public int count() {
    return count;
  }

  /** All of them in a unit of so many nanoseconds. */
  public double[] in(double unitNs) {
    return Arrays.stream(ns, 0, count).mapToDouble(each -> each / unitNs).toArray();
  }
}

package io.stillwatch.perf;

/** What the heap holds. */
public final class Heap {

  private Heap() {}

  /** What is in use after everything that can go has gone. */
  public static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

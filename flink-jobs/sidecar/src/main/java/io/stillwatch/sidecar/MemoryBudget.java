package io.stillwatch.sidecar;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes that all requests together may hold. Nobody waits for room: who finds none is told to
 * come again.
 */
final class MemoryBudget {

  private final int bytesMax;
  private final AtomicInteger used = new AtomicInteger();

  MemoryBudget(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What one request holds; closing gives it back. */
  final class Lease implements AutoCloseable {
    private int held;

    private Lease() {}

    /** Whether there was room for so many more. */
    boolean take(int bytes) {
      int after = used.addAndGet(bytes);
      if (after > bytesMax) {
        used.addAndGet(-bytes);
        return false;
      }
      held += bytes;
      return true;
    }

    @Override
    public void close() {
      used.addAndGet(-held);
      held = 0;
    }
  }

  Lease lease() {
    return new Lease();
  }

  int used() {
    return used.get();
  }
}

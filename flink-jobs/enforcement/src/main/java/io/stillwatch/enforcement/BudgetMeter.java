package io.stillwatch.enforcement;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How much of one budget is spent: accounts within the last hour, and whether it holds.
 *
 * <pre>
 *  0         1        9              17             25            …   77
 *  +---------+--------+--------------+--------------+-----------------+
 *  | version | clock  | held since,  | newest       | accounts in the |
 *  |    1    |        | 0: not held  | release used | last 13 panes   |
 *  +---------+--------+--------------+--------------+-----------------+
 * </pre>
 *
 * <p><b>Releases.</b> After a restart it may be told of a release before it has come again to where
 * it was held when a human said so. So one from after its clock counts also if it is known when it
 * begins to hold; but each counts once and the oldest first, or a job that lags behind would act
 * without any budget until it has caught up, or hold where it did not.
 *
 * <p>An hour is twelve panes of five minutes and the one that has begun, so that never more than
 * the budget fits into any hour. The clock only rises: it is the latest of the accounts' clocks.
 */
final class BudgetMeter {

  private static final byte VERSION = 1;
  private static final int PANES = 13;
  private static final long PANE_MS = 5 * 60_000;
  private static final int BYTES = 1 + 3 * Long.BYTES + PANES * Integer.BYTES;

  private final int[] panes = new int[PANES];
  private long clockMs;
  private long heldSinceMs;
  private long releaseUsedMs;

  /**
   * Asks for one more account; from the first no on it holds.
   *
   * @param releasesMs when a human released it the last times, the oldest first
   */
  boolean spend(long atMs, int budget, long[] releasesMs) {
    advance(atMs);
    for (int i = 0; heldSinceMs != 0 && i < releasesMs.length; i++) {
      if (releasableAt(releasesMs[i])) {
        release(releasesMs[i]);
      }
    }
    if (heldSinceMs != 0) {
      return false;
    }
    if (spent() >= budget) {
      heldSinceMs = Math.max(1, clockMs);
      for (long releasedAtMs : releasesMs) {
        if (releasedAtMs <= clockMs) {
          releaseUsedMs = Math.max(releaseUsedMs, releasedAtMs);
        }
      }
      return false;
    }
    panes[pane(clockMs)]++;
    return true;
  }

  /** From now on it holds, whatever is left, for what is known since the release. */
  void hold(long releasedAtMs) {
    if (heldSinceMs == 0) {
      heldSinceMs = Math.max(1, clockMs);
      releaseUsedMs = releasedAtMs;
    }
  }

  /** A release from before it held does not release it, nor does one that has done so already. */
  boolean releasableAt(long releasedAtMs) {
    return releasedAtMs > releaseUsedMs;
  }

  /** It starts anew. */
  void release(long releasedAtMs) {
    heldSinceMs = 0;
    releaseUsedMs = releasedAtMs;
    Arrays.fill(panes, 0);
  }

  boolean held() {
    return heldSinceMs != 0;
  }

  int spent() {
    int sum = 0;
    for (int accounts : panes) {
      sum += accounts;
    }
    return sum;
  }

  /**
   * What will be spent of it so much later, if nothing is added. This is not a meter after that.
   */
  int spentAfter(long ms) {
    advance(clockMs + ms);
    return spent();
  }

  private void advance(long atMs) {
    if (atMs <= clockMs) {
      return;
    }
    long passed = Math.min(PANES, atMs / PANE_MS - clockMs / PANE_MS);
    for (long i = 1; i <= passed; i++) {
      panes[pane(clockMs + i * PANE_MS)] = 0;
    }
    if (passed == PANES) {
      Arrays.fill(panes, 0);
    }
    clockMs = atMs;
  }

  private static int pane(long ms) {
    return (int) Math.floorMod(ms / PANE_MS, (long) PANES);
  }

  byte[] encode() {
    ByteBuffer value = ByteBuffer.allocate(BYTES);
    value.put(VERSION).putLong(clockMs).putLong(heldSinceMs).putLong(releaseUsedMs);
    for (int accounts : panes) {
      value.putInt(accounts);
    }
    return value.array();
  }

  static BudgetMeter decode(byte[] bytes) {
    if (bytes.length != BYTES || bytes[0] != VERSION) {
      throw new IllegalStateException(
          "a budget in state is damaged: "
              + bytes.length
              + " bytes of version "
              + (bytes.length == 0 ? "none" : String.valueOf(bytes[0]))
              + "; restore an older checkpoint");
    }
    ByteBuffer value = ByteBuffer.wrap(bytes, 1, BYTES - 1);
    BudgetMeter meter = new BudgetMeter();
    meter.clockMs = value.getLong();
    meter.heldSinceMs = value.getLong();
    meter.releaseUsedMs = value.getLong();
    for (int i = 0; i < PANES; i++) {
      meter.panes[i] = value.getInt();
    }
    return meter;
  }
}

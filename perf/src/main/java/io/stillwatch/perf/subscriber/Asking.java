package io.stillwatch.perf.subscriber;

import io.stillwatch.perf.Heap;
import io.stillwatch.perf.Lines;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.Decision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;

/** What a decision costs while so many actions are in force, and what an action takes in memory. */
final class Asking {

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ASKED = 1 << 20;
  private static final int WHOLE_ROWS = 50_000;
  private static final int ROUNDS = 12;
  private static final int WARM_UP = 4;

  private final int count;
  private final Instant now = Instant.now();

  Asking(int count) {
    this.count = count;
  }

  void run(Lines lines) throws IOException {
    wholeRows(lines);
    long before = Heap.usedBytes();
    ActionsInForce actions = new ActionsInForce();
    for (int i = 0; i < count; i++) {
      actions.apply(Rows.row(i, now));
    }
    long bytes = Heap.usedBytes() - before;
    lines.add(
        "bytes an action",
        String.format(Locale.ROOT, "\"actions\":%d,\"bytes\":%d", count, bytes / count));
    decide(actions, lines, "decide, nothing in force", count);
    decide(actions, lines, "decide, an action in force", 0);
  }

  /** What a table of whole rows would take, evidence and all. */
  private void wholeRows(Lines lines) throws IOException {
    RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
    long before = Heap.usedBytes();
    EnforcementAction[] rows = new EnforcementAction[WHOLE_ROWS];
    for (int i = 0; i < WHOLE_ROWS; i++) {
      rows[i] = codec.decode(codec.encode(Rows.row(i, now)));
    }
    long bytes = Heap.usedBytes() - before;
    lines.add(
        "bytes a whole row",
        String.format(
            Locale.ROOT, "\"actions\":%d,\"bytes\":%d", rows.length, bytes / rows.length));
  }

  /**
   * Of accounts from the first one on, in an order that the processor's caches cannot guess. The
   * texts are made before, and new: a gateway's come off the wire, so their hashes are not known.
   * Time is the thread's on a processor: others may use this machine too.
   */
  private void decide(ActionsInForce actions, Lines lines, String question, int first)
      throws IOException {
    double[] ns = new double[ROUNDS - WARM_UP];
    long allocated = 0;
    long nowMs = now.toEpochMilli();
    int suspended = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String[] accounts = new String[ASKED];
      String[] keys = new String[ASKED];
      String[] organizations = new String[ASKED];
      for (int i = 0; i < ASKED; i++) {
        int n = first + (int) (i * 0x9E3779B1L & 0x7FFFFFFF) % count;
        accounts[i] = Rows.account(n);
        keys[i] = "key_" + accounts[i];
        organizations[i] = "org_" + n % 5_000;
      }
      long allocatedBefore = allocated();
      long from = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < ASKED; i++) {
        Decision decision =
            actions.decide("default", accounts[i], keys[i], organizations[i], nowMs);
        suspended += decision.suspended() ? 1 : 0;
      }
      long took = THREADS.getCurrentThreadCpuTime() - from;
      if (round >= WARM_UP) {
        ns[round - WARM_UP] = (double) took / ASKED;
        allocated = allocated() - allocatedBefore;
      }
    }
    lines.add(
        question,
        String.format(
            Locale.ROOT,
            "\"actions\":%d,\"ns\":%s,\"bytes_allocated\":%.2f,\"suspended\":%d",
            count,
            Lines.spread(ns),
            (double) allocated / ASKED,
            suspended / ROUNDS));
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}

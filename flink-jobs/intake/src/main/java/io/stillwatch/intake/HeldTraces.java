package io.stillwatch.intake;

import io.stillwatch.intake.Joiner.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts that wait for their partners, in memory, by the clock of the records that come: for
 * those who read on one thread in the order of the log. Thread-confined.
 */
public final class HeldTraces<T> {

  private final Joiner joiner;
  private final int partsMax;
  private final boolean clocked;
  private final Map<String, List<Waiting<T>>> traces = new HashMap<>();

  /**
   * In the order of their ends, as all wait for the same time and the clock never goes back; those
   * that have found a partner are still in it.
   */
  private final Deque<Waiting<T>> due = new ArrayDeque<>();

  private long clockMs = Long.MIN_VALUE;

  /**
   * @param partsMax of all traces together; beyond this the oldest makes room
   */
  public HeldTraces(long waitMs, int partsMax) {
    this(waitMs, partsMax, true);
  }

  private HeldTraces(long waitMs, int partsMax, boolean clocked) {
    this.joiner = new Joiner(waitMs);
    this.partsMax = partsMax;
    this.clocked = clocked;
  }

  /** The same where records come in no order of time: nobody is given up before the end. */
  public static <T> HeldTraces<T> toTheEnd(long waitMs, int partsMax) {
    return new HeldTraces<>(waitMs, partsMax, false);
  }

  /** Takes the next part. */
  public void take(String source, Outcome.Part part, T what, Joiner.Out<T> out) {
    take(joiner.part(source, part, what), out);
  }

  void take(Waiting<T> part, Joiner.Out<T> out) {
    advance(part.timeMs(), out);
    while (due.size() >= partsMax) {
      Waiting<T> oldest = due.remove();
      if (remove(oldest)) {
        Joiner.makeRoom(oldest, out);
      }
    }
    Waiting<T> next = joiner.since(clockMs, part);
    String id = next.at().trace();
    List<Waiting<T>> trace = traces.computeIfAbsent(id, made -> new ArrayList<>(1));
    if (joiner.take(trace, next, out)) {
      due.add(next);
    } else if (trace.isEmpty()) {
      traces.remove(id);
    }
  }

  /** A record of this time has been seen: those whose time is over go. */
  public void advance(long timeMs, Joiner.Out<T> out) {
    if (clocked) {
      expire(timeMs, out);
    }
  }

  private void expire(long timeMs, Joiner.Out<T> out) {
    clockMs = Math.max(clockMs, timeMs);
    while (!due.isEmpty() && due.element().untilMs() < clockMs) {
      Waiting<T> one = due.remove();
      if (remove(one)) {
        Joiner.end(one, out);
      }
    }
  }

  /** Nothing more will come. */
  public void finish(Joiner.Out<T> out) {
    expire(Long.MAX_VALUE, out);
  }

  /** Takes this one off its list; one like it may wait beside it. */
  @SuppressWarnings("ReferenceEquality")
  private boolean remove(Waiting<T> one) {
    List<Waiting<T>> trace = traces.get(one.at().trace());
    if (trace == null) {
      return false;
    }
    boolean removed = trace.removeIf(other -> other == one);
    if (trace.isEmpty()) {
      traces.remove(one.at().trace());
    }
    return removed;
  }
}

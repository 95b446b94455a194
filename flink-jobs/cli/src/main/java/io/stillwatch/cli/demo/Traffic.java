package io.stillwatch.cli.demo;

import io.stillwatch.schemas.InferenceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * The simulated traffic: asked for the events up to a simulated time, it gives them in order, the
 * same for the same seed however it is asked.
 *
 * <p>Before each exchange the gateway asks the {@link Gate}. What that refuses reaches no server,
 * so no event tells of it; nobody asks more or less because of it.
 *
 * <p>Scheduled accounts (campaigns, machines) ask when their pace says. Whatever they leave of the
 * rate goes to the walk-ins: at every simulated millisecond as many of them ask as are needed for
 * the events emitted and still to come to keep up with the rate.
 */
final class Traffic {

  /**
   * Events that are still to come at any time, in seconds of the rate: most exchanges have an event
   * at their end.
   */
  private static final double PENDING_SECONDS = 0.3;

  /** Over this time the traffic starts, so that it does not open with a burst. */
  private static final double RAMP_SECONDS = 1.5;

  /** Who receives the events. */
  interface Sink {
    /** Takes one event; {@code opensExchange} says whether it is the first of its exchange. */
    void event(InferenceEvent event, boolean opensExchange);

    /** Hears once of each exchange what became of it, before its events. */
    default void asked(String accountId, Admission admission) {}
  }

  private record Wake(long atMs, long order, Seat seat, int done) {}

  private record Emission(
      long atMs, long order, InferenceEvent event, boolean opens, Asked asked) {}

  /** An exchange that somebody has asked for. */
  private record Asked(Seat seat, CompletableFuture<Admission> admission) {}

  private final TrafficPlan plan;
  private final Gateway gateway;
  private final Gate gate;
  private final SplittableRandom random;
  private final Directory directory;
  private final List<Seat> walkIns = new ArrayList<>();
  private final double[] weights;
  private final PriorityQueue<Wake> wakes =
      new PriorityQueue<>(Comparator.comparingLong(Wake::atMs).thenComparingLong(Wake::order));
  private final PriorityQueue<Emission> emissions =
      new PriorityQueue<>(
          Comparator.comparingLong(Emission::atMs).thenComparingLong(Emission::order));
  private long order;
  private long nowMs = -1;
  private long committed;

  Traffic(TrafficPlan plan, Gate gate) {
    this.plan = plan;
    this.gate = gate;
    this.gateway = new Gateway(plan.start());
    this.random = new SplittableRandom(~plan.seed());
    List<Seat> seats = Cast.of(plan, Phrasebook.builtIn());
    this.directory = Directory.of(seats);
    for (Seat seat : seats) {
      if (seat.pace() instanceof Pace.WalkIn) {
        walkIns.add(seat);
      } else {
        wakes.add(new Wake(firstMs(seat.pace()), order++, seat, 0));
      }
    }
    this.weights = cumulated(walkIns);
  }

  /** The truth, for a summary: what each account is. */
  Directory directory() {
    return directory;
  }

  /**
   * Gives all events up to a simulated time since the start that were not given yet; nothing
   * happens after the plan's duration.
   */
  void until(long simulatedMs, Sink sink) {
    long end = Math.min(simulatedMs, plan.duration().toMillis());
    while (nowMs < end) {
      nowMs++;
      wakeScheduled();
      while (committed < target()) {
        ask(walkIns.get(drawn()), nowMs);
      }
    }
    // Only now, so that the gate has all questions of this time before one answer is waited for.
    while (!emissions.isEmpty() && emissions.peek().atMs() <= nowMs) {
      emit(emissions.remove(), sink);
    }
  }

  private static void emit(Emission emission, Sink sink) {
    Seat seat = emission.asked().seat();
    Admission admission = emission.asked().admission().join();
    if (emission.opens()) {
      sink.asked(seat.account().id(), admission);
    }
    if (admission.answered(seat.role().campaign())) {
      sink.event(emission.event(), emission.opens());
    }
  }

  private double target() {
    double seconds = nowMs / 1000.0;
    return plan.eventsPerSecond()
        * (seconds + PENDING_SECONDS * Math.min(1, seconds / RAMP_SECONDS));
  }

  private void wakeScheduled() {
    while (!wakes.isEmpty() && wakes.peek().atMs() <= nowMs) {
      Wake wake = wakes.remove();
      ask(wake.seat(), wake.atMs());
      int done = wake.done() + 1;
      wakes.add(new Wake(nextMs(wake, done), order++, wake.seat(), done));
    }
  }

  private void ask(Seat seat, long atMs) {
    Asked asked = new Asked(seat, gate.ask(seat.account()));
    gateway.exchange(
        seat,
        atMs,
        (ms, event, opens) -> {
          committed++;
          emissions.add(new Emission(ms, order++, event, opens, asked));
        });
  }

  private static long firstMs(Pace pace) {
    if (pace instanceof Pace.Joins joins) {
      return joins.atMs();
    }
    if (pace instanceof Pace.Runs runs) {
      return runs.firstMs();
    }
    throw new IllegalArgumentException("walk-ins have no schedule");
  }

  private static long nextMs(Wake wake, int done) {
    if (wake.seat().pace() instanceof Pace.Runs runs) {
      return runs.firstMs()
          + done / runs.exchanges() * runs.everyMs()
          + done % runs.exchanges() * runs.gapMs();
    }
    if (wake.seat().pace() instanceof Pace.Joins joins) {
      double uneven = 0.5 + wake.seat().random().nextDouble();
      return wake.atMs() + Math.max(1, Math.round(joins.gapMs() * uneven));
    }
    throw new IllegalArgumentException("walk-ins have no schedule");
  }

  /** A walk-in by weight. */
  private int drawn() {
    double mark = random.nextDouble() * weights[weights.length - 1];
    int low = 0;
    int high = weights.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (weights[middle] > mark) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static double[] cumulated(List<Seat> walkIns) {
    double[] weights = new double[walkIns.size()];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (walkIns.get(i).pace() instanceof Pace.WalkIn walkIn) {
        sum += walkIn.weight();
      }
      weights[i] = sum;
    }
    return weights;
  }
}

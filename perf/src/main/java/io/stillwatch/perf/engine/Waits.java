package io.stillwatch.perf.engine;

import io.stillwatch.patterns.operator.FlatSerializer;
import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.patterns.operator.SightingSerializer;
import io.stillwatch.perf.Samples;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How long events wait until their task takes them, where they come at a pace: from the moment at
 * which an event is due to the moment at which the task reads it, which is the last thing before it
 * is judged. The pace is the plan's: a source that is held up shows in the times.
 */
final class Waits extends FlatSerializer<Sighting> {

  private static final long serialVersionUID = 1L;
  private static final long NOT_BEGUN = 0;

  private static final AtomicLong BEGUN_NS = new AtomicLong(NOT_BEGUN);
  private static final List<Waits> TASKS = new ArrayList<>();
  private static volatile boolean counting;

  private final Workload workload;
  private final String hottest = Arrivals.accountId(0);
  private final SightingSerializer sightings = new SightingSerializer();
  private transient Samples hot;
  private transient Samples others;

  @SuppressWarnings("NullAway.Init") // transient fields live from the first event on
  private Waits(Workload workload) {
    this.workload = workload;
  }

  static FlatType<Sighting> type(Workload workload) {
    return new FlatType<>(Sighting.class, new Waits(workload));
  }

  /** Waits until the event is due. */
  static void awaitDue(long event, int pace) {
    BEGUN_NS.compareAndSet(NOT_BEGUN, System.nanoTime());
    long dueNs = dueNs(event, pace);
    for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static long dueNs(long event, int pace) {
    return BEGUN_NS.get() + Math.round(event * 1e9 / pace);
  }

  /** From now on they count, or no more. */
  static void count(boolean on) {
    counting = on;
  }

  /** Milliseconds that events of the one account, or of all others, have waited. */
  static double[] ms(boolean ofTheHottest) {
    synchronized (TASKS) {
      return TASKS.stream()
          .map(task -> ofTheHottest ? task.hot : task.others)
          .flatMapToDouble(samples -> DoubleStream.of(samples.in(1e6)))
          .toArray();
    }
  }

  @Override
  public Waits duplicate() {
    return new Waits(workload);
  }

  @Override
  public void serialize(Sighting sighting, DataOutputView target) throws IOException {
    sightings.serialize(sighting, target);
  }

  @Override
  public Sighting deserialize(DataInputView source) throws IOException {
    Sighting sighting = sightings.deserialize(source);
    if (counting) {
      count(sighting);
    }
    return sighting;
  }

  private void count(Sighting sighting) {
    if (others == null) {
      hot = new Samples();
      others = new Samples();
      synchronized (TASKS) {
        TASKS.add(this);
      }
    }
    long waitedNs =
        System.nanoTime() - dueNs(Arrivals.numberOf(sighting, workload), workload.pace());
    (sighting.accountId().equals(hottest) ? hot : others).add(waitedNs);
  }

  @Override
  public Sighting createInstance() {
    return sightings.createInstance();
  }

  @Override
  public TypeSerializerSnapshot<Sighting> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Never asked for: what travels is not stored. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Sighting> {
    public Snapshot() {
      super(SightingSerializer::new);
    }
  }
}

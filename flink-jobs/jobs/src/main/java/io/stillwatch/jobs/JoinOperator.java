package io.stillwatch.jobs;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.Joiner;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The parts of exchanges, keyed by trace, until their partners come.
 *
 * <p>Here something waits for a watermark, the broker's time up to which the joined topics have
 * been read: after an outage one topic may be minutes ahead of the other, and what is judged
 * together must not depend on that. Yet nothing that names an account waits for a topic that does
 * not come on: after twice the time by the machine's clock it goes too. That time begins anew when
 * the task does, as the topics have not come on while it was away. A timer's namespace is the time
 * of the records until which its part waits.
 */
final class JoinOperator extends AbstractStreamOperator<Sighting>
    implements OneInputStreamOperator<Waiting<Sighting>, Sighting>, Triggerable<String, Long> {

  /** Part of every savepoint. */
  static final String PARTS_STATE = "parts";

  private static final long serialVersionUID = 1L;

  private final List<EventSource> sources;
  private final long waitMs;
  private final int partsMax;

  private transient Joiner joiner;
  private transient ListState<Waiting<Sighting>> state;
  private transient InternalTimerService<Long> timers;
  private transient CoverageTeller teller;
  private transient StreamRecord<Sighting> record;
  private transient LongCounter accepted;
  private transient LongCounter rejected;
  private transient Joiner.Out<Sighting> out;

  /** How many wait at this task. */
  private transient int held;

  private transient boolean restored;
  private transient long patientUntilMs;

  @SuppressWarnings("NullAway.Init") // Flink initialises and opens before any part
  JoinOperator(JobSettings settings) {
    this(settings.sources(), settings.joinWait().toMillis(), JobsLimits.PARTS_PER_TASK_MAX);
  }

  @SuppressWarnings("NullAway.Init")
  JoinOperator(List<EventSource> sources, long waitMs, int partsMax) {
    this.sources = sources;
    this.waitMs = waitMs;
    this.partsMax = partsMax;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state = context.getKeyedStateStore().getListState(descriptor());
    restored = context.isRestored();
  }

  private static ListStateDescriptor<Waiting<Sighting>> descriptor() {
    return new ListStateDescriptor<>(PARTS_STATE, new PartSerializer());
  }

  @Override
  public void open() throws Exception {
    super.open();
    joiner = new Joiner(waitMs);
    timers = getInternalTimerService("wait", LongSerializer.INSTANCE, this);
    record = new StreamRecord<>(null);
    accepted = getRuntimeContext().getLongCounter(IntakeOperator.ACCEPTED_COUNT);
    rejected = getRuntimeContext().getLongCounter(IntakeOperator.REJECTED_COUNT);
    teller = new CoverageTeller();
    for (EventSource one : sources) {
      register(one.source().name());
    }
    out = new Judged();
    patientUntilMs = timers.currentProcessingTime() + 2 * waitMs;
    held = restored ? count() : 0;
    getMetricGroup().gauge("held", () -> held);
    teller.start(getProcessingTimeService(), output);
  }

  private void register(String source) {
    Coverage coverage = teller.coverage(source);
    MetricGroup metrics = getMetricGroup().addGroup("source", source);
    metrics.gauge("accepted", coverage::accepted);
    metrics.gauge("joined", coverage::joinedParts);
    metrics.gauge("shed", coverage::shedParts);
    metrics
        .addGroup("reason", RejectionReason.NO_PARTNER.name().toLowerCase(Locale.ROOT))
        .gauge("rejected", () -> coverage.rejected(RejectionReason.NO_PARTNER));
  }

  @Override
  public void processElement(StreamRecord<Waiting<Sighting>> element) throws Exception {
    Waiting<Sighting> part = joiner.since(timers.currentWatermark(), element.getValue());
    List<Waiting<Sighting>> trace = waiting();
    int before = trace.size();
    boolean waits = joiner.take(trace, part, held < partsMax, out);
    held += trace.size() - before;
    state.update(trace);
    if (waits) {
      timers.registerEventTimeTimer(part.untilMs(), part.untilMs());
      timers.registerProcessingTimeTimer(
          part.untilMs(), timers.currentProcessingTime() + 2 * waitMs);
    }
  }

  private int count() throws Exception {
    int[] parts = {0};
    this.<String>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor(),
            (trace, waiting) -> waiting.get().forEach(part -> parts[0]++));
    return parts[0];
  }

  private List<Waiting<Sighting>> waiting() throws Exception {
    List<Waiting<Sighting>> trace = new ArrayList<>(2);
    Iterable<Waiting<Sighting>> stored = state.get();
    if (stored != null) {
      stored.forEach(trace::add);
    }
    return trace;
  }

  @Override
  public void onEventTime(InternalTimer<String, Long> timer) throws Exception {
    expire(timer.getNamespace());
  }

  @Override
  public void onProcessingTime(InternalTimer<String, Long> timer) throws Exception {
    if (timers.currentProcessingTime() < patientUntilMs) {
      timers.registerProcessingTimeTimer(timer.getNamespace(), patientUntilMs);
    } else {
      expire(timer.getNamespace());
    }
  }

  private void expire(long untilMs) throws Exception {
    List<Waiting<Sighting>> trace = waiting();
    int before = trace.size();
    Joiner.expire(trace, untilMs + 1, out);
    if (trace.size() < before) {
      held -= before - trace.size();
      state.update(trace);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    teller.tell(getProcessingTimeService().getCurrentProcessingTime(), output);
  }

  /** Sends on what is to be judged, and counts each part where it came from. */
  private final class Judged implements Joiner.Out<Sighting> {

    @Override
    public void alone(Waiting<Sighting> named) {
      teller.coverage(named.source()).judged();
      accepted.add(1L);
      output.collect(record.replace(named.what()));
    }

    @Override
    public void together(Waiting<Sighting> named, Waiting<Sighting> nameless, Phase phase) {
      teller.coverage(named.source()).judged();
      accepted.add(1L);
      answered(named, nameless, phase);
    }

    @Override
    public void answered(Waiting<Sighting> asked, Waiting<Sighting> nameless, Phase phase) {
      teller.coverage(nameless.source()).joined();
      accepted.add(1L);
      output.collect(record.replace(asked.what().completedBy(nameless.what(), phase)));
    }

    @Override
    public void partnerless(Waiting<Sighting> nameless) {
      teller.coverage(nameless.source()).partnerless();
      rejected.add(1L);
    }

    @Override
    public void shed(Waiting<Sighting> nameless) {
      teller.coverage(nameless.source()).shed();
      rejected.add(1L);
    }
  }
}

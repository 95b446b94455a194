package io.stillwatch.jobs;

import io.stillwatch.schemas.StatusReport;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up what all tasks count of the sources, reports it, and raises the alarm when a source falls
 * silent. One task does it for all of them: it sees a few counts a second.
 */
final class SourceWatch extends AbstractStreamOperator<StatusReport>
    implements OneInputStreamOperator<StatusReport, StatusReport> {

  /** Part of every savepoint: the last report of each source. */
  static final String TALLIES_STATE = "sources";

  private static final long serialVersionUID = 1L;
  private static final long LOOK_MS = 1_000;
  private static final long REPORT_MS = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);

  private final List<EventSource> sources;

  private transient ListState<StatusReport> state;
  private transient Map<String, StatusReport> restored;
  private transient Map<String, SourceTally> tallies;
  private transient @Nullable ScheduledFuture<?> next;
  private transient long reportedAtMs;

  @SuppressWarnings("NullAway.Init") // Flink initialises and opens before any element
  SourceWatch(List<EventSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    TALLIES_STATE, new RecordSerializer<>(StatusReport.class)));
    restored = new HashMap<>();
    for (StatusReport report : state.get()) {
      restored.put(report.getReporter(), report);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    long now = now();
    tallies = new LinkedHashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      EventSource source = sources.get(i);
      String name = source.source().name();
      // Where others are set up, nobody need send to the events topic.
      boolean expected = i > 0 || sources.size() == 1;
      SourceTally tally =
          new SourceTally(source, expected, restored.get(SourceTally.REPORTER + name), now);
      tallies.put(name, tally);
      MetricGroup metrics = getMetricGroup().addGroup("source", name);
      metrics.gauge("silent", () -> tally.silent() ? 1 : 0);
      metrics.gauge("quietSeconds", () -> tally.quietSeconds(now()));
    }
    look(now);
  }

  private long now() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  @Override
  public void processElement(StreamRecord<StatusReport> element) {
    SourceTally tally = tallies.get(element.getValue().getReporter());
    if (tally != null) {
      tally.add(element.getValue().getCounts(), now());
    }
  }

  private void look(long nowMs) {
    boolean due = nowMs - reportedAtMs >= REPORT_MS;
    tallies
        .values()
        .forEach(
            tally -> {
              boolean turned = tally.turns(nowMs);
              if (turned && tally.silent()) {
                LOG.warn("{}", tally.alarm());
              }
              if (turned || due) {
                output.collect(new StreamRecord<>(tally.report(nowMs)));
              }
            });
    reportedAtMs = due ? nowMs : reportedAtMs;
    next = getProcessingTimeService().registerTimer(nowMs + LOOK_MS, this::look);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    long now = now();
    state.update(tallies.values().stream().map(tally -> tally.report(now)).toList());
  }

  @Override
  public void close() throws Exception {
    if (next != null) {
      next.cancel(false);
    }
    super.close();
  }
}

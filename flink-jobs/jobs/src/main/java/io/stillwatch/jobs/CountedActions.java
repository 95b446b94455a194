package io.stillwatch.jobs;

import io.stillwatch.schemas.EnforcementAction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * Counts actions, and measures for each how long ago the event happened that decided it.
 *
 * <p>The one is this machine's clock and the other the producer's: what they differ by is in the
 * measure, and an engine that catches up shows how late its actions really are.
 */
final class CountedActions extends Counted<EnforcementAction> {

  private static final long serialVersionUID = 1L;

  /** The last actions of a task, whose quantiles are told. */
  private static final int MEASURED = 1_000;

  private transient Histogram latencyMs;

  @SuppressWarnings("NullAway.Init") // Flink calls open before any element
  CountedActions(String name) {
    super(name);
  }

  @Override
  public void open(OpenContext context) {
    super.open(context);
    latencyMs =
        getRuntimeContext()
            .getMetricGroup()
            .histogram("actionLatencyMs", new DescriptiveStatisticsHistogram(MEASURED));
  }

  @Override
  public EnforcementAction map(EnforcementAction action) {
    latencyMs.update(
        Math.max(0, System.currentTimeMillis() - action.getEventTime().toEpochMilli()));
    return super.map(action);
  }
}

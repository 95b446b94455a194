package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.HandOverWatch;
import io.stillwatch.patterns.operator.AttemptSerializer;
import io.stillwatch.profiles.Attempt;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Sees prompts go from one account to another. Attempts come parted by their prompt.
 *
 * <p>It sees every exchange, so its tables are on the heap and no store is asked. Failed attempts
 * stand in the checkpoint; where the parallelism changes, those of the last two minutes may come to
 * a task that does not get their prompts, and are missed.
 */
@SuppressWarnings("NullAway.Init") // Flink initializes the state before any element
public final class HandOverFunction extends ProcessFunction<Attempt, DeskInput>
    implements CheckpointedFunction {

  /** Part of every savepoint. */
  static final String FAILED_STATE = "failed-attempts";

  private static final long serialVersionUID = 1L;

  private transient HandOverWatch watch;
  private transient ListState<Attempt> state;
  private transient Counter handOvers;

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>(FAILED_STATE, AttemptSerializer.INSTANCE));
    watch = new HandOverWatch();
    if (context.isRestored()) {
      watch.restore(state.get());
    }
  }

  @Override
  public void open(OpenContext context) {
    handOvers = getRuntimeContext().getMetricGroup().counter("handOvers");
  }

  @Override
  public void processElement(Attempt attempt, Context context, Collector<DeskInput> out) {
    watch.see(
        attempt,
        handOver -> {
          handOvers.inc();
          out.collect(handOver);
        });
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(watch.open());
  }
}

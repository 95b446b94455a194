package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.EnforcementLimits;
import io.stillwatch.enforcement.Ledger;
import io.stillwatch.enforcement.SubjectRows;
import io.stillwatch.enforcement.SubjectRowsCodec;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * The ledger as a keyed operator: it writes the action and remembers the row in one step, so that a
 * rollback takes both back and the replay gives both again.
 *
 * <p>Findings come keyed by {@link FindingSubject}. The subject's rows are the only state. Its time
 * to live is measured from the last write by the machine's clock and only reclaims space: it is the
 * longest action plus the time that rows are to be kept after their end, so that no row that could
 * hold is forgotten, and the ledger writes the same whether an ended row was forgotten or not.
 */
public final class LedgerFunction extends KeyedProcessFunction<String, Finding, EnforcementAction> {

  /** Part of every savepoint. */
  static final String ROWS_STATE = "subject-rows";

  private static final long serialVersionUID = 1L;
  private static final long COMPACTION_QUERIES_EVERY = 10_000;

  private final Duration timeToLive;

  private transient Ledger ledger;
  private transient SubjectRowsCodec codec;
  private transient ValueState<byte[]> rowsState;
  private transient Counter actions;

  /**
   * The operator's function.
   *
   * @param keptAfterEnd how long a row is kept after its end at least
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open before any element
  public LedgerFunction(Duration keptAfterEnd) {
    if (keptAfterEnd.compareTo(EnforcementLimits.KEPT_AFTER_END_MIN) < 0) {
      throw new IllegalArgumentException(
          "rows must be kept for at least "
              + EnforcementLimits.KEPT_AFTER_END_MIN
              + " after their end, not "
              + keptAfterEnd
              + ": an account's clock may stand a day behind");
    }
    this.timeToLive = EnforcementLimits.ACTION_MAX.plus(keptAfterEnd);
  }

  @Override
  public void open(OpenContext context) {
    ledger = new Ledger();
    codec = new SubjectRowsCodec();
    ValueStateDescriptor<byte[]> descriptor =
        new ValueStateDescriptor<>(
            ROWS_STATE, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(timeToLive)
            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
            .setStateVisibility(StateTtlConfig.StateVisibility.ReturnExpiredIfNotCleanedUp)
            .cleanupFullSnapshot()
            .cleanupInRocksdbCompactFilter(COMPACTION_QUERIES_EVERY)
            .build());
    rowsState = getRuntimeContext().getState(descriptor);
    actions = getRuntimeContext().getMetricGroup().counter("actions");
  }

  @Override
  public void processElement(Finding finding, Context context, Collector<EnforcementAction> out)
      throws Exception {
    byte[] bytes = rowsState.value();
    SubjectRows rows = bytes == null ? SubjectRows.none() : codec.decode(bytes);
    List<EnforcementAction> changed = ledger.decide(rows, finding);
    if (changed.isEmpty()) {
      return;
    }
    rowsState.update(codec.encode(rows.with(changed)));
    for (EnforcementAction action : changed) {
      out.collect(action);
      actions.inc();
    }
  }
}

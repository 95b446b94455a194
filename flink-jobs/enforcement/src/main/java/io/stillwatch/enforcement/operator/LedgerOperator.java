package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.enforcement.EnforcementLimits;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Ledger;
import io.stillwatch.enforcement.SubjectRows;
import io.stillwatch.enforcement.SubjectRowsCodec;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.SubjectKind;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The ledger as a keyed operator: it writes the action and remembers the row in one step, so that a
 * rollback takes both back and the replay gives both again.
 *
 * <p>Findings come keyed by {@link FindingSubject}. The subject's rows are the only state. Its time
 * to live is measured from the last write by the machine's clock and only reclaims space: it is the
 * longest action plus the time that rows are to be kept after their end, so that no row that could
 * hold is forgotten, and the ledger writes the same whether an ended row was forgotten or not.
 *
 * <p><b>What a human ends.</b> A word about an account goes to that account's rows. Any other goes
 * over all rows of the task, once for all the words that came within {@link #GATHER_MS}, while
 * findings wait: 20 microseconds a subject on a busy machine. That is the price of a human's word;
 * a finding only asks the book. Subscribers do not wait for the rows, they follow the words.
 *
 * <p><b>Adoption.</b> Before its first finding it reads the control topic to its end and takes over
 * what its state does not know: rows that were written after the checkpoint, or by hand.
 */
public final class LedgerOperator extends FeedbackOperator<Finding, EnforcementAction> {

  /** Part of every savepoint. */
  static final String ROWS_STATE = "subject-rows";

  private static final long serialVersionUID = 1L;
  private static final long COMPACTION_QUERIES_EVERY = 10_000;

  private final ControlTable table;
  private final Duration keptAfterEnd;

  private transient Ledger ledger;
  private transient SubjectRowsCodec codec;
  private transient ValueStateDescriptor<byte[]> descriptor;
  private transient ValueState<byte[]> rowsState;
  private transient StreamRecord<EnforcementAction> record;
  private transient Counter actions;
  private transient Counter revoked;
  private transient Counter adopted;

  /**
   * The operator.
   *
   * @param keptAfterEnd how long a row is kept after its end at least
   */
  @SuppressWarnings("NullAway.Init") // Flink initialises and opens before any element
  public LedgerOperator(FeedbackSource feedback, ControlTable table, Duration keptAfterEnd) {
    super(feedback);
    if (keptAfterEnd.compareTo(EnforcementLimits.KEPT_AFTER_END_MIN) < 0) {
      throw new IllegalArgumentException(
          "rows must be kept for at least "
              + EnforcementLimits.KEPT_AFTER_END_MIN
              + " after their end, not "
              + keptAfterEnd
              + ": an account's clock may stand a day behind");
    }
    this.table = table;
    this.keptAfterEnd = keptAfterEnd;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    descriptor = new ValueStateDescriptor<>(ROWS_STATE, BytePrimitiveArraySerializer.INSTANCE);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(EnforcementLimits.ACTION_MAX.plus(keptAfterEnd))
            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
            .setStateVisibility(StateTtlConfig.StateVisibility.ReturnExpiredIfNotCleanedUp)
            .cleanupFullSnapshot()
            .cleanupInRocksdbCompactFilter(COMPACTION_QUERIES_EVERY)
            .build());
    rowsState = context.getKeyedStateStore().getState(descriptor);
  }

  @Override
  public void open() throws Exception {
    super.open();
    ledger = new Ledger();
    codec = new SubjectRowsCodec();
    record = new StreamRecord<>(null);
    actions = getMetricGroup().counter("actions");
    revoked = getMetricGroup().counter("revoked");
    adopted = getMetricGroup().counter("adopted");
    adopt();
    // What was said while nobody listened.
    if (said().size() > 0) {
      gather();
    }
  }

  @Override
  public void processElement1(StreamRecord<Finding> element) throws Exception {
    SubjectRows rows = rows();
    write(rows, ledger.decide(rows, element.getValue(), said()));
  }

  @Override
  void heard(Feedback feedback) throws Exception {
    if (!FeedbackBook.ends(feedback)) {
      return;
    }
    if (feedback.getScope() == FeedbackScope.ACCOUNT) {
      String subject =
          ActionKey.ofSubject(feedback.getTenant(), SubjectKind.ACCOUNT, feedback.getSubject());
      if (hasKey(subject)) {
        setCurrentKey(subject);
        revoke();
      }
    } else {
      gather();
    }
  }

  @Override
  void gathered() throws Exception {
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor,
            (key, state) -> revoke());
  }

  private void revoke() throws Exception {
    SubjectRows rows = rows();
    write(rows, ledger.revoke(rows, said()));
  }

  private SubjectRows rows() throws Exception {
    byte[] bytes = rowsState.value();
    return bytes == null ? SubjectRows.none() : codec.decode(bytes);
  }

  private void write(SubjectRows rows, List<EnforcementAction> changed) throws Exception {
    if (changed.isEmpty()) {
      return;
    }
    rowsState.update(codec.encode(rows.with(changed)));
    for (EnforcementAction action : changed) {
      output.collect(record.replace(action));
      (action.getState() == ActionState.REVOKED ? revoked : actions).inc();
    }
  }

  private void adopt() throws Exception {
    long forgottenMs =
        getProcessingTimeService().getCurrentProcessingTime() - keptAfterEnd.toMillis();
    table.read(
        row -> {
          String subject =
              ActionKey.ofSubject(row.getTenant(), row.getSubjectKind(), row.getSubjectId());
          if (row.getKind() != ActionKind.UNKNOWN
              && row.getState() != ActionState.UNKNOWN
              && row.getSubjectKind() != SubjectKind.UNKNOWN
              && row.getExpiresAt().toEpochMilli() > forgottenMs
              && hasKey(subject)) {
            adopt(subject, row);
          }
        });
  }

  /** One by one: the topic may hold more than memory does. */
  private void adopt(String subject, EnforcementAction row) {
    setCurrentKey(subject);
    try {
      SubjectRows rows = rows();
      List<EnforcementAction> unknown = ledger.adopt(rows, List.of(row));
      if (!unknown.isEmpty()) {
        rowsState.update(codec.encode(rows.with(unknown)));
        adopted.inc();
      }
    } catch (Exception e) {
      throw new FlinkRuntimeException(e);
    }
  }
}

package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.BudgetSettings;
import io.stillwatch.enforcement.BudgetUse;
import io.stillwatch.enforcement.Budgets;
import io.stillwatch.enforcement.EnforcementLimits;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The budgets of a tenant as a keyed operator, in front of the ledger.
 *
 * <p>It is keyed by tenant and not by pattern, because the part of the accounts that a pattern may
 * touch is measured against all that are active. Only what could become an action comes here.
 */
public final class BudgetOperator extends FeedbackOperator<BudgetInput, Finding> {

  /** Part of every savepoint. */
  static final String MEMORY_STATE = "budgets";

  private static final long serialVersionUID = 1L;
  private static final long COMPACTION_QUERIES_EVERY = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(BudgetOperator.class);

  private final BudgetSettings settings;
  private final OutputTag<StatusReport> status;

  private transient Budgets budgets;
  private transient MapStateDescriptor<String, byte[]> descriptor;
  private transient MapState<String, byte[]> state;
  private transient Budgets.Memory memory;
  private transient StreamRecord<Finding> record;
  private transient Counter held;
  private transient BudgetGauges gauges;
  private transient Budgets.Alarms told;

  /** By tenant, campaigns of which what is kept is to be looked at once more. */
  private transient Map<String, Set<String>> approved;

  /** Budgets that hold, with their tenant: what is counted for operators. */
  private transient Set<String> holding;

  /**
   * The operator.
   *
   * @param status takes the alarms
   */
  @SuppressWarnings("NullAway.Init") // Flink initialises and opens before any element
  public BudgetOperator(
      FeedbackSource feedback, BudgetSettings settings, OutputTag<StatusReport> status) {
    super(feedback);
    this.settings = settings;
    this.status = status;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    descriptor =
        new MapStateDescriptor<>(
            MEMORY_STATE, StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(
                EnforcementLimits.ACTION_MAX.plus(EnforcementLimits.KEPT_AFTER_END_MIN))
            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
            .setStateVisibility(StateTtlConfig.StateVisibility.ReturnExpiredIfNotCleanedUp)
            .cleanupFullSnapshot()
            .cleanupInRocksdbCompactFilter(COMPACTION_QUERIES_EVERY)
            .build());
    state = context.getKeyedStateStore().getMapState(descriptor);
    memory = new StateMemory();
  }

  @Override
  public void open() throws Exception {
    super.open();
    budgets = new Budgets(settings);
    record = new StreamRecord<>(null);
    held = getMetricGroup().counter("heldFindings");
    approved = new TreeMap<>();
    holding = ConcurrentHashMap.newKeySet();
    getMetricGroup().gauge("heldBudgets", () -> holding.size());
    gauges =
        new BudgetGauges(
            getMetricGroup(), () -> getProcessingTimeService().getCurrentProcessingTime());
    told =
        new Budgets.Alarms() {
          @Override
          public void changed(Budgets.Alarm alarm) {
            alarm(alarm);
          }

          @Override
          public void used(BudgetUse use) {
            gauges.used(use);
          }
        };
    recall();
  }

  /** After a restart: an alarm is told when a budget begins to hold, and not again. */
  private void recall() throws Exception {
    getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            descriptor,
            (tenant, entries) -> {
              budgets.held(memory).forEach(what -> holding.add(tenant + " " + what));
              budgets.uses(memory, String.valueOf(tenant)).forEach(gauges::used);
            });
  }

  @Override
  public void processElement1(StreamRecord<BudgetInput> element) {
    if (element.getValue() instanceof BudgetInput.Active active) {
      budgets.active(memory, active.accountId(), active.clockMs());
    } else if (element.getValue() instanceof BudgetInput.Asks asks) {
      Finding admitted = budgets.admit(memory, asks.finding(), said(), told);
      if (admitted == null) {
        held.inc();
      } else {
        output.collect(record.replace(admitted));
      }
    }
  }

  @Override
  void heard(Feedback feedback) {
    if (!hasKey(feedback.getTenant())) {
      return;
    }
    setCurrentKey(feedback.getTenant());
    Instant at = feedback.getAt();
    List<Finding> through = List.of();
    if (feedback.getKind() == FeedbackKind.RELEASE
        && feedback.getScope() == FeedbackScope.PATTERN) {
      through =
          budgets.release(memory, feedback.getTenant(), feedback.getSubject(), at, said(), told);
    } else if (feedback.getKind() == FeedbackKind.APPROVE
        && feedback.getScope() == FeedbackScope.CAMPAIGN) {
      // A campaign is approved with its parts, each by a word.
      approved
          .computeIfAbsent(feedback.getTenant(), tenant -> new HashSet<>())
          .add(feedback.getSubject());
      gather();
    } else if (feedback.getKind() == FeedbackKind.CONFIRMED
        || feedback.getKind() == FeedbackKind.FALSE_POSITIVE) {
      budgets.judged(memory, feedback.getTenant(), feedback.getFeedbackId(), at, said(), told);
    } else if (feedback.getKind() == FeedbackKind.RESUME
        && feedback.getScope() == FeedbackScope.TENANT) {
      through = budgets.resume(memory, at, said(), told);
    }
    through.forEach(finding -> output.collect(record.replace(finding)));
  }

  @Override
  void gathered() {
    approved.forEach(
        (tenant, campaigns) -> {
          setCurrentKey(tenant);
          budgets
              .approve(memory, campaigns, said(), told)
              .forEach(finding -> output.collect(record.replace(finding)));
        });
    approved.clear();
  }

  private void alarm(Budgets.Alarm alarm) {
    String name = alarm.tenant() + " " + alarm.what();
    if (alarm.holds()) {
      holding.add(name);
      LOG.warn("{}", text(alarm));
    } else {
      holding.remove(name);
      LOG.info("the budget of {} for tenant {} is released", alarm.what(), alarm.tenant());
    }
    output.collect(
        status,
        new StreamRecord<>(
            StatusReport.newBuilder()
                .setReporter("budget/" + alarm.tenant() + "/" + alarm.what())
                .setAt(Instant.ofEpochMilli(getProcessingTimeService().getCurrentProcessingTime()))
                .setCounts(
                    Map.of(
                        "accounts",
                        (long) alarm.spent(),
                        "budget",
                        (long) alarm.budget(),
                        "active",
                        alarm.active(),
                        "holds",
                        alarm.holds() ? 1L : 0L))
                .setNotes(
                    alarm.holds()
                        ? Map.of(
                            "tenant", alarm.tenant(),
                            "what", alarm.what(),
                            "since", Instant.ofEpochMilli(alarm.atMs()).toString(),
                            "alarm", text(alarm))
                        : Map.of("tenant", alarm.tenant(), "what", alarm.what()))
                .build()));
  }

  private static String text(Budgets.Alarm alarm) {
    FeedbackBook.Verdicts imprecise = alarm.imprecise();
    if (imprecise != null) {
      return alarm.what()
          + " is below its floor of precision for tenant "
          + alarm.tenant()
          + ": "
          + imprecise.confirmed()
          + " of "
          + imprecise.all()
          + " verdicts confirm its actions; it acts on nobody else until 'stillwatch enforcement"
          + " release'";
    }
    return alarm.what()
        + " has acted on "
        + alarm.spent()
        + " accounts of tenant "
        + alarm.tenant()
        + " within an hour, which is its budget ("
        + alarm.active()
        + " accounts are active): it acts on nobody else until 'stillwatch enforcement release'";
  }

  /** The memory of the tenant whose key is set. */
  private final class StateMemory implements Budgets.Memory {

    @Override
    public byte @Nullable [] get(String entry) {
      try {
        return state.get(entry);
      } catch (Exception e) {
        throw new FlinkRuntimeException(e);
      }
    }

    @Override
    public void put(String entry, byte[] value) {
      try {
        state.put(entry, value);
      } catch (Exception e) {
        throw new FlinkRuntimeException(e);
      }
    }

    @Override
    public void remove(String entry) {
      try {
        state.remove(entry);
      } catch (Exception e) {
        throw new FlinkRuntimeException(e);
      }
    }

    @Override
    public List<Map.Entry<String, byte[]>> startingWith(String prefix) {
      List<Map.Entry<String, byte[]>> found = new ArrayList<>();
      try {
        for (Map.Entry<String, byte[]> entry : state.entries()) {
          if (entry.getKey().startsWith(prefix)) {
            found.add(Map.entry(entry.getKey(), entry.getValue()));
          }
        }
      } catch (Exception e) {
        throw new FlinkRuntimeException(e);
      }
      found.sort(Map.Entry.comparingByKey(Comparator.naturalOrder()));
      return found;
    }
  }
}

package io.stillwatch.enforcement.operator;

import io.stillwatch.enforcement.BudgetUse;
import io.stillwatch.enforcement.EnforcementLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;

/**
 * Which part of its budget each pattern has used, for each tenant a gauge {@code budgetUsed}. Names
 * of tenants come with events, so there are so many gauges at most; the first ones stay.
 */
final class BudgetGauges {

  private final MetricGroup metrics;
  private final LongSupplier clock;
  private final Map<String, Told> uses = new ConcurrentHashMap<>();

  private record Told(BudgetUse use, long atMs) {}

  /**
   * @param clock the machine's: what was used long ago is used no more, also when nothing comes
   */
  BudgetGauges(MetricGroup metrics, LongSupplier clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  void used(BudgetUse use) {
    String name = use.tenant() + ' ' + use.pattern();
    boolean known = uses.containsKey(name);
    if (!known && uses.size() >= EnforcementLimits.BUDGET_GAUGES_MAX) {
      return;
    }
    uses.put(name, new Told(use, clock.getAsLong()));
    if (!known) {
      metrics
          .addGroup("tenant", use.tenant())
          .addGroup("pattern", use.pattern())
          .gauge("budgetUsed", () -> share(name));
    }
  }

  private double share(String name) {
    Told told = uses.get(name);
    return told == null ? 0 : told.use.share(Math.max(0, clock.getAsLong() - told.atMs));
  }
}

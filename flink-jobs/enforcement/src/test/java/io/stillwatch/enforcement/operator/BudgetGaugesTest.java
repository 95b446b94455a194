package io.stillwatch.enforcement.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.enforcement.BudgetSettings;
import io.stillwatch.enforcement.BudgetUse;
import io.stillwatch.enforcement.Budgets;
import io.stillwatch.enforcement.EnforcementLimits;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Findings;
import io.stillwatch.enforcement.Heap;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Finding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

final class BudgetGaugesTest {

  private static final long HOUR_MS = 3_600_000;

  private final Map<String, Gauge<?>> gauges = new TreeMap<>();
  private final long[] now = {0};
  private final BudgetGauges told = new BudgetGauges(new Noted("", gauges), () -> now[0]);
  private final Budgets budgets = new Budgets(new BudgetSettings(50, 1, 5, 100));
  private final Heap memory = new Heap();

  @Test
  void aGaugeTellsHowMuchOfABudgetIsUsedAndFallsAsTimePasses() {
    for (int i = 0; i < 4; i++) {
      ask("grader", i);
    }
    assertEquals(Set.of("tenant.default.pattern.grader.budgetUsed"), gauges.keySet());
    Gauge<?> used = gauges.values().iterator().next();
    assertEquals(0.8, used.getValue());
    now[0] = 2 * HOUR_MS;
    assertEquals(0.0, used.getValue(), "the hour is over, though nothing came since");
    ask("grader", 2 * HOUR_MS);
    assertEquals(0.2, used.getValue());
  }

  @Test
  void whatIsUsedIsToldAgainAfterARestart() {
    ask("grader", 0);
    List<BudgetUse> recalled = budgets.uses(memory, "default");
    assertEquals(1, recalled.size());
    assertEquals(0.2, recalled.get(0).share(0));
  }

  @Test
  void thereAreSoManyAtMost() {
    for (int i = 0; i < EnforcementLimits.BUDGET_GAUGES_MAX + 9; i++) {
      ask("p" + i, i);
    }
    assertEquals(EnforcementLimits.BUDGET_GAUGES_MAX, gauges.size());
  }

  private void ask(String pattern, long clockMs) {
    Finding finding =
        Findings.finding(clockMs, ActionKind.CHALLENGE, HOUR_MS)
            .setAccountId("a" + clockMs)
            .setPatternId(pattern)
            .build();
    budgets.admit(
        memory,
        finding,
        new FeedbackBook(),
        new Budgets.Alarms() {
          @Override
          public void changed(Budgets.Alarm alarm) {
            throw new AssertionError("no budget was to be spent: " + alarm);
          }

          @Override
          public void used(BudgetUse use) {
            told.used(use);
          }
        });
  }

  /** Keeps the gauges under their whole names. */
  private static final class Noted extends UnregisteredMetricsGroup {
    private final String scope;
    private final Map<String, Gauge<?>> gauges;

    Noted(String scope, Map<String, Gauge<?>> gauges) {
      this.scope = scope;
      this.gauges = gauges;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Noted(scope + key + '.' + value + '.', gauges);
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(scope + name, gauge);
      return gauge;
    }
  }
}

package io.stillwatch.enforcement.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.enforcement.EnforcementLimits;
import io.stillwatch.enforcement.Findings;
import io.stillwatch.enforcement.Ledger;
import io.stillwatch.enforcement.SubjectRows;
import io.stillwatch.enforcement.Trials;
import io.stillwatch.enforcement.operator.ThreeWays.Way;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

final class LedgerFunctionTest {

  private static final Duration KEPT = Duration.ofDays(7);

  @Test
  void theSameFindingsGiveTheSameActionsUndisturbedAndRestoredAfterEveryFinding() {
    Trials.forSeeds(6, random -> sameThreeTimes(Findings.stream(random, 50, 4), heap()));
  }

  @Test
  void theSameHoldsOnRocksDb() {
    Trials.forSeeds(2, random -> sameThreeTimes(Findings.stream(random, 15, 3), rocksDb()));
  }

  @Test
  void anEndedRowThatTheStateForgetsIsSucceededByAGreaterRevision() throws Exception {
    Finding first = Findings.finding(0, ActionKind.THROTTLE, 1_000).build();
    long timeToLiveMs = EnforcementLimits.ACTION_MAX.plus(KEPT).toMillis();
    Finding next = Findings.finding(timeToLiveMs, ActionKind.THROTTLE, 1_000).build();

    KeyedOneInputStreamOperatorTestHarness<String, Finding, EnforcementAction> harness =
        ways(heap()).harness();
    harness.open();
    try (harness) {
      harness.setStateTtlProcessingTime(0);
      harness.processElement(first, 0);
      harness.setStateTtlProcessingTime(timeToLiveMs + 1);
      OperatorSubtaskState state = harness.snapshot(1, 1);
      harness.processElement(next, 0);
      List<EnforcementAction> remembered = harness.extractOutputValues();
      assertEquals(2, remembered.size());
      assertTrue(remembered.get(1).getRevision() > remembered.get(0).getRevision());

      // A full snapshot leaves out what has outlived its time.
      KeyedOneInputStreamOperatorTestHarness<String, Finding, EnforcementAction> restored =
          ways(heap()).harness();
      restored.setStateTtlProcessingTime(timeToLiveMs + 1);
      restored.initializeState(state);
      restored.open();
      try (restored) {
        assertEquals(0, restored.numKeyedStateEntries());
        restored.processElement(next, 0);
        assertEquals(remembered.subList(1, 2), restored.extractOutputValues());
      }
    }
  }

  @Test
  void rowsAreNotForgottenWhileTheyCouldHold() throws Exception {
    long longest = EnforcementLimits.ACTION_MAX.toMillis();
    Finding first = Findings.finding(0, ActionKind.SUSPEND, longest).build();
    KeyedOneInputStreamOperatorTestHarness<String, Finding, EnforcementAction> harness =
        ways(heap()).harness();
    harness.open();
    try (harness) {
      harness.setStateTtlProcessingTime(0);
      harness.processElement(first, 0);
      harness.setStateTtlProcessingTime(longest + KEPT.toMillis() - 1);
      OperatorSubtaskState state = harness.snapshot(1, 1);
      KeyedOneInputStreamOperatorTestHarness<String, Finding, EnforcementAction> restored =
          ways(heap()).harness();
      restored.setStateTtlProcessingTime(longest + KEPT.toMillis() - 1);
      restored.initializeState(state);
      restored.open();
      try (restored) {
        assertEquals(1, restored.numKeyedStateEntries());
        restored.processElement(first, 0);
        assertEquals(List.of(), restored.extractOutputValues());
      }
    }
  }

  @Test
  void keepingRowsForLessThanTwoDaysIsRefused() {
    Duration least = EnforcementLimits.KEPT_AFTER_END_MIN;
    new LedgerFunction(least);
    new LedgerFunction(least.plusMillis(1));
    assertThrows(IllegalArgumentException.class, () -> new LedgerFunction(least.minusMillis(1)));
  }

  @Test
  void theNameOfTheStateIsPartOfEverySavepoint() {
    assertEquals("subject-rows", LedgerFunction.ROWS_STATE);
  }

  private static void sameThreeTimes(List<Finding> findings, Supplier<StateBackend> backend)
      throws Exception {
    List<EnforcementAction> expected = ledgerAlone(findings);
    assertTrue(expected.size() > 3, "a trial that hardly acts proves nothing");
    for (Way way : Way.values()) {
      assertEquals(expected, ways(backend).play(findings, way), way.name());
    }
  }

  private static List<EnforcementAction> ledgerAlone(List<Finding> findings) {
    Ledger ledger = new Ledger();
    Map<String, SubjectRows> subjects = new HashMap<>();
    List<EnforcementAction> written = new ArrayList<>();
    for (Finding finding : findings) {
      String subject = new FindingSubject().getKey(finding);
      SubjectRows rows = subjects.getOrDefault(subject, SubjectRows.none());
      List<EnforcementAction> changed = ledger.decide(rows, finding);
      subjects.put(subject, rows.with(changed));
      written.addAll(changed);
    }
    return written;
  }

  private static ThreeWays<String, Finding, EnforcementAction> ways(
      Supplier<StateBackend> backend) {
    return new ThreeWays<>(
        () -> new KeyedProcessOperator<>(new LedgerFunction(KEPT)),
        new FindingSubject(),
        Types.STRING,
        backend);
  }

  private static Supplier<StateBackend> heap() {
    return HashMapStateBackend::new;
  }

  private static Supplier<StateBackend> rocksDb() {
    return EmbeddedRocksDBStateBackend::new;
  }
}

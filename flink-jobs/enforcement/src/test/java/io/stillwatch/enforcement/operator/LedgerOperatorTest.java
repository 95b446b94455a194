package io.stillwatch.enforcement.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.enforcement.EnforcementLimits;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Findings;
import io.stillwatch.enforcement.Ledger;
import io.stillwatch.enforcement.Reprieve;
import io.stillwatch.enforcement.SubjectRows;
import io.stillwatch.enforcement.Trials;
import io.stillwatch.enforcement.operator.ThreeWays.Way;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.lang.ref.WeakReference;
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
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

final class LedgerOperatorTest {

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

    KeyedTwoInputStreamOperatorTestHarness<String, Finding, FeedbackChange, EnforcementAction>
        harness = ways(heap()).harness();
    harness.open();
    try (harness) {
      harness.setStateTtlProcessingTime(0);
      harness.processElement1(first, 0);
      harness.setStateTtlProcessingTime(timeToLiveMs + 1);
      OperatorSubtaskState state = harness.snapshot(1, 1);
      harness.processElement1(next, 0);
      List<EnforcementAction> remembered = harness.extractOutputValues();
      assertEquals(2, remembered.size());
      assertTrue(remembered.get(1).getRevision() > remembered.get(0).getRevision());

      // A full snapshot leaves out what has outlived its time.
      KeyedTwoInputStreamOperatorTestHarness<String, Finding, FeedbackChange, EnforcementAction>
          restored = ways(heap()).harness();
      restored.setStateTtlProcessingTime(timeToLiveMs + 1);
      restored.initializeState(state);
      restored.open();
      try (restored) {
        assertEquals(0, restored.numKeyedStateEntries());
        restored.processElement1(next, 0);
        assertEquals(remembered.subList(1, 2), restored.extractOutputValues());
      }
    }
  }

  @Test
  void rowsAreNotForgottenWhileTheyCouldHold() throws Exception {
    long longest = EnforcementLimits.ACTION_MAX.toMillis();
    Finding first = Findings.finding(0, ActionKind.SUSPEND, longest).build();
    KeyedTwoInputStreamOperatorTestHarness<String, Finding, FeedbackChange, EnforcementAction>
        harness = ways(heap()).harness();
    harness.open();
    try (harness) {
      harness.setStateTtlProcessingTime(0);
      harness.processElement1(first, 0);
      harness.setStateTtlProcessingTime(longest + KEPT.toMillis() - 1);
      OperatorSubtaskState state = harness.snapshot(1, 1);
      KeyedTwoInputStreamOperatorTestHarness<String, Finding, FeedbackChange, EnforcementAction>
          restored = ways(heap()).harness();
      restored.setStateTtlProcessingTime(longest + KEPT.toMillis() - 1);
      restored.initializeState(state);
      restored.open();
      try (restored) {
        assertEquals(1, restored.numKeyedStateEntries());
        restored.processElement1(first, 0);
        assertEquals(List.of(), restored.extractOutputValues());
      }
    }
  }

  @Test
  void anExceptionForAnAccountEndsItsActionAtOnceAndNoOther() throws Exception {
    try (var harness = opened(operator(List.of(), List.of()))) {
      harness.processElement1(about("a", 100), 0);
      harness.processElement1(about("b", 100), 0);
      harness.processElement2(said(0, exception(FeedbackScope.ACCOUNT, "a", 200, 500)), 0);
      List<EnforcementAction> written = harness.extractOutputValues();
      assertEquals(3, written.size());
      assertEquals("a", written.get(2).getSubjectId());
      assertEquals(ActionState.REVOKED, written.get(2).getState());

      harness.processElement1(about("a", 499), 0);
      assertEquals(3, harness.extractOutputValues().size(), "it holds until its end");
      harness.processElement1(about("a", 500), 0);
      assertEquals(ActionState.ACTIVE, harness.extractOutputValues().get(3).getState());
    }
  }

  @Test
  void aWordAboutManyGoesOverAllRowsOnceForAllThatCameTogether() throws Exception {
    try (var harness = opened(operator(List.of(), List.of()))) {
      for (String account : List.of("a", "b", "c")) {
        harness.processElement1(about(account, 100), 0);
      }
      harness.processElement2(said(0, exception(FeedbackScope.ORGANIZATION, "o-a", 200, 500)), 0);
      harness.processElement2(said(1, exception(FeedbackScope.CAMPAIGN, "c-b", 200, 500)), 0);
      assertEquals(3, harness.extractOutputValues().size());
      harness.setProcessingTime(Findings.START_MS + FeedbackOperator.GATHER_MS);
      assertEquals(
          List.of("a", "b"),
          harness.extractOutputValues().stream()
              .filter(row -> row.getState() == ActionState.REVOKED)
              .map(EnforcementAction::getSubjectId)
              .sorted()
              .toList());
    }
  }

  @Test
  void whatWasSaidBeforeACheckpointIsInItsRows() throws Exception {
    Feedback word = exception(FeedbackScope.ORGANIZATION, "o-a", 200, 500);
    try (var harness = opened(operator(List.of(), List.of()))) {
      harness.processElement1(about("a", 100), 0);
      harness.processElement2(said(0, word), 0);
      harness.prepareSnapshotPreBarrier(1);
      assertEquals(2, harness.extractOutputValues().size());
    }
  }

  @Test
  void whatWasSaidWhileNobodyListenedEndsWhatTheStateKnows() throws Exception {
    OperatorSubtaskState state;
    try (var harness = opened(operator(List.of(), List.of()))) {
      harness.processElement1(about("a", 100), 0);
      state = harness.snapshot(1, 1);
    }
    Feedback word = exception(FeedbackScope.ORGANIZATION, "o-a", 200, 500);
    var restored =
        new ThreeWays<>(
                () -> operator(List.of(word), List.of()),
                new FindingSubject(),
                Types.STRING,
                heap())
            .harness();
    restored.initializeState(state);
    restored.open();
    try (restored) {
      restored.setProcessingTime(Findings.START_MS);
      assertEquals(
          List.of(ActionState.REVOKED),
          restored.extractOutputValues().stream().map(EnforcementAction::getState).toList());
    }
  }

  @Test
  void rowsOfTheTopicThatTheStateDoesNotKnowAreAdopted() throws Exception {
    SubjectRows rows = SubjectRows.none();
    EnforcementAction action =
        new Ledger().decide(rows, about("a", 100), new FeedbackBook()).get(0);
    Feedback word =
        Findings.word(FeedbackKind.REVOKE, FeedbackScope.ACTION, action.getActionId(), 200).build();
    EnforcementAction reprieve = Reprieve.of(action, word);
    try (var harness = opened(operator(List.of(), List.of(reprieve, action)))) {
      harness.processElement1(about("a", 100), 0);
      harness.processElement1(about("a", 150), 0);
      assertEquals(List.of(), harness.extractOutputValues(), "what was taken back came again");
      harness.processElement1(about("a", 300), 0);
      EnforcementAction next = harness.extractOutputValues().get(0);
      assertTrue(next.getRevision() > reprieve.getRevision());
    }
  }

  /** A topic of months may be larger than the heap. */
  @Test
  void rowsAreAdoptedOneByOneAndNotHeld() throws Exception {
    EnforcementAction row =
        new Ledger().decide(SubjectRows.none(), about("a", 100), new FeedbackBook()).get(0);
    ControlTable topic =
        each -> {
          EnforcementAction one = EnforcementAction.newBuilder(row).build();
          WeakReference<EnforcementAction> held = new WeakReference<>(one);
          each.accept(one);
          one = null;
          for (int i = 0; i < 50 && held.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
          }
          assertNull(held.get(), "it is in the state, and nowhere else");
        };
    try (var harness = opened(operator(List.of(), topic))) {
      assertEquals(1, harness.numKeyedStateEntries());
    }
  }

  private static Finding about(String account, long clockMs) {
    return Findings.finding(clockMs, ActionKind.THROTTLE, 3_600_000)
        .setAccountId(account)
        .setOrganizationId("o-" + account)
        .setCampaignId("c-" + account)
        .build();
  }

  @Test
  void keepingRowsForLessThanTwoDaysIsRefused() {
    Duration least = EnforcementLimits.KEPT_AFTER_END_MIN;
    operator(least);
    operator(least.plusMillis(1));
    assertThrows(IllegalArgumentException.class, () -> operator(least.minusMillis(1)));
  }

  @Test
  void theNameOfTheStateIsPartOfEverySavepoint() {
    assertEquals("subject-rows", LedgerOperator.ROWS_STATE);
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
      List<EnforcementAction> changed = ledger.decide(rows, finding, new FeedbackBook());
      subjects.put(subject, rows.with(changed));
      written.addAll(changed);
    }
    return written;
  }

  private static ThreeWays<String, Finding, EnforcementAction> ways(
      Supplier<StateBackend> backend) {
    return new ThreeWays<>(
        () -> operator(List.of(), List.of()), new FindingSubject(), Types.STRING, backend);
  }

  private static LedgerOperator operator(Duration kept) {
    return new LedgerOperator(
        () -> new FeedbackSource.Opening(new FeedbackBook(), 0), row -> {}, kept);
  }

  /** One that begins with what was said, and with what stands on the topic. */
  private static LedgerOperator operator(List<Feedback> said, List<EnforcementAction> onTopic) {
    return operator(said, (ControlTable) onTopic::forEach);
  }

  private static LedgerOperator operator(List<Feedback> said, ControlTable topic) {
    return new LedgerOperator(
        () -> {
          FeedbackBook book = new FeedbackBook();
          said.forEach(book::apply);
          return new FeedbackSource.Opening(book, said.size());
        },
        topic,
        KEPT);
  }

  private static KeyedTwoInputStreamOperatorTestHarness<
          String, Finding, FeedbackChange, EnforcementAction>
      opened(LedgerOperator operator) throws Exception {
    var harness =
        new ThreeWays<>(() -> operator, new FindingSubject(), Types.STRING, heap()).harness();
    harness.open();
    harness.setProcessingTime(Findings.START_MS);
    return harness;
  }

  private static FeedbackChange said(long offset, Feedback feedback) {
    return new FeedbackChange(offset, feedback);
  }

  private static Feedback exception(FeedbackScope scope, String subject, long atMs, long untilMs) {
    return Findings.word(FeedbackKind.EXCEPTION, scope, subject, atMs)
        .setUntil(Findings.at(untilMs))
        .build();
  }

  private static Supplier<StateBackend> heap() {
    return HashMapStateBackend::new;
  }

  private static Supplier<StateBackend> rocksDb() {
    return EmbeddedRocksDBStateBackend::new;
  }
}

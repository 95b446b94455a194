package io.stillwatch.enforcement.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.enforcement.BudgetSettings;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Findings;
import io.stillwatch.enforcement.operator.ThreeWays.Way;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.StatusReport;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

final class BudgetOperatorTest {

  private static final OutputTag<StatusReport> STATUS =
      new OutputTag<>("status", TypeInformation.of(StatusReport.class));

  @Test
  void aBudgetIsTheSameUndisturbedAndRestoredAfterEveryElement() throws Exception {
    for (Way way : Way.values()) {
      List<Finding> through = ways().play(stream(8), way);
      assertEquals(
          List.of("a0", "a1", "a2", "a3", "a4"),
          through.stream().map(Finding::getAccountId).toList(),
          way.name());
    }
  }

  @Test
  void itAlarmsAndAHumanReleasesIt() throws Exception {
    try (var harness = ways().harness()) {
      harness.open();
      for (BudgetInput input : stream(20)) {
        harness.processElement1(input, 0);
      }
      StatusReport alarm = status(harness.getSideOutput(STATUS)).get(0);
      assertEquals("budget/default/grader", alarm.getReporter());
      assertEquals(1L, alarm.getCounts().get("holds"));
      assertTrue(
          alarm.getNotes().get("alarm").contains("5 accounts of tenant default"), alarm::toString);

      harness.processElement2(
          new FeedbackChange(
              0, Findings.word(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 900).build()),
          0);
      assertEquals(0L, status(harness.getSideOutput(STATUS)).get(1).getCounts().get("holds"));
      harness.processElement1(asks("b", 1_000, Mode.ENFORCE), 0);
      assertEquals(6, harness.extractOutputValues().size());
    }
  }

  @Test
  void anApprovalBringsThroughWhatWasFoundBefore() throws Exception {
    try (var harness = ways().harness()) {
      harness.open();
      for (int i = 0; i < 30; i++) {
        harness.processElement1(asks("m" + i, i, Mode.SHADOW), 0);
      }
      assertEquals(List.of(), harness.extractOutputValues());
      harness.processElement2(approval(0, "c-1"), 0);
      harness.setProcessingTime(FeedbackOperator.GATHER_MS);
      assertEquals(30, harness.extractOutputValues().size());
    }
  }

  @Test
  void whatAFreezeKeptIsLetGoOnlyWhereItsPatternWasNotToGoLessFarSince() throws Exception {
    try (var harness = ways().harness()) {
      harness.open();
      harness.processElement2(new FeedbackChange(0, freeze(FeedbackKind.FREEZE, 0)), 0);
      for (int second = 1; second < 4; second++) {
        Finding member =
            Findings.finding(second * 1_000, ActionKind.CHALLENGE, 3_600_000)
                .setAccountId("at " + second)
                .setReceivedAt(Findings.at(second * 1_000))
                .setCampaignId("c-1")
                .build();
        harness.processElement1(new BudgetInput.Asks(member), 0);
      }
      Feedback shelve =
          Findings.word(FeedbackKind.SHELVE, FeedbackScope.PATTERN, "grader", 2_000).build();
      harness.processElement2(new FeedbackChange(1, shelve), 0);
      harness.processElement2(new FeedbackChange(2, freeze(FeedbackKind.RESUME, 5_000)), 0);
      assertEquals(
          List.of("at 2", "at 3"),
          harness.extractOutputValues().stream().map(Finding::getAccountId).toList());
    }
  }

  private static Feedback freeze(FeedbackKind kind, long atMs) {
    return Findings.word(kind, FeedbackScope.TENANT, "default", atMs)
        .setFeedbackId("freeze")
        .build();
  }

  @Test
  void theApprovalsOfAWholeAndItsPartsAreLookedAtOnceAndBeforeACheckpoint() throws Exception {
    try (var harness = ways().harness()) {
      harness.open();
      harness.processElement1(asks("of a part", 1, Mode.SHADOW), 0);
      harness.processElement2(approval(0, "c-0"), 0);
      harness.processElement2(approval(1, "c-1"), 0);
      assertEquals(List.of(), harness.extractOutputValues());
      harness.prepareSnapshotPreBarrier(1);
      assertEquals(1, harness.extractOutputValues().size());
      harness.setProcessingTime(FeedbackOperator.GATHER_MS);
      assertEquals(1, harness.extractOutputValues().size());
    }
  }

  private static FeedbackChange approval(long offset, String campaign) {
    return new FeedbackChange(
        offset, Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, campaign, 900).build());
  }

  private static List<StatusReport> status(Iterable<StreamRecord<StatusReport>> records) {
    List<StatusReport> reports = new ArrayList<>();
    records.forEach(record -> reports.add(record.getValue()));
    return reports;
  }

  private static List<BudgetInput> stream(int accounts) {
    List<BudgetInput> stream = new ArrayList<>();
    for (int i = 0; i < accounts; i++) {
      stream.add(new BudgetInput.Active("default", "a" + i, Findings.START_MS + i));
      stream.add(asks("a" + i, i, Mode.ENFORCE));
    }
    return stream;
  }

  private static BudgetInput asks(String account, long clockMs, Mode mode) {
    return new BudgetInput.Asks(
        Findings.finding(clockMs, ActionKind.CHALLENGE, 3_600_000)
            .setAccountId(account)
            .setMode(mode)
            .setCampaignId(mode == Mode.SHADOW ? "c-1" : null)
            .build());
  }

  private static ThreeWays<String, BudgetInput, Finding> ways() {
    return new ThreeWays<>(
        () ->
            new BudgetOperator(
                () -> new FeedbackSource.Opening(new FeedbackBook(), 0),
                new BudgetSettings(50, 1, 5, 100),
                STATUS),
        BudgetInput::tenant,
        Types.STRING,
        EmbeddedRocksDBStateBackend::new);
  }
}

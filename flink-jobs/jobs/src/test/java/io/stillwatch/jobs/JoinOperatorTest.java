package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Joiner;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.Source;
import io.stillwatch.intake.TraceIds;
import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** What the join keeps between records: over restarts, and within its bounds. */
class JoinOperatorTest {

  private static final long WAIT_MS = 10_000;
  private static final long AT_MS = 1_780_000_000_000L;
  private static final long HOUR_MS = 3_600_000;
  private static final Source SPANS = new Source("spans", Format.AUTO, Identity.USUAL, false, true);

  private final SignalReader signals = new SignalReader(HashKey.PUBLIC);

  private static KeyedOneInputStreamOperatorTestHarness<String, Waiting<Sighting>, Sighting> join(
      int partsMax) throws Exception {
    return join(List.of(new EventSource("t", SPANS)), partsMax);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Waiting<Sighting>, Sighting> join(
      List<EventSource> sources, int partsMax) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Waiting<Sighting>, Sighting> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new JoinOperator(sources, WAIT_MS, partsMax), part -> part.at().trace(), Types.STRING);
    harness.setup(
        FlatType.SIGHTING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    return harness;
  }

  /** A part of the exchange in the trace of this number. */
  private StreamRecord<Waiting<Sighting>> part(int trace, boolean named) {
    InferenceEvent event =
        InferenceEvent.newBuilder()
            .setExchangeId((named ? "asked-" : "served-") + trace)
            .setAccountId(named ? "acct" : "")
            .setOccurredAt(Instant.ofEpochMilli(AT_MS))
            .setReceivedAt(Instant.ofEpochMilli(AT_MS))
            .setPhase(Phase.EXCHANGE)
            .build();
    if (!named) {
      event.setOutputTokens(340L);
    }
    TraceIds at = new TraceIds(String.format("%032x", trace + 1), "", "");
    Outcome.Part part = new Outcome.Part(event, at, named);
    return new StreamRecord<>(new Joiner(WAIT_MS).part("spans", part, signals.read(event)), AT_MS);
  }

  private static List<String> judged(
      KeyedOneInputStreamOperatorTestHarness<String, Waiting<Sighting>, Sighting> harness) {
    List<String> judged = new ArrayList<>();
    for (Object one : harness.getOutput()) {
      if (one instanceof StreamRecord<?> record && record.getValue() instanceof Sighting sighting) {
        judged.add(
            sighting.exchangeId()
                + (sighting.facts().has(Fact.OUTPUT_TOKENS) ? " with tokens" : ""));
      }
    }
    return judged;
  }

  private static long told(
      KeyedOneInputStreamOperatorTestHarness<String, Waiting<Sighting>, Sighting> harness,
      String count)
      throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    Queue<StreamRecord<StatusReport>> reports = harness.getSideOutput(CoverageTeller.COVERAGE);
    long sum = 0;
    for (StreamRecord<StatusReport> one :
        reports == null ? List.<StreamRecord<StatusReport>>of() : reports) {
      sum += one.getValue().getCounts().getOrDefault(count, 0L);
    }
    return sum;
  }

  @Test
  void whatWaitedOverARestartHasTimeToMeetWhatWasNotReadMeanwhile() throws Exception {
    OperatorSubtaskState state;
    try (var before = join(100)) {
      before.open();
      before.setProcessingTime(AT_MS);
      before.processElement(part(0, true));
      before.processElement(part(1, true));
      state = before.snapshot(1, AT_MS);
    }
    try (var after = join(100)) {
      after.setProcessingTime(AT_MS + HOUR_MS);
      after.initializeState(state);
      after.open();
      after.setProcessingTime(AT_MS + HOUR_MS + 1);
      assertEquals(List.of(), judged(after));
      after.processElement(part(0, false));
      assertEquals(List.of("asked-0 with tokens"), judged(after));
      after.setProcessingTime(AT_MS + HOUR_MS + 2 * WAIT_MS);
      assertEquals(
          List.of("asked-0 with tokens", "asked-1"), judged(after), "and no longer than that");
    }
  }

  @Test
  void whatWaitsIsJudgedAlsoWhenItsSourceWasTakenOutMeanwhile() throws Exception {
    OperatorSubtaskState state;
    try (var before = join(100)) {
      before.open();
      before.processElement(part(0, true));
      before.processElement(part(1, false));
      state = before.snapshot(1, AT_MS);
    }
    try (var after = join(List.of(), 100)) {
      after.initializeState(state);
      after.open();
      after.processWatermark(AT_MS + WAIT_MS + 1);
      assertEquals(List.of("asked-0"), judged(after));
      assertEquals(1, told(after, "rejected.no_partner"));
    }
  }

  @Test
  void atTheBoundOfATaskWhatComesWaitsForNothingAlsoAfterARestart() throws Exception {
    OperatorSubtaskState state;
    try (var before = join(2)) {
      before.open();
      before.processElement(part(0, true));
      before.processElement(part(1, true));
      assertEquals(List.of(), judged(before));
      state = before.snapshot(1, AT_MS);
    }
    try (var after = join(2)) {
      after.initializeState(state);
      after.open();
      after.processElement(part(2, true));
      after.processElement(part(3, false));
      assertEquals(List.of("asked-2"), judged(after));
      assertEquals(1, told(after, "shed"));
      after.processElement(part(0, false));
      after.processElement(part(4, true));
      assertEquals(
          List.of("asked-2", "asked-0 with tokens"), judged(after), "one waits in its place");
      after.processWatermark(AT_MS + WAIT_MS + 1);
      List<String> all = judged(after);
      Collections.sort(all);
      assertEquals(List.of("asked-0 with tokens", "asked-1", "asked-2", "asked-4"), all);
      after.processElement(part(5, true));
      after.processElement(part(6, true));
      assertEquals(4, judged(after).size(), "there is room again");
    }
  }
}

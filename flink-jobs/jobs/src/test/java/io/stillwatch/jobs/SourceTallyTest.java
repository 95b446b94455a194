package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Source;
import io.stillwatch.intake.settings.SealSettings;
import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SourceTallyTest {

  private static final EventSource SOURCE =
      new EventSource("topic", Source.RECOGNISED, SealSettings.OFF, Duration.ofMinutes(10));
  private static final long MINUTE = 60_000;
  private static final long START = 1_780_000_000_000L;

  private final SourceTally tally = new SourceTally(SOURCE, true, null, START);

  private static Map<String, Long> read(int partition, long from, long next) {
    Map<String, Long> news = new HashMap<>();
    news.put("records", next - from);
    news.put("accepted", next - from);
    news.put("from." + partition, from);
    news.put("next." + partition, next);
    return news;
  }

  private static long count(SourceTally of, String name) {
    return of.report(START).getCounts().getOrDefault(name, 0L);
  }

  @Test
  void offsetsAddUpOverPartitionsAndRestarts() {
    tally.add(read(0, 0, 10), START);
    tally.add(read(1, 5, 7), START);
    tally.add(read(0, 10, 15), START);
    SourceTally again = new SourceTally(SOURCE, true, tally.report(START), START);
    again.add(read(0, 15, 20), START);
    assertEquals(22, count(again, "records"));
    assertEquals(22, count(again, "accepted"));
    assertEquals(22, count(again, "offsets"));
    assertEquals(0, count(again, "unreadable"));
    assertEquals(20, count(again, "next.0"));
  }

  @Test
  void anOffsetThatHoldsNoRecordIsCountedAsOne() {
    tally.add(read(0, 0, 10), START);
    tally.add(read(0, 12, 15), START);
    assertEquals(13, count(tally, "records"));
    assertEquals(15, count(tally, "offsets"));
    assertEquals(2, count(tally, "unreadable"));
  }

  @Test
  void aTopicThatIsMadeAnewBeginsAgain() {
    tally.add(read(0, 0, 10), START);
    tally.add(read(0, 0, 3), START);
    assertEquals(13, count(tally, "offsets"));
    assertEquals(0, count(tally, "unreadable"));
  }

  @Test
  void itFallsSilentAtTheEndOfItsTimeAndSpeaksAgainWithTheNextRecord() {
    tally.add(read(0, 0, 1), START);
    assertFalse(tally.turns(START + 10 * MINUTE - 1));
    assertTrue(tally.turns(START + 10 * MINUTE));
    assertTrue(tally.silent());
    StatusReport report = tally.report(START + 10 * MINUTE);
    assertEquals(1L, report.getCounts().get("silent"));
    assertTrue(report.getNotes().get("alarm").contains("since 2026-05-28T20:26:40Z"));
    assertFalse(tally.turns(START + 11 * MINUTE), "it is said once");
    tally.add(read(0, 1, 2), START + 12 * MINUTE);
    assertTrue(tally.turns(START + 12 * MINUTE));
    assertFalse(tally.silent());
    assertFalse(tally.report(START).getNotes().containsKey("alarm"));
  }

  @Test
  void whatWasNotReadWhileTheJobStoodStillIsNobodysSilence() {
    tally.add(read(0, 0, 1), START);
    long later = START + 60 * MINUTE;
    SourceTally again = new SourceTally(SOURCE, true, tally.report(START), later);
    assertFalse(again.turns(later));
    assertTrue(again.turns(later + 10 * MINUTE));
  }

  @Test
  void whatWasSilentBeforeARestartIsSilentAfterIt() {
    tally.add(read(0, 0, 1), START);
    assertTrue(tally.turns(START + 10 * MINUTE));
    SourceTally again =
        new SourceTally(SOURCE, true, tally.report(START + 10 * MINUTE), START + 11 * MINUTE);
    assertFalse(again.turns(START + 11 * MINUTE));
    assertTrue(again.silent());
  }

  @Test
  void oneThatHasNeverSpokenIsSilentWhereItIsExpected() {
    assertTrue(tally.turns(START + 10 * MINUTE));
    assertTrue(tally.alarm().contains("never"));
    SourceTally notExpected = new SourceTally(SOURCE, false, null, START);
    assertFalse(notExpected.turns(START + 10 * MINUTE));
    notExpected.add(read(0, 0, 1), START + 11 * MINUTE);
    assertTrue(notExpected.turns(START + 21 * MINUTE));
  }

  @Test
  void zeroIsNever() {
    SourceTally never =
        new SourceTally(new EventSource("topic", Source.RECOGNISED), true, null, START);
    assertFalse(never.turns(START + 1_000 * MINUTE));
  }
}

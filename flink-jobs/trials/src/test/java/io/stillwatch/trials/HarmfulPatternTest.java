package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.Source;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.signals.HashKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A well-formed pattern that meets three accounts of ten is promoted by mistake. */
class HarmfulPatternTest {

  private static final String HARMFUL =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata: {id: harmful, version: 1, title: Whoever uses the small model, owner: trial}
      spec:
        blindSpots: it finds honest accounts only
        explanation: an exchange with the small model
        match:
          within: 1m
          sequence:
            steps: [{name: any, when: event.model == "small"}]
        episode: {quiet: 1ms, actAfter: 1}
        action: {kind: SUSPEND, lasts: 6h, reasonCode: trial, withoutWarning: a trial}
        tests:
          fires: [{name: one, events: [{at: 0s, model: small, signals: {prompt: a}}]}]
          staysQuiet: [{name: none, events: [{at: 0s, model: large}]}]
      """;

  private static final int THREE_OF_TEN = 10;

  @Test
  void itTouchesOnePercentOrFiftyAccountsWhicheverIsLessAndThenHolds() {
    PatternBook book =
        StarterBook.book()
            .with(new BookRow.Revision(PatternBook.ALL_TENANTS, "harmful", 1, HARMFUL))
            .with(new BookRow.Pointer(PatternBook.ALL_TENANTS, "harmful", 1, Mode.ENFORCE, 1));
    assertEquals(Map.of(), book.refusals());
    for (int accounts : new int[] {200, 2_000, 10_000}) {
      Heard heard = new Heard();
      Driver driver =
          new Driver(
              book,
              HashKey.PUBLIC,
              Duration.ofDays(30),
              Campaigns.desk(),
              Source.RECOGNISED,
              Driver.Budget.KEPT);
      RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
      for (int day = 0; day < 2; day++) {
        for (int i = 0; i < accounts; i++) {
          driver.accept(codec.encode(event(day, i)), heard);
        }
      }
      System.out.printf(
          "{\"trial\":\"harmful pattern\",\"accounts\":%d,\"matched\":%d,\"touched\":%d,\"held_after_ms\":%d}%n",
          accounts, heard.matched.size(), heard.touched.size(), heard.heldAtMs - at(1, 0));
      assertEquals(accounts * 3 / THREE_OF_TEN, heard.matched.size(), "findings go on");
      assertEquals(1, heard.alarms);
      assertTrue(
          heard.touched.size() <= Math.max(10, Math.min(50, accounts * 1.1 / 100)),
          heard.touched.size() + " of " + accounts);
      assertTrue(heard.touched.size() >= 10, "a budget that lets nobody through proves nothing");
    }
  }

  /** On the first day everybody uses the large model; on the second three of ten the small one. */
  private static InferenceEvent event(int day, int account) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x" + day + "-" + account)
        .setAccountId("account-" + account)
        .setOccurredAt(Instant.ofEpochMilli(at(day, account)))
        .setReceivedAt(Instant.ofEpochMilli(at(day, account)))
        .setPhase(Phase.EXCHANGE)
        .setModel(day == 1 && account % THREE_OF_TEN < 3 ? "small" : "large")
        .setFeatures(Features.newBuilder().setHashes(Map.of("prompt", 1L + account)).build())
        .build();
  }

  /** Ten exchanges a second. */
  private static long at(int day, int account) {
    return EventStream.START + day * Duration.ofDays(1).toMillis() + account * 100L;
  }

  private static final class Heard implements Driver.Out {

    private final Set<String> matched = new HashSet<>();
    private final Set<String> touched = new HashSet<>();
    private int alarms;
    private long heldAtMs;

    @Override
    public void rejected(Outcome.Rejected why) {
      throw new AssertionError(why);
    }

    @Override
    public void finding(Finding finding) {
      if (finding.getPatternId().equals("harmful")) {
        matched.add(finding.getAccountId());
      }
    }

    @Override
    public void action(EnforcementAction action) {
      touched.add(action.getSubjectId());
    }

    @Override
    public void held(String tenant, String pattern, int accounts, long clockMs) {
      alarms++;
      heldAtMs = clockMs;
    }
  }
}

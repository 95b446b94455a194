package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.SubjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The summary tells campaigns that got away and honest accounts that were met. */
class ScoreboardTest {

  private static final Directory WORLD =
      new Directory(
          Map.of(
              "a", Role.REASONING_HARVEST,
              "b", Role.REASONING_HARVEST,
              "c", Role.RUBRIC_GRADING,
              "h", Role.CHAT),
          Map.of("org", List.of("b", "c")),
          Map.of());

  private final Scoreboard board = new Scoreboard(WORLD);

  @Test
  void aRunThatMeetsEveryCampaignAndNobodyElsePasses() {
    sent("a", 3);
    sent("c", 2);
    sent("h", 9);
    act(SubjectKind.ACCOUNT, "a", 1_000L, 1_040);
    act(SubjectKind.ACCOUNT, "c", 1_000L, 1_010);
    sent("a", 2);
    board.asked("a", Admission.SUSPENDED);
    Summary summary = summary(true);
    assertTrue(summary.passed(), summary::text);
    assertEquals(16, summary.events());
    assertEquals(10, summary.latencyP50Ms());
    assertEquals(40, summary.latencyP99Ms());
    Summary.Campaign harvest = summary.campaigns().get(0);
    assertEquals(
        new Summary.Campaign(
            "reasoning harvest", 1, 1, 3, Map.of(Admission.SERVED, 5, Admission.SUSPENDED, 1)),
        harvest);
    assertTrue(
        summary.text().contains("5 of the 6 exchanges that it gets without Stillwatch (83 %)"),
        summary::text);
    assertTrue(summary.text().contains("; the others 1 suspended"), summary::text);
    assertTrue(summary.text().contains("0 accounts touched"), summary::text);
    assertTrue(summary.json().contains("\"passed\":true"), summary::json);
  }

  @Test
  void aMissedCampaignFailsACompleteRunButNotOneThatWasCutShort() {
    sent("a", 1);
    sent("c", 1);
    act(SubjectKind.ACCOUNT, "a", 1_000L, 1_040);
    assertFalse(summary(true).passed());
    assertTrue(summary(true).text().contains("FAILED: missed rubric grading"));
    assertTrue(summary(false).passed());
  }

  @Test
  void anHonestAccountThatIsMetFailsAnyRun() {
    sent("a", 1);
    sent("h", 1);
    act(SubjectKind.ACCOUNT, "h", null, 1_040);
    assertFalse(summary(false).passed());
    assertTrue(summary(false).text().contains("1 account touched: h"), summary(false)::text);
    assertEquals(-1, summary(false).latencyP50Ms());
  }

  @Test
  void anActionOnAnOrganizationMeetsItsAccounts() {
    sent("b", 1);
    sent("c", 1);
    act(SubjectKind.ORGANIZATION, "org", 1_000L, 1_001);
    assertEquals(2, board.snapshot().accountsActedOn());
  }

  @Test
  void anEndedActionMeetsNobody() {
    EnforcementAction action = action(SubjectKind.ACCOUNT, "h", 1_000L);
    action.setState(ActionState.REVOKED);
    board.acted(action, 1_001, 0);
    assertEquals(0, board.snapshot().accountsActedOn());
    assertEquals(0, board.actions());
  }

  private void sent(String account, int exchanges) {
    for (int i = 0; i < exchanges; i++) {
      board.asked(account, Admission.SERVED);
      board.sent(account, true);
    }
  }

  private Summary summary(boolean complete) {
    return board.summary("localhost:1", true, 1_000, complete, new Counts(0, 0, 0));
  }

  private void act(
      SubjectKind kind, String subject, @Nullable Long receivedAtMs, long recordTimeMs) {
    board.acted(action(kind, subject, receivedAtMs), recordTimeMs, 0);
  }

  private static EnforcementAction action(
      SubjectKind kind, String subject, @Nullable Long receivedAtMs) {
    EnforcementAction action = new EnforcementAction();
    action.setSubjectKind(kind);
    action.setSubjectId(subject);
    action.setKind(ActionKind.SUSPEND);
    action.setState(ActionState.ACTIVE);
    action.setPatternId("pattern");
    action.setReceivedAt(receivedAtMs == null ? null : Instant.ofEpochMilli(receivedAtMs));
    return action;
  }
}

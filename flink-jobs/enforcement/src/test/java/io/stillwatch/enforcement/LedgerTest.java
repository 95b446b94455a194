package io.stillwatch.enforcement;

import static io.stillwatch.enforcement.Findings.START_MS;
import static io.stillwatch.enforcement.Findings.at;
import static io.stillwatch.enforcement.Findings.finding;
import static io.stillwatch.enforcement.Findings.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Merger;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.StepEvidence;
import io.stillwatch.schemas.SubjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {

  private final Ledger ledger = new Ledger();
  private SubjectRows rows = SubjectRows.none();

  @Test
  void aFindingThatAsksForAnActionBecomesOne() {
    Finding finding =
        finding(100, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "10")).build();
    EnforcementAction action = act(finding);

    assertEquals(
        ActionId.of("default", SubjectKind.ACCOUNT, "acct-7", ActionKind.THROTTLE, "grader", "e1"),
        action.getActionId());
    assertEquals("default|ACCOUNT|acct-7|THROTTLE", ActionKey.of(action));
    assertEquals(Mode.ENFORCE, action.getMode());
    assertEquals(ActionState.ACTIVE, action.getState());
    assertEquals(Map.of("requests_per_minute", "10"), action.getParameters());
    assertEquals(finding.getEventTime(), action.getEventTime());
    assertEquals(finding.getReceivedAt(), action.getReceivedAt());
    assertEquals(at(100), action.getEffectiveAt());
    assertEquals(at(1_100), action.getExpiresAt());
    assertEquals("grader", action.getPatternId());
    assertEquals(3, action.getPatternVersion());
    assertNull(action.getCampaignId());
    assertEquals(PublicReference.of(action.getActionId()), action.getPublicReference());
    assertEquals("unusual-use", action.getReasonCode());
    assertEquals(finding.getExplanation(), action.getExplanation());
    assertEquals(finding.getEvidence(), action.getEvidence());
  }

  @Test
  void anActionCarriesTheCampaignThatItsAccountIsFoundToBePartOf() {
    Finding member =
        finding(100, ActionKind.SUSPEND, 1_000)
            .setEpisode("c-1")
            .setCampaignId("c-1")
            .setJoinedCampaignId("c-2")
            .setMergers(List.of(new Merger("c-1", Findings.at(50))))
            .build();
    EnforcementAction action = act(member);
    assertEquals("c-1", action.getCampaignId());
    assertEquals("c-2", action.getJoinedCampaignId());
    assertEquals(member.getMergers(), action.getMergers());
    assertEquals(
        ActionId.of("default", SubjectKind.ACCOUNT, "acct-7", ActionKind.SUSPEND, "grader", "c-1"),
        action.getActionId());
    EnforcementAction own = act(finding(500, ActionKind.SUSPEND, 1_000).build());
    assertNull(own.getCampaignId(), "each revision is of one finding, whole");
  }

  @Test
  void onlyFindingsInForceThatAskForSomethingKnownAct() {
    quiet(plain(1).build());
    quiet(finding(1, ActionKind.SUSPEND, 1_000).setMode(Mode.SHADOW).build());
    quiet(finding(1, ActionKind.SUSPEND, 1_000).setMode(Mode.OFF).build());
    quiet(finding(1, ActionKind.SUSPEND, 1_000).setMode(Mode.UNKNOWN).build());
    quiet(finding(1, ActionKind.UNKNOWN, 1_000).build());
    quiet(finding(1, ActionKind.SUSPEND, 0).build());
    quiet(finding(1, ActionKind.SUSPEND, -1).build());
  }

  @Test
  void theSameKindExtendsAndKeepsItsIdAndItsBeginning() {
    EnforcementAction first = act(finding(100, ActionKind.THROTTLE, 1_000).build());
    EnforcementAction second = act(finding(300, ActionKind.THROTTLE, 1_000).build());

    assertEquals(first.getActionId(), second.getActionId());
    assertEquals(first.getPublicReference(), second.getPublicReference());
    assertEquals(first.getRevision() + 1, second.getRevision());
    assertEquals(at(100), second.getEffectiveAt());
    assertEquals(at(1_300), second.getExpiresAt());
    assertEquals("x-300", second.getEvidence().getExchangeId());
    assertEquals(1, rows.all().size());
  }

  @Test
  void anEndMovesByAMillisecondOrNotAtAll() {
    act(finding(100, ActionKind.THROTTLE, 1_000).build());
    quiet(finding(200, ActionKind.THROTTLE, 899).build());
    quiet(finding(200, ActionKind.THROTTLE, 900).build());
    assertEquals(at(1_101), act(finding(200, ActionKind.THROTTLE, 901).build()).getExpiresAt());
  }

  @Test
  void aStricterParameterActsAtOnceAndTheEndStays() {
    act(finding(100, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "10")).build());
    quiet(finding(150, ActionKind.THROTTLE, 10, Map.of("requests_per_minute", "11")).build());
    quiet(finding(150, ActionKind.THROTTLE, 10, Map.of("requests_per_minute", "10")).build());
    EnforcementAction tight =
        act(finding(150, ActionKind.THROTTLE, 10, Map.of("requests_per_minute", "9")).build());

    assertEquals(Map.of("requests_per_minute", "9"), tight.getParameters());
    assertEquals(at(1_100), tight.getExpiresAt());
  }

  @Test
  void whoOnlyTightensDoesNotTakeTheActionOver() {
    EnforcementAction first =
        act(
            finding(100, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "10"))
                .setCampaignId("c-1")
                .setLinks(List.of("card:1"))
                .build());
    EnforcementAction tight =
        act(
            finding(150, ActionKind.THROTTLE, 10, Map.of("requests_per_minute", "9"))
                .setPatternId("copier")
                .setCampaignId("c-2")
                .setOrganizationId("o")
                .build());
    assertEquals(
        EnforcementAction.newBuilder(first)
            .setRevision(first.getRevision() + 1)
            .setParameters(Map.of("requests_per_minute", "9"))
            .build(),
        tight);
  }

  @Test
  void aRowThatAWordHasEndedIsNotExtendedAndIsWrittenOnTheWay() {
    EnforcementAction ended = act(finding(100, ActionKind.THROTTLE, 9_000).build());
    FeedbackBook book = new FeedbackBook();
    book.apply(Findings.word(FeedbackKind.REVOKE, FeedbackScope.PATTERN, "grader", 500).build());
    List<EnforcementAction> revoked = ledger.revoke(rows, book);

    EnforcementAction next =
        ledger.decide(rows, finding(600, ActionKind.THROTTLE, 1_000).build(), book).get(0);
    assertEquals(at(600), next.getEffectiveAt());
    assertEquals(at(1_600), next.getExpiresAt());
    assertTrue(next.getRevision() > revoked.get(0).getRevision());

    List<EnforcementAction> both =
        ledger.decide(rows, finding(600, ActionKind.SUSPEND, 1_000).build(), book);
    assertEquals(revoked, both.subList(0, 1));
    assertEquals(ActionKind.SUSPEND, both.get(1).getKind());

    Finding barred = finding(400, ActionKind.SUSPEND, 1_000).build();
    assertEquals(revoked, ledger.decide(rows, barred, book));
    assertEquals(ended.getActionId(), revoked.get(0).getActionId());
  }

  @Test
  void aLongerAndMilderRequestCannotLoosenWhatHolds() {
    act(finding(100, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "10")).build());
    EnforcementAction longer =
        act(
            finding(200, ActionKind.THROTTLE, 9_000, Map.of("requests_per_minute", "60"))
                .setPatternId("mild")
                .build());

    assertEquals(Map.of("requests_per_minute", "10"), longer.getParameters());
    assertEquals(at(9_200), longer.getExpiresAt());
  }

  @Test
  void aRowGoesOverToTheOtherPatternThatMovesItsEndAndStaysOnATie() {
    EnforcementAction first = act(finding(100, ActionKind.THROTTLE, 1_000).build());
    quiet(finding(200, ActionKind.THROTTLE, 900).setPatternId("copier").build());
    EnforcementAction second =
        act(finding(200, ActionKind.THROTTLE, 901).setPatternId("copier").build());

    assertNotEquals(first.getActionId(), second.getActionId());
    assertEquals("copier", second.getPatternId());
    assertEquals("x-200", second.getEvidence().getExchangeId());
    assertEquals(first.getRevision() + 1, second.getRevision());
    assertEquals(at(100), second.getEffectiveAt());
    EnforcementAction otherEpisode =
        act(
            finding(300, ActionKind.THROTTLE, 1_000)
                .setPatternId("copier")
                .setEpisode("e2")
                .build());
    assertNotEquals(second.getActionId(), otherEpisode.getActionId());
  }

  @Test
  void anActionHoldsUntilTheMillisecondBeforeItsEnd() {
    act(finding(100, ActionKind.THROTTLE, 1_000).build());
    SubjectRows before = rows;

    assertEquals(at(100), act(finding(1_099, ActionKind.THROTTLE, 1_000).build()).getEffectiveAt());
    for (long clock : new long[] {1_100, 1_101}) {
      rows = before;
      EnforcementAction next = act(finding(clock, ActionKind.THROTTLE, 1_000).build());
      assertEquals(at(clock), next.getEffectiveAt());
    }
  }

  @Test
  void aNewActionAfterTheEndStartsWithItsOwnParameters() {
    EnforcementAction first =
        act(finding(100, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "10")).build());
    EnforcementAction next =
        act(finding(5_000, ActionKind.THROTTLE, 10, Map.of("requests_per_minute", "60")).build());

    assertEquals(Map.of("requests_per_minute", "60"), next.getParameters());
    assertEquals(at(5_010), next.getExpiresAt());
    assertTrue(next.getRevision() > first.getRevision());
  }

  @Test
  void rungsStandApartFromEachOther() {
    act(finding(100, ActionKind.THROTTLE, 9_000).build());
    act(finding(200, ActionKind.SUSPEND, 100).build());
    act(finding(300, ActionKind.DEGRADE, 100).build());

    assertEquals(
        List.of(ActionKind.THROTTLE, ActionKind.DEGRADE, ActionKind.SUSPEND),
        rows.all().stream().map(EnforcementAction::getKind).toList());
    assertEquals(at(9_100), rows.all().get(0).getExpiresAt());
  }

  @Test
  void aFindingSeenBeforeChangesNothingEvenAfterItsActionEnded() {
    Finding strict =
        finding(100, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "5")).build();
    act(strict);
    quiet(strict);
    act(finding(2_000, ActionKind.THROTTLE, 1_000, Map.of("requests_per_minute", "60")).build());
    quiet(strict);
  }

  @Test
  void whetherAnEndedRowWasForgottenDoesNotShow() {
    act(finding(100, ActionKind.THROTTLE, 1_000).build());
    act(finding(300, ActionKind.THROTTLE, 1_000).build());
    Finding next = finding(5_000, ActionKind.THROTTLE, 1_000).build();

    List<EnforcementAction> remembered = ledger.decide(rows, next, new FeedbackBook());
    assertEquals(ledger.decide(SubjectRows.none(), next, new FeedbackBook()), remembered);
    assertEquals(START_MS + 5_000, remembered.get(0).getRevision());
  }

  @Test
  void revisionsRiseEvenWhereTheyHaveRunAheadOfTheClock() {
    act(finding(0, ActionKind.THROTTLE, 1).build());
    EnforcementAction row = rows.all().get(0);
    rows =
        rows.with(
            List.of(EnforcementAction.newBuilder(row).setRevision(START_MS + 50_000).build()));

    assertEquals(START_MS + 50_001, act(finding(10, ActionKind.THROTTLE, 1).build()).getRevision());
  }

  @Test
  void noRequestHoldsLongerThanTheLongestAction() {
    long max = EnforcementLimits.ACTION_MAX.toMillis();
    for (long duration : new long[] {max - 1, max, max + 1, Long.MAX_VALUE}) {
      rows = SubjectRows.none();
      assertEquals(
          at(100 + Math.min(duration, max)),
          act(finding(100, ActionKind.SUSPEND, duration).build()).getExpiresAt());
    }
  }

  @Test
  void textsAreCutAtTheirLimitsAndNeverWithinACharacter() {
    for (int over = -1; over <= 1; over++) {
      rows = SubjectRows.none();
      ActionRequest request = Findings.request(ActionKind.OBSERVE, 10, Map.of());
      request.setReasonCode("r".repeat(EnforcementLimits.REASON_CHARS_MAX + over));
      EnforcementAction action =
          act(
              plain(1)
                  .setRequested(request)
                  .setExplanation("e".repeat(EnforcementLimits.EXPLANATION_CHARS_MAX + over))
                  .build());
      assertEquals(
          EnforcementLimits.REASON_CHARS_MAX + Math.min(over, 0), action.getReasonCode().length());
      assertEquals(
          EnforcementLimits.EXPLANATION_CHARS_MAX + Math.min(over, 0),
          action.getExplanation().length());
    }
    assertEquals("ab", BoundedEvidence.text("ab\uD83D\uDE00", 3));
    assertEquals("ab\uD83D\uDE00", BoundedEvidence.text("ab\uD83D\uDE00", 4));
  }

  @Test
  void evidenceKeepsTheNewestExchangesAndTheFirstOfTheRest() {
    for (int over = -1; over <= 1; over++) {
      rows = SubjectRows.none();
      Evidence evidence = Evidence.newBuilder(plain(1).build().getEvidence()).build();
      evidence.setExchanges(names(EnforcementLimits.EXCHANGES_MAX + over));
      evidence.setSteps(
          names(EnforcementLimits.STEPS_MAX + over).stream()
              .map(name -> new StepEvidence(name, 1L, "a", "b"))
              .toList());
      evidence.setTerms(
          names(EnforcementLimits.TERMS_MAX + over).stream()
              .map(name -> new ScoreTerm(name, 1.0, 1.0))
              .toList());
      Map<String, Double> profile = new HashMap<>();
      names(EnforcementLimits.PROFILE_MAX + over).forEach(name -> profile.put(name, 1.0));
      evidence.setProfile(profile);

      Evidence kept =
          act(finding(1, ActionKind.OBSERVE, 10).setEvidence(evidence).build()).getEvidence();
      int dropped = Math.max(over, 0);
      assertEquals(EnforcementLimits.EXCHANGES_MAX + over - dropped, kept.getExchanges().size());
      assertEquals("n" + (100 + dropped), kept.getExchanges().get(0));
      assertEquals(EnforcementLimits.STEPS_MAX + over - dropped, kept.getSteps().size());
      assertEquals("n100", kept.getSteps().get(0).getStep());
      assertEquals(EnforcementLimits.TERMS_MAX + over - dropped, kept.getTerms().size());
      assertEquals("n100", kept.getTerms().get(0).getName());
      assertEquals(EnforcementLimits.PROFILE_MAX + over - dropped, kept.getProfile().size());
      assertTrue(kept.getProfile().containsKey("n100"));
    }
  }

  @Test
  void rowsOfAnotherSubjectAreRefused() {
    act(finding(100, ActionKind.THROTTLE, 1_000).build());
    Finding other = finding(200, ActionKind.THROTTLE, 1_000).setAccountId("acct-8").build();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ledger.decide(rows, other, new FeedbackBook()));
    assertTrue(
        String.valueOf(e.getMessage()).contains("default|ACCOUNT|acct-7|THROTTLE"),
        String.valueOf(e.getMessage()));
  }

  private EnforcementAction act(Finding finding) {
    List<EnforcementAction> changed = ledger.decide(rows, finding, new FeedbackBook());
    assertEquals(1, changed.size());
    rows = rows.with(changed);
    return changed.get(0);
  }

  private void quiet(Finding finding) {
    assertEquals(List.of(), ledger.decide(rows, finding, new FeedbackBook()));
  }

  private static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("n" + (100 + i));
    }
    return names;
  }
}

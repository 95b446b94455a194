package io.stillwatch.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Merger;
import io.stillwatch.schemas.Verification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody is banned unwarned, and no verified organisation feels anything without a human. */
final class RestraintTest {

  private static final long COOL_DOWN = EnforcementLimits.COOL_DOWN.toMillis();
  private static final long DAY = 86_400_000;

  private final Ledger ledger = new Ledger();
  private final FeedbackBook words = new FeedbackBook();
  private SubjectRows rows = SubjectRows.none();

  @Test
  void aSuspensionComesAfterAWarningThatHasStoodForTheCoolDown() {
    assertEquals(ActionKind.CHALLENGE, act(warns(0, ActionKind.SUSPEND)));
    assertEquals(ActionKind.CHALLENGE, act(warns(COOL_DOWN - 1, ActionKind.SUSPEND)));
    assertEquals(ActionKind.SUSPEND, act(warns(COOL_DOWN, ActionKind.SUSPEND)));
    assertEquals(ActionKind.SUSPEND, act(warns(COOL_DOWN + 1, ActionKind.SUSPEND)));
    assertEquals(2, rows.all().size());
  }

  @Test
  void whatIsSeenAgainDoesNotClimb() {
    Finding first = warns(0, ActionKind.SUSPEND);
    act(first);
    act(warns(COOL_DOWN, ActionKind.SUSPEND));
    assertEquals(List.of(), ledger.decide(rows, first, words));
  }

  @Test
  void aThrottleGoesBeforeADegradationAndTakesItsCeilingsOnly() {
    ActionRequest request =
        Findings.request(
            ActionKind.DEGRADE, DAY, Map.of("strip", "logprobs", "requests_per_minute", "7"));
    request.setWithoutWarning(null);
    EnforcementAction warning =
        ledger.decide(rows, Findings.plain(0).setRequested(request).build(), words).get(0);
    assertEquals(ActionKind.THROTTLE, warning.getKind());
    assertEquals(Map.of("requests_per_minute", "7"), warning.getParameters());
    assertTrue(
        warning.getExplanation().endsWith("DEGRADE was asked for and may follow on new evidence."),
        warning.getExplanation());
  }

  @Test
  void aWarningByAnotherPatternCountsAndOneThatWasTakenBackDoesNot() {
    EnforcementAction warning =
        ledger
            .decide(
                rows,
                Findings.finding(0, ActionKind.THROTTLE, DAY).setPatternId("other").build(),
                words)
            .get(0);
    SubjectRows warned = rows.with(List.of(warning));
    rows = warned;
    assertEquals(ActionKind.SUSPEND, act(warns(COOL_DOWN, ActionKind.SUSPEND)));
    rows =
        warned.with(
            List.of(
                Reprieve.of(
                    warning,
                    Findings.word(
                            FeedbackKind.REVOKE, FeedbackScope.ACTION, warning.getActionId(), 5)
                        .build())));
    assertEquals(ActionKind.CHALLENGE, act(warns(COOL_DOWN, ActionKind.SUSPEND)));
  }

  @Test
  void aWarningThatAWordHasEndedDoesNotCountBeforeItsRowSaysSo() {
    act(warns(0, ActionKind.SUSPEND));
    words.apply(Findings.word(FeedbackKind.REVOKE, FeedbackScope.ACCOUNT, "acct-7", 5).build());
    assertEquals(ActionKind.CHALLENGE, act(warns(COOL_DOWN, ActionKind.SUSPEND)));
  }

  @Test
  void aWarningThatIsLongPastCountsNoMoreSoThatForgettingItChangesNothing() {
    long counts = EnforcementLimits.WARNING_COUNTS_AFTER_END.toMillis();
    act(warns(0, ActionKind.SUSPEND));
    SubjectRows warned = rows;
    assertEquals(ActionKind.SUSPEND, act(warns(DAY + counts - 1, ActionKind.SUSPEND)));
    SubjectRows suspended = rows;
    Finding late = warns(DAY + counts, ActionKind.SUSPEND);
    assertEquals(
        ledger.decide(SubjectRows.none(), late, words), ledger.decide(warned, late, words));
    Finding later = warns(DAY + counts + DAY + counts, ActionKind.SUSPEND);
    assertEquals(
        ledger.decide(SubjectRows.none(), later, words), ledger.decide(suspended, later, words));
  }

  @Test
  void aPatternThatSaysWhyNeedsNoWarning() {
    assertEquals(ActionKind.SUSPEND, act(Findings.finding(0, ActionKind.SUSPEND, DAY).build()));
  }

  @Test
  void aVerifiedOrganisationIsOnlyObservedUntilAHumanApproves() {
    Finding member =
        Findings.finding(0, ActionKind.CHALLENGE, DAY)
            .setVerification(Verification.ORGANIZATION)
            .setCampaignId("c-1")
            .build();
    assertEquals(ActionKind.OBSERVE, act(member));
    words.apply(Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 5).build());
    assertEquals(ActionKind.CHALLENGE, act(member));
    for (String less : List.of("identity", "email", "none")) {
      assertEquals(
          ActionKind.SUSPEND,
          act(
              Findings.finding(10, ActionKind.SUSPEND, DAY + less.length())
                  .setVerification(less)
                  .build()));
      rows = SubjectRows.none();
    }
  }

  @Test
  void aVerifiedOrganisationThatCameAfterTheApprovalWaitsForTheNext() {
    words.apply(Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 5).build());
    Finding late = verified(6, ActionKind.CHALLENGE);
    assertEquals(ActionKind.OBSERVE, act(late), "nobody had it before them");
    words.apply(Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 20).build());
    assertEquals(ActionKind.CHALLENGE, act(late));
    assertEquals(
        ActionKind.CHALLENGE, act(verified(100, ActionKind.CHALLENGE)), "it was approved of");
    Finding merged = verified(101, ActionKind.CHALLENGE);
    merged.setCampaignId("c-0");
    assertEquals(ActionKind.OBSERVE, act(merged), "an older campaign, which somebody may not know");
    merged = verified(102, ActionKind.CHALLENGE);
    merged.setCampaignId("c-0");
    merged.setJoinedCampaignId("c-1");
    merged.setMergers(List.of(new Merger("c-0", Findings.at(101))));
    assertEquals(ActionKind.CHALLENGE, act(merged), "what was approved of has become part of it");
  }

  @Test
  void whatHumansDidNotApproveOfIsNotExtendedOnceAnOrganisationIsVerified() {
    Finding before = Findings.finding(0, ActionKind.CHALLENGE, DAY).setCampaignId("c-1").build();
    assertEquals(ActionKind.CHALLENGE, act(before));
    assertEquals(ActionKind.OBSERVE, act(verified(10, ActionKind.CHALLENGE)));
  }

  @Test
  void whatWasApprovedOfAndIsLongPastIsAskedForAnewWhetherItsRowIsKeptOrNot() {
    long counts = EnforcementLimits.WARNING_COUNTS_AFTER_END.toMillis();
    words.apply(Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 20).build());
    assertEquals(ActionKind.CHALLENGE, act(verified(2, ActionKind.CHALLENGE)));
    SubjectRows approved = rows;
    assertEquals(ActionKind.CHALLENGE, act(verified(DAY + counts, ActionKind.CHALLENGE)));
    rows = approved;
    assertEquals(ActionKind.OBSERVE, act(verified(DAY + counts + 2, ActionKind.CHALLENGE)));
  }

  private static Finding verified(long clockMs, ActionKind kind) {
    return Findings.finding(clockMs, kind, DAY)
        .setVerification(Verification.ORGANIZATION)
        .setCampaignId("c-1")
        .build();
  }

  private ActionKind act(Finding finding) {
    List<EnforcementAction> changed = ledger.decide(rows, finding, words);
    assertEquals(1, changed.size());
    rows = rows.with(changed);
    return changed.get(0).getKind();
  }

  private static Finding warns(long clockMs, ActionKind kind) {
    ActionRequest request = Findings.request(kind, DAY, Map.of());
    request.setWithoutWarning(null);
    return Findings.plain(clockMs).setRequested(request).build();
  }
}

package io.stillwatch.subscriber;

import static io.stillwatch.subscriber.Rows.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ActionsInForceTest {

  private static final long NOW = 500;
  private static final String THROTTLE_KEY = "default|ACCOUNT|acct-7|THROTTLE";

  private final ActionsInForce actions = new ActionsInForce();

  @Test
  void anActionEndsByItselfAtItsEnd() {
    actions.apply(row(ActionKind.SUSPEND, 1, 1_000));
    for (long now : new long[] {999, 1_000, 1_001}) {
      assertEquals(now < 1_000, decide(now).suspended(), "at " + now);
      assertEquals(now < 1_000 ? 1 : 0, actions.inForce(now).size(), "at " + now);
    }
  }

  @Test
  void anActionBindsBeforeItsEffectiveTimeBecauseClocksOfAccountsRunAhead() {
    EnforcementAction ahead = row(ActionKind.SUSPEND, 1, 1_000);
    ahead.setEffectiveAt(Instant.ofEpochMilli(NOW + 120));
    actions.apply(ahead);
    assertTrue(decide(NOW).suspended());
  }

  @Test
  void theGreatestRevisionWinsAnEqualOneIsADuplicateAndALowerOneIsOld() {
    assertTrue(actions.apply(row(ActionKind.THROTTLE, 5, 1_000)));
    assertFalse(actions.apply(row(ActionKind.THROTTLE, 5, 9_000)));
    assertFalse(actions.apply(row(ActionKind.THROTTLE, 4, 9_000)));
    assertEquals(Rung.NONE, decide(1_000).rung());
    assertTrue(actions.apply(row(ActionKind.THROTTLE, 6, 2_000)));
    assertEquals(Rung.THROTTLE, decide(1_000).rung());
  }

  @Test
  void theHighestRungInForceHoldsAndALowerOneThatLastsLongerComesBack() {
    actions.apply(row(ActionKind.THROTTLE, 1, 4_000));
    actions.apply(row(ActionKind.SUSPEND, 1, 2_000));
    actions.apply(row(ActionKind.DEGRADE, 1, 3_000));

    assertEquals(Rung.SUSPEND, decide(1_999).rung());
    assertEquals(Rung.DEGRADE, decide(2_000).rung());
    assertEquals(Rung.THROTTLE, decide(3_000).rung());
    assertEquals(Decision.NOTHING, decide(4_000));
  }

  @Test
  void whatStandsBesideTheLadderIsGivenBesideTheRung() {
    EnforcementAction observe = row(ActionKind.OBSERVE, 1, 2_000);
    EnforcementAction challenge = row(ActionKind.CHALLENGE, 1, 3_000);
    EnforcementAction watermark = row(ActionKind.WATERMARK, 1, 4_000);
    List.of(observe, challenge, watermark).forEach(actions::apply);

    assertEquals("OBSERVE CHALLENGE WATERMARK", beside(decide(1_999)));
    assertEquals("CHALLENGE WATERMARK", beside(decide(2_000)));
    actions.apply(row(ActionKind.DEGRADE, 1, 9_000));
    assertEquals(Rung.DEGRADE, decide(3_000).rung());
    assertEquals("WATERMARK", beside(decide(3_000)));
  }

  @Test
  void theHighestRungOfKeyAccountAndOrganisationHoldsAndOnATieTheNarrowestSpeaks() {
    EnforcementAction account = row(ActionKind.THROTTLE, 1, 1_000);
    EnforcementAction key =
        Rows.builder(SubjectKind.API_KEY, "key-1", ActionKind.THROTTLE, 1, 1_000).build();
    EnforcementAction organization =
        Rows.builder(SubjectKind.ORGANIZATION, "org-1", ActionKind.DEGRADE, 1, 900).build();
    List.of(account, key, organization).forEach(actions::apply);

    assertEquals(
        "org-1 DEGRADE", bound(actions.decide("default", "acct-7", "key-1", "org-1", NOW)));
    assertEquals(
        "key-1 THROTTLE", bound(actions.decide("default", "acct-7", "key-1", "org-1", 900)));
    assertEquals(
        "acct-7 THROTTLE", bound(actions.decide("default", "acct-7", "key-2", "org-1", 900)));
    assertEquals("acct-7 THROTTLE", bound(actions.decide("default", "acct-7", null, null, NOW)));
    assertEquals(Decision.NOTHING, actions.decide("default", "acct-8", "key-2", "org-2", NOW));
  }

  @Test
  void subjectsOfAnotherTenantOrKindAreOthers() {
    actions.apply(row(ActionKind.SUSPEND, 1, 1_000));
    assertEquals(Decision.NOTHING, actions.decide("other", "acct-7", null, null, NOW));
    assertEquals(Decision.NOTHING, actions.decide("default", "x", "acct-7", "acct-7", NOW));
  }

  @Test
  void aRevocationEndsWhatHoldsAndAnOlderRowCannotBringItBack() {
    EnforcementAction active = row(ActionKind.SUSPEND, 1, 9_000);
    EnforcementAction revoked = row(ActionKind.SUSPEND, 2, 600);
    revoked.setState(ActionState.REVOKED);
    actions.apply(active);
    assertTrue(actions.apply(revoked));
    assertFalse(decide(NOW).suspended());

    actions.expire(700); // after the revocation's own end, before the action's
    assertFalse(actions.apply(active));
    assertFalse(decide(700).suspended());
    assertEquals(1, actions.subjects());
    assertEquals(0, actions.expire(8_999));
    assertEquals(1, actions.expire(9_000));
  }

  @Test
  void aRevocationOfWhatIsNotKnownIsRememberedAndChangesNothing() {
    EnforcementAction revoked = row(ActionKind.SUSPEND, 2, 9_000);
    revoked.setState(ActionState.REVOKED);
    assertFalse(actions.apply(revoked));
    assertFalse(actions.apply(row(ActionKind.SUSPEND, 1, 9_000)));
    assertFalse(decide(NOW).suspended());
  }

  @Test
  void whatThisBuildDoesNotKnowNeverBinds() {
    EnforcementAction state = row(ActionKind.SUSPEND, 1, 9_000);
    state.setState(ActionState.UNKNOWN);
    EnforcementAction expired = row(ActionKind.DEGRADE, 1, 9_000);
    expired.setState(ActionState.EXPIRED);
    EnforcementAction shadow = row(ActionKind.THROTTLE, 1, 9_000);
    shadow.setMode(Mode.SHADOW);
    EnforcementAction mode = row(ActionKind.OBSERVE, 1, 9_000);
    mode.setMode(Mode.UNKNOWN);
    EnforcementAction subject =
        Rows.builder(SubjectKind.UNKNOWN, "acct-7", ActionKind.SUSPEND, 1, 9_000).build();
    for (EnforcementAction action :
        List.of(state, expired, shadow, mode, subject, row(ActionKind.UNKNOWN, 1, 9_000))) {
      assertFalse(actions.apply(action));
    }
    assertEquals(List.of(), actions.inForce(NOW));
    assertEquals(Decision.NOTHING, decide(NOW));
  }

  @Test
  void aTombstoneForgetsOnlyWhatIsOver() {
    actions.apply(row(ActionKind.THROTTLE, 1, 1_000));
    actions.apply(row(ActionKind.SUSPEND, 1, 1_000));

    assertFalse(actions.tombstone(THROTTLE_KEY, 999));
    assertEquals(2, actions.inForce(999).size());
    assertTrue(actions.tombstone(THROTTLE_KEY, 1_000));
    assertFalse(actions.tombstone(THROTTLE_KEY, 1_000));
    assertEquals(1, actions.subjects());
    assertTrue(actions.tombstone("default|ACCOUNT|acct-7|SUSPEND", 1_001));
    assertEquals(0, actions.subjects());
    assertFalse(actions.tombstone("not a key", 1_001));
    assertFalse(actions.tombstone("default|ACCOUNT|acct-9|SUSPEND", 1_001));
  }

  @Test
  void expiringForgetsWhatHasEndedAndNothingElse() {
    actions.apply(row(ActionKind.THROTTLE, 1, 1_000));
    actions.apply(row(ActionKind.SUSPEND, 1, 2_000));
    assertEquals(0, actions.expire(999));
    assertEquals(1, actions.expire(1_000));
    assertTrue(decide(1_000).suspended());
    assertEquals(1, actions.expire(2_000));
    assertEquals(0, actions.subjects());
  }

  @Test
  void whatIsInForceComesInTheOrderOfKeys() {
    for (String id : List.of("b", "c", "a")) {
      actions.apply(Rows.builder(SubjectKind.ACCOUNT, id, ActionKind.THROTTLE, 1, 1_000).build());
      actions.apply(Rows.builder(SubjectKind.ACCOUNT, id, ActionKind.DEGRADE, 1, 1_000).build());
    }
    assertEquals(
        List.of(
            "default|ACCOUNT|a|DEGRADE",
            "default|ACCOUNT|a|THROTTLE",
            "default|ACCOUNT|b|DEGRADE",
            "default|ACCOUNT|b|THROTTLE",
            "default|ACCOUNT|c|DEGRADE",
            "default|ACCOUNT|c|THROTTLE"),
        actions.inForce(NOW).stream().map(action -> RowKey.of(action).toString()).toList());
  }

  @Test
  void nothingInForceIsAlwaysTheSameDecision() {
    assertSame(Decision.NOTHING, decide(NOW));
    actions.apply(row(ActionKind.SUSPEND, 1, NOW));
    assertSame(Decision.NOTHING, decide(NOW));
  }

  @Test
  void aRungWithoutItsActionCannotBe() {
    assertThrows(
        IllegalArgumentException.class, () -> new Decision(Rung.SUSPEND, null, null, null, null));
    assertNotNull(Decision.NOTHING);
  }

  @Test
  void whatTheCustomerMayBeToldIsKeptAndTheEvidenceIsNot() {
    EnforcementAction row =
        Rows.builder(SubjectKind.ACCOUNT, "acct-7", ActionKind.THROTTLE, 1, 1_000)
            .setParameters(Map.of("requests_per_minute", "2"))
            .setCampaignId("c-1")
            .build();
    actions.apply(row);
    HeldAction held = Objects.requireNonNull(decide(NOW).action());
    assertEquals("SW-0000-0000-0000", held.publicReference());
    assertEquals("unusual-use", held.reasonCode());
    assertEquals(Map.of("requests_per_minute", "2"), held.parameters());
    assertEquals("grader", held.patternId());
    assertEquals("c-1", held.campaignId());
    assertEquals(Instant.ofEpochMilli(1_000), held.expiresAt());
    assertEquals(
        "default|ACCOUNT|acct-7|THROTTLE revision 1 until 1970-01-01T00:00:01Z", held.toString());
  }

  private static String bound(Decision decision) {
    HeldAction action = Objects.requireNonNull(decision.action());
    return action.subjectId() + " " + action.kind();
  }

  private static String beside(Decision decision) {
    return Stream.of(decision.observe(), decision.challenge(), decision.watermark())
        .filter(Objects::nonNull)
        .map(action -> action.kind().name())
        .collect(Collectors.joining(" "));
  }

  private Decision decide(long nowMs) {
    return actions.decide("default", "acct-7", null, null, nowMs);
  }
}

package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Merger;
import io.stillwatch.schemas.SubjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the contract does not ask: order between topics, staleness, and what is forgotten when. */
final class OverridesTest {

  private static final String EXCEPTION_KEY = "default|ACCOUNT|acct-7|e";
  private static final String FREEZE_KEY = "default|TENANT|default|freeze";
  private static final long REMEMBERED = SubscriberLimits.EXCEPTION_REMEMBERED.toMillis();

  private final ActionsInForce actions = new ActionsInForce();

  @Test
  void decisionsDoNotDependOnHowTheTopicsAreInterleaved() {
    Trials.forSeeds(
        150,
        random -> {
          List<EnforcementAction> rows = Rows.topic(random, 40);
          List<Feedback> said = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            said.add(said(random, i));
          }
          assertEquals(
              decisions(interleaved(rows, said, random)),
              decisions(interleaved(rows, said, random)));
        });
  }

  @Test
  void aRecordThatWaitedForItsSchemaDoesNotUndoALaterOne() {
    assertTrue(actions.apply(freeze(FeedbackKind.FREEZE), 6));
    assertFalse(actions.apply(freeze(FeedbackKind.RESUME), 5));
    assertFalse(actions.apply(freeze(FeedbackKind.RESUME), 6));
    assertTrue(actions.frozen("default"));
    assertTrue(actions.apply(freeze(FeedbackKind.RESUME), 7));
    assertFalse(actions.frozen("default"));
  }

  @Test
  void onlyWhatChangesSomethingIsSaidToChangeSomething() {
    assertFalse(actions.apply(freeze(FeedbackKind.RESUME), 0));
    assertTrue(actions.apply(freeze(FeedbackKind.FREEZE), 1));
    assertFalse(actions.apply(freeze(FeedbackKind.FREEZE), 2));
    assertTrue(actions.apply(exception("e", 500L), 3));
    assertFalse(actions.apply(exception("f", 400L), 4), "another that ends sooner");
    assertTrue(actions.apply(exception("e", 300L), 5), "the first is cut short: the other ends it");
    assertFalse(actions.apply(exception("g", null), 6), "without an end it is none");
  }

  @Test
  void anApprovalTakesBackTheDismissalBeforeItAndNothingElse() {
    FeedbackScope campaign = FeedbackScope.CAMPAIGN;
    EnforcementAction.Builder row =
        Rows.builder(SubjectKind.ACCOUNT, "acct-7", ActionKind.SUSPEND, 1, 900);
    actions.apply(row.setCampaignId("c-1").build());
    assertTrue(actions.apply(feedback(campaign, "c-1", "d", FeedbackKind.DISMISS, null, 50), 1));
    actions.apply(feedback(campaign, "c-1", "e", FeedbackKind.APPROVE, null, 40), 2);
    assertFalse(actions.decide("default", "acct-7", null, null, 100).suspended());
    assertTrue(actions.apply(feedback(campaign, "c-1", "d", FeedbackKind.APPROVE, null, 60), 3));
    assertTrue(actions.decide("default", "acct-7", null, null, 100).suspended());
    actions.apply(exception("e", 500L), 4);
    actions.apply(feedback(FeedbackScope.ACCOUNT, "acct-7", "e", FeedbackKind.APPROVE, null, 0), 5);
    assertFalse(actions.decide("default", "acct-7", null, null, 100).suspended());
  }

  @Test
  void theApprovalOfTheWholeIsRememberedBesideAnExceptionThatIsOver() {
    FeedbackScope campaign = FeedbackScope.CAMPAIGN;
    long far = 3 * REMEMBERED;
    EnforcementAction row =
        Rows.builder(SubjectKind.ACCOUNT, "acct-7", ActionKind.SUSPEND, 1, far)
            .setCampaignId("c-0")
            .setJoinedCampaignId("c-1")
            .setMergers(List.of(new Merger("c-0", Instant.ofEpochMilli(10))))
            .build();
    row.getEvidence().setLastAt(Instant.ofEpochMilli(900));
    actions.apply(row);
    actions.apply(feedback(campaign, "c-1", "d", FeedbackKind.DISMISS, null, 5), 1);
    actions.apply(feedback(campaign, "c-0", "e", FeedbackKind.EXCEPTION, 500L, 20), 2);
    assertFalse(actions.decide("default", "acct-7", null, null, 600).suspended());
    actions.apply(feedback(campaign, "c-0", "d", FeedbackKind.APPROVE, null, 30), 3);
    assertTrue(actions.decide("default", "acct-7", null, null, 600).suspended());
    actions.expire(2 * REMEMBERED);
    actions.feedbackTombstone("default|CAMPAIGN|c-0|d", 2 * REMEMBERED);
    assertTrue(actions.decide("default", "acct-7", null, null, 2 * REMEMBERED).suspended());
  }

  @Test
  void anOrganisationIsKnownFromTheRowWhereTheGatewayDoesNotTellIt() {
    actions.apply(
        Rows.builder(SubjectKind.ACCOUNT, "acct-7", ActionKind.SUSPEND, 1, 900)
            .setOrganizationId("org-3")
            .build());
    assertTrue(actions.decide("default", "acct-7", null, null, 100).suspended());
    actions.apply(
        feedback(FeedbackScope.ORGANIZATION, "org-3", "fb-1", FeedbackKind.EXCEPTION, 500L, 0), 1);
    assertFalse(actions.decide("default", "acct-7", null, null, 100).suspended());
  }

  @Test
  void anExceptionIsForgottenOnlyWhenNothingFromBeforeItsEndCanHold() {
    actions.apply(exception("e", 1_000L), 0);
    for (long now : new long[] {1_000, 1_000 + REMEMBERED - 1, 1_000 + REMEMBERED}) {
      actions.expire(now);
      actions.feedbackTombstone("default|ACCOUNT|acct-7|other", now);
      assertEquals(1, actions.overridden(), "at " + now);
    }
    actions.expire(1_000 + REMEMBERED + 1);
    assertEquals(0, actions.overridden());
  }

  @Test
  void tombstonesForgetWhatCountsNoMore() {
    actions.apply(exception("e", 1_000L), 0);
    actions.apply(freeze(FeedbackKind.FREEZE), 1);
    actions.feedbackTombstone(EXCEPTION_KEY, 1_000 + REMEMBERED - 1);
    actions.feedbackTombstone(FREEZE_KEY, Long.MAX_VALUE);
    assertEquals(2, actions.overridden());
    actions.apply(freeze(FeedbackKind.RESUME), 2);
    actions.feedbackTombstone(FREEZE_KEY, 1_000);
    actions.feedbackTombstone(EXCEPTION_KEY, 1_000 + REMEMBERED);
    assertEquals(0, actions.overridden());
    actions.feedbackTombstone("default|TENANT|default", 1_000);
    actions.feedbackTombstone("default|SOMEBODY|default|x", 1_000);
  }

  @Test
  void aWordAboutOneActionEndsItAndIsForgottenLikeAnyOther() {
    actions.apply(Rows.row(ActionKind.SUSPEND, 1, 900));
    actions.apply(Rows.row(ActionKind.CHALLENGE, 1, 900));
    FeedbackScope action = FeedbackScope.ACTION;
    assertFalse(
        actions.apply(feedback(action, "SUSPEND-1", "x", FeedbackKind.CONFIRMED, null, 5), 0));
    assertTrue(actions.apply(feedback(action, "SUSPEND-1", "r", FeedbackKind.REVOKE, 900L, 9), 1));
    Decision decision = actions.decide("default", "acct-7", null, null, 100);
    assertFalse(decision.suspended());
    assertNotNull(decision.challenge());
    actions.feedbackTombstone("default|ACTION|SUSPEND-1|r", 900 + REMEMBERED - 1);
    assertEquals(1, actions.overridden());
    actions.feedbackTombstone("default|ACTION|SUSPEND-1|r", 900 + REMEMBERED);
    assertEquals(0, actions.overridden());
  }

  @Test
  void whenTheTableIsStaleWhatFailsOpenIsLetGoAndTheRestHolds() {
    actions.freshAsOf(1_000);
    actions.apply(Rows.row(ActionKind.SUSPEND, 1, 900_000));
    actions.apply(Rows.row(ActionKind.CHALLENGE, 1, 900_000));
    assertTrue(challenged(actions, 61_000), "at the limit it is not yet stale");
    assertFalse(challenged(actions, 61_001));
    assertTrue(actions.decide("default", "acct-7", null, null, 61_001).suspended());
    actions.freshAsOf(61_001);
    assertTrue(challenged(actions, 61_001), "it binds again");

    ActionsInForce open =
        new ActionsInForce(new StalenessRule(Duration.ofSeconds(1), Set.of(ActionKind.SUSPEND)));
    open.freshAsOf(0);
    open.apply(Rows.row(ActionKind.SUSPEND, 1, 900_000));
    open.apply(Rows.row(ActionKind.THROTTLE, 1, 900_000));
    assertEquals(Rung.SUSPEND, open.decide("default", "acct-7", null, null, 1_000).rung());
    assertEquals(
        Rung.THROTTLE,
        open.decide("default", "acct-7", null, null, 1_001).rung(),
        "the rung below comes back");
  }

  @Test
  void aTableWithoutAReaderIsNeverStale() {
    assertFalse(actions.staleness(Long.MAX_VALUE).stale());
  }

  private static boolean challenged(ActionsInForce actions, long nowMs) {
    return actions.decide("default", "acct-7", null, null, nowMs).challenge() != null;
  }

  /** Rows in any order and often, feedback in its own order, each at its place on the topic. */
  private static List<Object> interleaved(
      List<EnforcementAction> rows, List<Feedback> said, Random random) {
    List<Object> all = new ArrayList<>(rows);
    all.addAll(rows.subList(0, random.nextInt(rows.size())));
    Collections.shuffle(all, random);
    int at = 0;
    for (Feedback each : said) {
      at += random.nextInt(all.size() - at + 1);
      all.add(at++, each);
    }
    return all;
  }

  private static Map<String, String> decisions(List<Object> records) {
    ActionsInForce actions = new ActionsInForce();
    long position = 0;
    for (Object record : records) {
      if (record instanceof Feedback feedback) {
        actions.apply(feedback, position++);
      } else {
        actions.apply((EnforcementAction) record);
      }
    }
    Map<String, String> decisions = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      for (long now : new long[] {500, 1_100, 1_400, 1_900}) {
        Decision decision = actions.decide("default", "s" + i, "s1", "s" + i / 2, now);
        decisions.put(i + " at " + now, decision.toString());
      }
    }
    return decisions;
  }

  private static Feedback said(Random random, int id) {
    FeedbackKind[] kinds = FeedbackKind.values();
    FeedbackScope[] scopes = FeedbackScope.values();
    boolean tenant = random.nextInt(3) == 0;
    return feedback(
        tenant ? FeedbackScope.TENANT : scopes[random.nextInt(scopes.length)],
        tenant ? "default" : "s" + random.nextInt(4),
        "f" + random.nextInt(2),
        kinds[random.nextInt(kinds.length)],
        random.nextBoolean() ? null : random.nextLong(2_000),
        id);
  }

  private static Feedback freeze(FeedbackKind kind) {
    return feedback(FeedbackScope.TENANT, "default", "freeze", kind, null, 0);
  }

  private static Feedback exception(String id, @Nullable Long untilMs) {
    return feedback(FeedbackScope.ACCOUNT, "acct-7", id, FeedbackKind.EXCEPTION, untilMs, 0);
  }

  private static Feedback feedback(
      FeedbackScope scope,
      String subject,
      String id,
      FeedbackKind kind,
      @Nullable Long untilMs,
      long atMs) {
    return Feedback.newBuilder()
        .setFeedbackId(id)
        .setTenant("default")
        .setScope(scope)
        .setSubject(subject)
        .setKind(kind)
        .setUntil(untilMs == null ? null : Instant.ofEpochMilli(untilMs))
        .setWhy("a test")
        .setAuthor("ana")
        .setAt(Instant.ofEpochMilli(atMs))
        .build();
  }
}

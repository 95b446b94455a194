package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What humans say ends what is in force, in the running job and across a restart of it. */
@Timeout(600)
class HumanWordsTest {

  /** A bound for a machine that others use too; the times that are printed are of interest. */
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final Map<String, EnforcementAction> table = new ConcurrentHashMap<>();
  private int exchanges;

  @Test
  void exceptionsRevocationsAndAFreezeBeatWhatIsInForce(@TempDir Path dir) throws Exception {
    try (Ground ground = Ground.start(dir)) {
      Topics topics = ground.enforced("words.", 2);
      String kafka = ground.bootstrapServers();
      SuspendsAll.publish(new PatternTopic(ground.kafka(), topics));
      FeedbackTopic feedback = new FeedbackTopic(ground.kafka(), topics);
      EmbeddedEngine.Builder builder =
          ground
              .engine(topics)
              .set("parallelism", "2")
              .set("trust.received.at", "false")
              .onAction(this::heard);
      try (EmbeddedEngine engine = builder.start()) {
        engine.awaitRunning(Settled.PATIENCE);
        for (String account : List.of("ann", "bob", "cid", "dan", "eve", "gus")) {
          use(engine, account);
        }
        for (String account : List.of("ann", "bob", "cid", "dan", "eve", "gus")) {
          await(account, ActionState.ACTIVE, Settled.PATIENCE);
        }

        feedback.write(List.of(exception(FeedbackScope.ACCOUNT, "ann")));
        say("exception for an account", await("ann", ActionState.REVOKED, WITHIN));
        feedback.write(List.of(exception(FeedbackScope.ORGANIZATION, "org-bob")));
        say("exception for an organisation", await("bob", ActionState.REVOKED, WITHIN));
        feedback.write(List.of(revoked("cid")));
        say("revocation", await("cid", ActionState.REVOKED, WITHIN));

        // Words come in their order: who has heard the second has heard the freeze.
        feedback.write(List.of(freeze(FeedbackKind.FREEZE), revoked("eve")));
        await("eve", ActionState.REVOKED, WITHIN);
        awaitFinding(kafka, topics, use(engine, "eve"));
        Settled.checkpoints(engine, 2);
        assertEquals(ActionState.REVOKED, state("eve"), "frozen");
        feedback.write(List.of(freeze(FeedbackKind.RESUME), revoked("gus")));
        await("gus", ActionState.REVOKED, WITHIN);
        Settled.checkpoints(engine, 2);
        assertEquals(ActionState.REVOKED, state("eve"), "what was held back does not fire");
        Settled.until(
            "eve is acted on again",
            () -> {
              use(engine, "eve");
              return state("eve") == ActionState.ACTIVE;
            },
            () -> table.get("eve"));
      }

      // Said while nobody listened.
      feedback.write(List.of(exception(FeedbackScope.ORGANIZATION, "org-dan")));
      long startedNs = System.nanoTime();
      try (EmbeddedEngine engine = builder.start()) {
        engine.awaitRunning(Settled.PATIENCE);
        assertTrue(engine.restoredFrom().isPresent());
        await("dan", ActionState.REVOKED, WITHIN);
        say("exception said while the engine was down, from its start on", startedNs);
        for (String account : List.of("ann", "bob", "dan")) {
          use(engine, account);
        }
        use(engine, "fay");
        await("fay", ActionState.ACTIVE, Settled.PATIENCE);
        Settled.checkpoints(engine, 2);
        for (String account : List.of("ann", "bob", "cid", "dan")) {
          assertEquals(ActionState.REVOKED, state(account), account);
        }
        assertEquals(ActionState.ACTIVE, state("eve"));
      }
    }
  }

  /** Returns the exchange's id. */
  private String use(EmbeddedEngine engine, String account) {
    String exchange = "x" + exchanges++;
    engine
        .publish(
            InferenceEvent.newBuilder()
                .setExchangeId(exchange)
                .setAccountId(account)
                .setOrganizationId("org-" + account)
                .setOccurredAt(Instant.now())
                .setPhase(Phase.EXCHANGE)
                .setPromptText("question number " + exchanges)
                .build())
        .join();
    return exchange;
  }

  private static Feedback.Builder word(
      FeedbackKind kind, FeedbackScope scope, String subject, String id) {
    return Feedback.newBuilder()
        .setFeedbackId(id)
        .setTenant("default")
        .setScope(scope)
        .setSubject(subject)
        .setKind(kind)
        .setWhy("a trial")
        .setAuthor("ana")
        .setAt(Instant.now());
  }

  private static Feedback exception(FeedbackScope scope, String subject) {
    return word(FeedbackKind.EXCEPTION, scope, subject, "e1")
        .setUntil(Instant.now().plus(Duration.ofHours(1)))
        .build();
  }

  /** About what stands against the account. */
  private Feedback revoked(String account) {
    String id = table.get(account).getActionId();
    return word(FeedbackKind.REVOKE, FeedbackScope.ACTION, id, "1").build();
  }

  private static Feedback freeze(FeedbackKind kind) {
    return word(kind, FeedbackScope.TENANT, "default", FeedbackTopic.FREEZE).build();
  }

  private void heard(EnforcementAction row) {
    table.merge(row.getSubjectId(), row, (a, b) -> a.getRevision() >= b.getRevision() ? a : b);
  }

  /** Returns the time at which it began to wait. */
  private long await(String account, ActionState state, Duration within) throws Exception {
    long startedNs = System.nanoTime();
    Settled.until(
        account + " is " + state, () -> state(account) == state, () -> table.get(account));
    Duration taken = Duration.ofNanos(System.nanoTime() - startedNs);
    assertTrue(taken.compareTo(within) < 0, account + " is " + state + " only after " + taken);
    return startedNs;
  }

  private ActionState state(String account) {
    EnforcementAction row = table.get(account);
    return row == null ? ActionState.UNKNOWN : row.getState();
  }

  private static void say(String what, long startedNs) {
    System.out.printf(
        "{\"trial\":\"human words\",\"word\":\"%s\",\"in_force_after_ms\":%d}%n",
        what, (System.nanoTime() - startedNs) / 1_000_000);
  }

  private static void awaitFinding(String kafka, Topics topics, String exchange) throws Exception {
    Settled.until(
        "there is a finding about " + exchange,
        () ->
            Wire.decode(Finding.class, Wire.read(kafka, topics.findings())).stream()
                .anyMatch(finding -> finding.getEvidence().getExchangeId().equals(exchange)),
        () -> "none");
  }
}

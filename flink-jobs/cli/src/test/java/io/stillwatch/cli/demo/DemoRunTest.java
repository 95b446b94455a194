package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.cli.Console;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SubjectKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The demonstration sends at its rate, hears the actions and judges the engine, here a stand-in
 * that knows the prompts.
 */
class DemoRunTest {

  private static final TrafficPlan PLAN =
      new TrafficPlan(1, 3_000, Duration.ofSeconds(5), 600, Instant.now());

  private final StringWriter err = new StringWriter();

  @Test
  void anEngineThatActsOnTheCampaignsPasses() throws Exception {
    StandIn engine =
        new StandIn(
            15,
            Set.of(
                "chain of thought",
                "reasoning",
                "pensamiento",
                "raisonnement",
                "Gedankengang",
                "thought process",
                "Response A",
                "Answer A:",
                "completion_1",
                "rubric",
                "strict grader",
                "scoring guide"));
    DemoRun.Result result = run(engine);
    assertTrue(result.passed(), result::text);
    assertTrue(result.text().contains("all 3 campaigns caught"), result::text);
    assertTrue(engine.refused > 500, "refused " + engine.refused);
    assertEquals(15_000, engine.published + engine.refused * 1.4, 600);
    assertTrue(result.text().contains(" suspended"), result::text);
    assertTrue(engine.closed);
    assertTrue(err.toString().contains("stand-in:1"), err::toString);
  }

  @Test
  void anEngineThatBreaksEndsTheRunAndIsClosed() {
    StandIn engine = new StandIn(1, Set.of());
    engine.breaksAfter = 100;
    assertThrows(IllegalStateException.class, () -> run(engine));
    assertTrue(engine.closed);
  }

  private DemoRun.Result run(StandIn engine) throws Exception {
    Console console =
        new Console(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            false,
            false,
            false,
            100,
            false);
    return new DemoRun(console, PLAN, () -> engine).run(false);
  }

  /** Acts on an account at so many prompts that hold one of the words. */
  private static final class StandIn implements DemoEngine {

    private final int after;
    private final Set<String> words;
    private final Map<String, Integer> seen = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private @Nullable Listener listener;
    private int breaksAfter = Integer.MAX_VALUE;
    private long published;
    private long refused;
    private final Set<String> suspended = new HashSet<>();
    private boolean closed;

    StandIn(int after, Set<String> words) {
      this.after = after;
      this.words = words;
    }

    @Override
    public String bootstrapServers() {
      return "stand-in:1";
    }

    @Override
    public void onAction(Listener actions) {
      listener = actions;
    }

    @Override
    public void publish(InferenceEvent event) {
      if (published++ == breaksAfter) {
        throw new IllegalStateException("broken");
      }
      String prompt = event.getPromptText();
      if (prompt == null
          || words.stream().noneMatch(prompt::contains)
          || !asked.add(event.getExchangeId())) {
        return;
      }
      if (seen.merge(event.getAccountId(), 1, Integer::sum) == after && listener != null) {
        suspended.add(event.getAccountId());
        EnforcementAction action = new EnforcementAction();
        action.setSubjectKind(SubjectKind.ACCOUNT);
        action.setSubjectId(event.getAccountId());
        action.setKind(ActionKind.SUSPEND);
        action.setState(ActionState.ACTIVE);
        action.setPatternId("stand-in");
        action.setReceivedAt(event.getOccurredAt());
        listener.action(action, event.getOccurredAt().toEpochMilli() + 5);
      }
    }

    @Override
    public Gate gate() {
      return account -> {
        boolean out = suspended.contains(account.id());
        refused += out ? 1 : 0;
        return CompletableFuture.completedFuture(out ? Admission.SUSPENDED : Admission.SERVED);
      };
    }

    @Override
    public Counts counts() {
      return new Counts(published, 0, 0);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

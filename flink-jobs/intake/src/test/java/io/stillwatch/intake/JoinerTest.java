package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.Outcome.Part;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.SchemaResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JoinerTest {
  private static final long WAIT_MS = 10_000;
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final List<String> told = new ArrayList<>();
  private final HeldTraces<String> held = new HeldTraces<>(WAIT_MS, 1_000);

  private final Joiner.Out<String> out =
      new Joiner.Out<>() {
        @Override
        public void alone(Waiting<String> named) {
          told.add(named.what());
        }

        @Override
        public void together(Waiting<String> named, Waiting<String> nameless, Phase phase) {
          told.add(named.what() + "+" + nameless.what() + " " + phase);
        }

        @Override
        public void answered(Waiting<String> asked, Waiting<String> nameless, Phase phase) {
          together(asked, nameless, phase);
        }

        @Override
        public void partnerless(Waiting<String> nameless) {
          told.add("nobody's " + nameless.what());
        }

        @Override
        public void shed(Waiting<String> nameless) {
          told.add("shed " + nameless.what());
        }
      };

  private void named(String what, String span, long timeMs) {
    take(what, span, "", true, Phase.EXCHANGE, timeMs);
  }

  private void nameless(String what, String parent, long timeMs) {
    take(what, "aa", parent, false, Phase.EXCHANGE, timeMs);
  }

  private void take(
      String what, String span, String parent, boolean named, Phase phase, long timeMs) {
    held.take(part(new TraceIds(TRACE, span, parent), named, phase, timeMs, what), out);
  }

  private static Waiting<String> part(
      TraceIds at, boolean named, Phase phase, long timeMs, String what) {
    return new Waiting<>("s", at, named, phase, timeMs, timeMs + WAIT_MS, what);
  }

  @Test
  void whicheverComesFirstTheyAreJudgedTogetherAtOnce() {
    named("gateway", "01", 1_000);
    nameless("server", "01", 2_000);
    assertEquals(List.of("gateway+server EXCHANGE"), told);
    told.clear();
    nameless("server", "02", 3_000);
    named("gateway", "02", 3_001);
    assertEquals(List.of("gateway+server EXCHANGE"), told);
    held.finish(out);
    assertEquals(1, told.size(), "nothing is left of them");
  }

  @Test
  void whoCallsWhomBeatsWhoHasWaitedLonger() {
    named("first", "01", 1_000);
    named("second", "02", 1_001);
    nameless("of the second", "02", 1_002);
    nameless("of the first", "99", 1_003);
    assertEquals(List.of("second+of the second EXCHANGE", "first+of the first EXCHANGE"), told);
  }

  @Test
  void whatFindsNoPartnerInTimeIsJudgedAsItIs() {
    named("gateway", "01", 1_000);
    held.advance(1_000 + WAIT_MS, out);
    assertEquals(List.of(), told, "at its last millisecond it still waits");
    held.advance(1_001 + WAIT_MS, out);
    assertEquals(List.of("gateway"), told);
    nameless("late", "01", 1_002 + WAIT_MS);
    held.finish(out);
    assertEquals(List.of("gateway", "nobody's late"), told);
  }

  @Test
  void atTheEdgeOfTheWaitTheyStillMeetAndBeyondNot() {
    named("a", "01", 0);
    nameless("A", "01", WAIT_MS);
    assertEquals(List.of("a+A EXCHANGE"), told);
    named("b", "01", 100_000);
    nameless("B", "01", 100_001 + WAIT_MS);
    held.finish(out);
    assertEquals(List.of("a+A EXCHANGE", "b", "nobody's B"), told);
  }

  @Test
  void aRequestIsJudgedAtOnceAndLendsItsNameToTheResponse() {
    take("asked", "01", "", true, Phase.REQUEST, 1_000);
    assertEquals(List.of("asked"), told);
    take("answered", "02", "01", false, Phase.RESPONSE, 2_000);
    assertEquals(List.of("asked", "asked+answered RESPONSE"), told);
    take("asked again", "03", "", true, Phase.REQUEST, 3_000);
    held.finish(out);
    assertEquals(List.of("asked", "asked+answered RESPONSE", "asked again"), told);
  }

  @Test
  void aRequestThatComesBehindItsResponseMakesOneExchangeOfBoth() {
    take("answered", "02", "01", false, Phase.RESPONSE, 1_000);
    take("asked", "01", "", true, Phase.REQUEST, 2_000);
    assertEquals(List.of("asked+answered EXCHANGE"), told);
  }

  @Test
  void twoOfTheSameKindAreNeverOne() {
    named("a", "01", 1_000);
    named("a again", "01", 1_001);
    nameless("server", "01", 1_002);
    nameless("server again", "01", 1_003);
    held.finish(out);
    assertEquals(List.of("a+server EXCHANGE", "a again+server again EXCHANGE"), told);
  }

  @Test
  void inOneTraceTheOldestMakesRoomAndANameIsJudgedAllTheSame() {
    nameless("server", "77", 0);
    take("other", "aa", "", false, Phase.EXCHANGE, 1);
    for (int i = 2; i < Joiner.PARTS_MAX; i++) {
      nameless("n" + i, "77", i);
    }
    assertEquals(List.of(), told);
    nameless("one more", "77", 20);
    assertEquals(List.of("shed server"), told);
  }

  @Test
  void inAllTracesTogetherTheOldestMakesRoom() {
    HeldTraces<String> few = new HeldTraces<>(WAIT_MS, 2);
    for (int i = 0; i < 3; i++) {
      String trace = TRACE.substring(1) + i;
      few.take(part(new TraceIds(trace, "01", ""), i == 0, Phase.EXCHANGE, i, "part" + i), out);
    }
    assertEquals(List.of("part0"), told);
    few.take(part(new TraceIds(TRACE, "", ""), false, Phase.EXCHANGE, 4, "part3"), out);
    assertEquals(List.of("part0", "shed part1"), told);
  }

  @Test
  void everyPartGoesSomewhereOnceWhateverTheOrder() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      told.clear();
      HeldTraces<String> traces = new HeldTraces<>(WAIT_MS, 30);
      long clock = 0;
      int parts = 500;
      int requests = 0;
      for (int i = 0; i < parts; i++) {
        clock += random.nextInt(2_000);
        boolean named = random.nextBoolean();
        Phase phase = named && random.nextInt(4) == 0 ? Phase.REQUEST : Phase.EXCHANGE;
        requests += phase == Phase.REQUEST ? 1 : 0;
        traces.take(
            part(
                new TraceIds(TRACE.substring(1) + random.nextInt(5), "" + random.nextInt(9), ""),
                named,
                phase,
                clock - random.nextInt(3_000),
                phase == Phase.REQUEST ? "request" : "part"),
            out);
      }
      traces.finish(out);
      // A request is told alone, and once more with its response.
      long lent = told.stream().filter(one -> one.endsWith(" RESPONSE")).count();
      long pairs = told.stream().filter(one -> one.contains("+")).count();
      assertEquals(parts + lent, told.size() + pairs, "seed " + seed);
      assertTrue(lent > 0 && requests > 0 && pairs > 50, "seed " + seed);
    }
  }

  // ---- what the door makes of it

  private static Intake joining() {
    return new Intake(
        IntakeLimits.defaults(),
        SchemaResolver.builtIn(),
        ConfluentSchemas.NONE,
        false,
        new Source("spans", Format.AUTO, Identity.USUAL, false, true));
  }

  private static Part part(String json) {
    return (Part) joining().accept(json.getBytes(UTF_8), Events.AT_MS);
  }

  private static String vllm(String trace) {
    return """
        {"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"spans":[
          {"traceId":"%s","spanId":"00f067aa0ba902b7","parentSpanId":"B7AD6B7169203331",
           "name":"llm_request","startTimeUnixNano":"1780000000000000000",
           "endTimeUnixNano":"1780000001500000000","attributes":[
            {"key":"gen_ai.request.id","value":{"stringValue":"cmpl-1"}},
            {"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"21"}},
            {"key":"gen_ai.usage.completion_tokens","value":{"intValue":"340"}},
            {"key":"gen_ai.latency.e2e","value":{"doubleValue":1.5}}]}]}]}]}"""
        .formatted(trace);
  }

  @Test
  void aServersSpanWaitsForWhoeverAsked() {
    Part server = part(vllm(TRACE));
    assertEquals(false, server.named());
    assertEquals(new TraceIds(TRACE, "00f067aa0ba902b7", "b7ad6b7169203331"), server.at());
    assertEquals("", server.event().getAccountId());
    assertEquals(340L, server.event().getOutputTokens());
    assertEquals(1_500L, server.event().getLatencyMs());
  }

  @Test
  void withoutAWholeTraceItIsRefusedAsBefore() {
    for (String trace : List.of("", "0000", "0".repeat(32), "z".repeat(32))) {
      Outcome outcome = joining().accept(vllm(trace).getBytes(UTF_8), -1);
      RejectionReason reason = Events.rejected(outcome).reason();
      assertTrue(
          reason == RejectionReason.NO_ACCOUNT || reason == RejectionReason.MISSING_FIELD,
          trace + ": " + reason);
    }
  }

  @Test
  void anAccessLogStandsInTheTraceThatItLogged() {
    String line =
        """
        {"start_time":"2026-05-28T20:26:40Z","x-request-id":"r-1","account.id":"acct-1",
         "gen_ai.request.model":"heron-large","response_code":200,"duration":1600,
         "traceparent":"00-%s-b7ad6b7169203331-01"}""";
    Part gateway = part(line.formatted(TRACE));
    assertTrue(gateway.named());
    assertEquals("r-1", gateway.event().getExchangeId(), "never by the trace");
    assertEquals(new TraceIds(TRACE, "b7ad6b7169203331", ""), gateway.at());
    Outcome without = joining().accept(line.formatted("none").getBytes(UTF_8), -1);
    assertEquals("acct-1", Events.accepted(without).getAccountId());
  }

  @Test
  void aHeaderThatIsNoneIsNone() {
    assertNull(TraceIds.ofHeader(null));
    assertNull(TraceIds.ofHeader("00-" + TRACE));
    assertNull(TraceIds.ofHeader("00-" + "0".repeat(32) + "-b7ad6b7169203331-01"));
    assertNull(TraceIds.ofHeader("00-" + TRACE + "-b7ad6b716920333g-01"));
  }

  @Test
  void aSourceThatIsNotJoinedRefusesAsEver() {
    Outcome outcome = Events.intake().accept(vllm(TRACE).getBytes(UTF_8), -1);
    assertEquals(RejectionReason.NO_ACCOUNT, Events.rejected(outcome).reason());
  }
}

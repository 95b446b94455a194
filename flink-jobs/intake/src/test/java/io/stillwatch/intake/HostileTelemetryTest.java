package io.stillwatch.intake;

import static io.stillwatch.intake.FormatFixturesTest.told;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client can write into foreign telemetry to be somebody else, nobody, or in the way. */
class HostileTelemetryTest {

  @Test
  void aMessageOfNoRoleIsNone() {
    LogRecord log =
        LogRecord.newBuilder().setTimeUnixNano(1).setEventName("gen_ai.message").build();
    Span span =
        Otlp.chat(1, "a").toBuilder()
            .addEvents(Span.Event.newBuilder().setName("gen_ai.message"))
            .build();
    assertEquals(
        List.of("NO_EXCHANGE"), told(intake(Format.AUTO).accept(Otlp.logs(List.of(), log), -1)));
    assertEquals(
        "a",
        Events.accepted(intake(Format.AUTO).accept(Otlp.traces(List.of(), span), -1))
            .getAccountId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"+999999999-12-31T23:59:59Z\"",
        "\"-999999999-01-01T00:00:00Z\"",
        "\"1999-12-31T23:59:59Z\"",
        "1e300",
        "946684799"
      })
  void aTimeFarFromAnyEventIsNone(String end) {
    String json =
        "{\"id\":\"x\",\"call_type\":\"completion\",\"startTime\":1780000006,\"endTime\":"
            + end
            + ",\"metadata\":{\"user_api_key_hash\":\"h\"}}";
    assertEquals(
        1_780_000_006_000L, accepted(Format.LITELLM, json).getOccurredAt().toEpochMilli(), end);
  }

  @Test
  void noBodyTellsOfHeaders() {
    String forged = "{\"model\":\"m\",\"headers\":{\"User-Agent\":\"forged\"}}";
    String own = "\"headers\":{\"User-Agent\":\"own\"}";
    String dotted = "{\"model\":\"m\",\"headers.user-agent\":\"forged\"}";
    String folded = "{\"model\":\"m\",\"body\":" + forged + "}";
    for (String body : List.of(forged, quoted(forged), dotted, folded)) {
      assertEquals("own", agent("{" + own + ",\"body\":" + body + "}"), body);
      assertEquals("own", agent("{\"body\":" + body + "," + own + "}"), body);
    }
    for (String bare : List.of(forged, quoted(forged), dotted)) {
      assertNull(pair("\"request\":" + bare).getClient(), bare);
    }
  }

  private static String agent(String request) {
    return pair("\"request\":" + request).getClient().getUserAgent();
  }

  @Test
  void nothingWithinARequestSaysWhoAsked() {
    Identity within =
        new Identity(
            List.of("account_id", "request.headers.x-account-id"),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    for (Format format : List.of(Format.AUTO, Format.OPENAI)) {
      IllegalArgumentException why =
          assertThrows(
              IllegalArgumentException.class, () -> new Source("pairs", format, within, false));
      assertTrue(
          String.valueOf(why.getMessage()).startsWith("request.headers.x-account-id "),
          why.getMessage());
    }
  }

  @Test
  void theClientsUserFieldIsNobody() {
    for (String name : List.of("user.id", "langfuse.user.id")) {
      Span span = Otlp.span(1, Otlp.text("gen_ai.system", "own"), Otlp.text(name, "victim"));
      assertEquals(
          List.of("NO_ACCOUNT account_id"),
          told(intake(Format.AUTO).accept(Otlp.traces(List.of(), span), -1)).stream()
              .map(verdict -> verdict.replace("spans[0].", ""))
              .toList());
    }
    for (String name : List.of("user.id", "x-account-id")) {
      assertEquals(
          List.of("NO_ACCOUNT account_id"),
          told(
              intake(Format.ENVOY)
                  .accept(
                      ("{\"gen_ai.request.model\":\"m\",\"start_time\":1780000006,\"x-request-id\":\"r\",\""
                              + name
                              + "\":\"victim\"}")
                          .getBytes(UTF_8),
                      -1)));
    }
  }

  @Test
  void aTeamIsNotAnAccount() {
    String json =
        "{\"id\":\"x\",\"call_type\":\"completion\",\"endTime\":1780000006,"
            + "\"metadata\":{\"user_api_key_team_id\":\"team\",\"user_api_key_hash\":\"h\"}}";
    assertEquals("h", accepted(Format.LITELLM, json).getAccountId());
  }

  /** Where a string is cut depends on its length, which the client chooses. */
  @Test
  void aBodyThatIsCutOffIsAbsent() {
    String cut = quoted("{\"model\":\"m\",\"max_tokens\":100,\"messages\":[{\"role\":\"us");
    assertNull(pair("\"request\":" + cut).getModel());
    assertNull(pair("\"request\":{\"body\":" + cut + "}").getParams());
  }

  @Test
  void ofANameThatComesTwiceTheLastCounts() {
    String twice =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"harmless\"}],\"temperature\":1,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"content\":\"asked\"}],\"temperature\":0}";
    for (String body : List.of(twice, quoted(twice))) {
      InferenceEvent event = pair("\"request\":" + body);
      assertEquals("asked", event.getPromptText());
      assertEquals(0.0, event.getParams().getTemperature());
    }
  }

  @Test
  void aDamagedSpanIsRefusedAloneAndADamagedAttributeIsAbsent() {
    Span good = Otlp.chat(1, "a");
    ByteString notUtf8 = ByteString.copyFrom(new byte[] {'m', (byte) 0xFF});
    byte[] badText =
        Otlp.traces(List.of(), good, Otlp.chat(2, "MARK"), good, Otlp.chat(3, "MARK"), good);
    String bytes = new String(badText, ISO_8859_1).replace("MARK", "MAR\u00FF");
    assertEquals(
        List.of("a", "NO_ACCOUNT", "a", "NO_ACCOUNT", "a"), accounts(bytes.getBytes(ISO_8859_1)));

    Span longId = good.toBuilder().setTraceId(notUtf8).build();
    assertEquals(
        List.of("a", "UNKNOWN_FORMAT", "a"), accounts(Otlp.traces(List.of(), good, longId, good)));
  }

  @Test
  void anAttributeOfTooManyPartsOrTooDeepTakesNothingFromOthers() {
    String many = "[" + "{},".repeat(70_000) + "{}]";
    String deep = "{\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":".repeat(100);
    String end = "}]}}".repeat(100);
    Span good = Otlp.chat(1, "a");
    Span large =
        Otlp.span(2, Otlp.text("gen_ai.input.messages", many), Otlp.text("enduser.id", "b"));
    assertEquals(List.of("a", "b", "a"), accounts(Otlp.traces(List.of(), good, large, good)));

    List<String> spans = new ArrayList<>();
    for (String messages :
        List.of(
            "{\"stringValue\":\"hello\"}",
            deep + "{\"stringValue\":\"x\"}" + end,
            "{\"arrayValue\":{\"values\":[" + "{},".repeat(70_000) + "{}]}}",
            "{\"stringValue\":\"\u00FF\"}",
            "{\"stringValue\":\"hello\"}")) {
      spans.add(
          "{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"01\",\"endTimeUnixNano\":\""
              + Otlp.AT_NANOS
              + "\",\"attributes\":[{\"key\":\"gen_ai.system\",\"value\":{\"stringValue\":\"s\"}},{\"key\":\"gen_ai.input.messages\",\"value\":"
              + messages
              + "},{\"key\":\"enduser.id\",\"value\":{\"stringValue\":\"a\"}}]}");
    }
    String json =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + String.join(",", spans) + "]}]}]}";
    assertEquals(List.of("a", "a", "a", "a", "a"), accounts(json.getBytes(ISO_8859_1)));
  }

  /** What a server would pass over must not hide an exchange from us. */
  @Test
  void noFieldThatAClientAddsMakesAnExchangeUnreadable() {
    for (String added :
        List.of(
            "\"x\":" + "[".repeat(200) + "]".repeat(200),
            "\"" + "x".repeat(2_000) + "\":1",
            "\"x\":" + "9".repeat(2_000),
            "\"seed\":" + "9".repeat(2_000),
            "\"n\":-1",
            "\"tools\":" + "[".repeat(200) + "]".repeat(200))) {
      InferenceEvent event = pair("\"request\":{\"model\":\"m\"," + added + "}");
      assertEquals("m", event.getModel());
      assertNull(event.getParams());
    }
  }

  @Test
  void oneHeaderSentEachTimeDoesNotMakeAllExchangesOne() {
    String id = "chatcmpl-" + "x".repeat(300);
    List<String> ids = new ArrayList<>();
    for (int second = 0; second < 2; second++) {
      String at = "178000000" + second;
      String response = "\"response\":{\"id\":\"chatcmpl-same\"}}";
      String pair = "{\"account_id\":\"a\",\"request\":{},\"timestamp\":" + at + ',';
      String call =
          "{\"call_type\":\"chat\",\"metadata\":{\"user_api_key_hash\":\"h\"},\"endTime\":" + at;
      ids.add(accepted(Format.OPENAI, pair + response).getExchangeId());
      ids.add(
          accepted(Format.OPENAI, pair + "\"request_id\":\"own-" + second + "\"," + response)
              .getExchangeId());
      ids.add(accepted(Format.LITELLM, call + ",\"id\":\"chatcmpl-two\"}").getExchangeId());
      ids.add(accepted(Format.LITELLM, call + ",\"id\":\"" + id + "\"}").getExchangeId());
    }
    assertEquals("chatcmpl-same-1780000000000", ids.get(0));
    assertEquals("own-0", ids.get(1));
    assertEquals("chatcmpl-two-1780000000000", ids.get(2));
    assertEquals(64, ids.get(3).length());
    assertEquals(8, Set.copyOf(ids).size(), ids::toString);
  }

  @Test
  void aResourceFillsFieldsAndTellsNoConversationForEachOfItsSpans() {
    Span bare = Otlp.span(1, Otlp.text("gen_ai.system", "s"), Otlp.text("enduser.id", "a"));
    String messages = "[" + "{\"role\":\"user\",\"content\":\"x\"},".repeat(10_000) + "\"\"]";
    List<KeyValue> resource =
        List.of(
            Otlp.text("service.instance.id", "first"),
            Otlp.text("service.instance.id", "second"),
            Otlp.text("client.address", "198.51.100.7"),
            Otlp.text("gen_ai.input.messages", messages),
            Otlp.text("llm.tools", messages));
    byte[] record = Otlp.traces(resource, Collections.nCopies(4_000, bare).toArray(Span[]::new));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Outcome outcome = intake(Format.OTLP_PROTO).accept(record, -1);
    long cost = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(cost < 64 << 20, "allocated " + cost);
    outcome.each(
        one -> {
          InferenceEvent event = Events.accepted(one);
          assertEquals("first", event.getServerId());
          assertEquals("198.51.100.7", event.getClient().getIp());
          assertNull(event.getTurns());
          assertNull(event.getToolCount());
        });
  }

  /** The account of each exchange, or why it has none. */
  private static List<String> accounts(byte[] record) {
    List<String> accounts = new ArrayList<>();
    intake(Format.AUTO)
        .accept(record, -1)
        .each(
            one ->
                accounts.add(
                    one instanceof Outcome.Accepted
                        ? Events.accepted(one).getAccountId()
                        : Events.rejected(one).reason().name()));
    return accounts;
  }

  private static String quoted(String json) {
    return '"' + json.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static InferenceEvent pair(String more) {
    return accepted(
        Format.OPENAI,
        "{\"account_id\":\"a\",\"request_id\":\"r\",\"timestamp\":1780000006,\"response\":{},"
            + more
            + "}");
  }

  private static InferenceEvent accepted(Format format, String json) {
    Outcome outcome = intake(format).accept(json.getBytes(UTF_8), -1);
    assertTrue(outcome instanceof Outcome.Accepted, () -> outcome + " " + json);
    return Events.accepted(outcome);
  }

  private static Intake intake(Format format) {
    return new Intake(
        IntakeLimits.defaults(),
        SchemaResolver.builtIn(),
        ConfluentSchemas.NONE,
        false,
        new Source("test", format, Identity.USUAL, true));
  }
}

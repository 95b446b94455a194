package io.stillwatch.intake;

import static io.stillwatch.intake.FormatFixturesTest.told;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import java.util.List;
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

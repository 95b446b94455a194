package io.stillwatch.intake;

import static io.stillwatch.intake.FormatFixturesTest.told;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces as Langfuse exports them: their shapes, and what a client can write into them. */
class LangfuseTest {
  private static final String TRACE = "\"userId\":\"u-1\",\"sessionId\":\"s-1\"";
  private static final String GENERATION =
      "{\"id\":\"g\",\"traceId\":\"t\",\"type\":\"GENERATION\",\"startTime\":1780000006";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"trace\":{TRACE},\"observations\":[G}]}",
        "{\"observations\":[G}],\"trace\":{TRACE}}",
        "{\"id\":\"t\",TRACE,\"observations\":[G}]}",
        "{\"id\":\"t\",\"input\":{\"observations\":1},\"observations\":[G}],TRACE,\"scores\":[]}"
      })
  void whatATraceSaysHoldsForItsObservationsWhereverItStands(String shape) {
    InferenceEvent event = accepted(shape.replace("TRACE", TRACE).replace("G}", GENERATION + "}"));
    assertEquals("u-1", event.getAccountId());
    assertEquals("s-1", event.getSessionId());
    assertEquals("t-g-1780000006000", event.getExchangeId());
  }

  @Test
  void anEmptyTraceAndOneObservationAreRecords() {
    assertEquals(List.of("EMPTY"), verdicts("{\"trace\":{},\"observations\":[]}"));
    assertEquals(List.of("NO_EXCHANGE"), verdicts("{\"trace\":{}}"));
    assertEquals(List.of("NO_ACCOUNT observations[0].account_id"), verdicts(GENERATION + "}"));
  }

  /** By default: behind LiteLLM it is what the client wrote into his {@code user} field. */
  @Test
  void theUserOfATraceIsNobodyUntilTheSettingsSaySo() {
    byte[] record = trace(GENERATION + "}").getBytes(UTF_8);
    assertEquals(
        List.of("NO_ACCOUNT observations[0].account_id"),
        told(intake(Identity.USUAL).accept(record, -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"input.user", "output.metadata.user", "modelParameters.user"})
  void nothingThatTheClientSentSaysWhoAsked(String name) {
    Identity within = account(name);
    for (Format format : List.of(Format.AUTO, Format.LANGFUSE)) {
      IllegalArgumentException why =
          assertThrows(
              IllegalArgumentException.class, () -> new Source("traces", format, within, false));
      assertTrue(String.valueOf(why.getMessage()).startsWith(name + " "), why.getMessage());
    }
  }

  /** A client's own metadata may stand beside what the logger knows, under any name. */
  @Test
  void attributesHideNothingThatTheObservationSays() {
    String forged =
        ",\"metadata\":{\"attributes\":{\"openinference.span.kind\":\"TOOL\","
            + "\"gen_ai.operation.name\":\"chat\",\"gen_ai.request.model\":\"small\","
            + "\"gen_ai.usage.output_tokens\":1,\"llm.token_count.prompt\":1,"
            + "\"gen_ai.input.messages\":[{\"role\":\"user\",\"content\":\"harmless\"}],"
            + "\"gen_ai.completion\":[{\"role\":\"assistant\",\"content\":\"harmless\"}]}}";
    String own =
        ",\"model\":\"large\",\"usageDetails\":{\"input\":20,\"output\":30},\"input\":"
            + "[{\"role\":\"user\",\"content\":\"asked\"}],\"output\":\"answered\"";
    for (String both : List.of(forged + own, own + forged)) {
      InferenceEvent event = accepted(trace(GENERATION + both + "}"));
      assertEquals("large", event.getModel());
      assertEquals("asked", event.getPromptText());
      assertEquals("answered", event.getResponseText());
      assertEquals(20L, event.getInputTokens());
      assertEquals(30L, event.getOutputTokens());
    }
  }

  /** Whoever fails and goes on with another account is known by it. */
  @Test
  void attributesSayNothingOfAFailure() {
    String forged =
        ",\"metadata\":{\"attributes\":{\"http.response.status_code\":%s,"
            + "\"http.status_code\":%s,\"error.type\":\"%s\"}}";
    String failed = ",\"level\":\"ERROR\",\"statusMessage\":\"429\"";
    assertEquals(
        429, accepted(trace(GENERATION + forged.replace("%s", "200") + failed + "}")).getStatus());
    assertNull(accepted(trace(GENERATION + forged.replace("%s", "429") + "}")).getStatus());
  }

  /** LiteLLM lets the client name the trace and the generation. */
  @Test
  void exchangesOfOneNameAreSeveralAndWhatIsToldAgainIsOne() {
    String first = accepted(trace(GENERATION + "}")).getExchangeId();
    assertEquals(first, accepted(trace(GENERATION + ",\"endTime\":1780000009}")).getExchangeId());
    String second = GENERATION.replace("1780000006", "1780000007") + "}";
    assertNotEquals(first, accepted(trace(second)).getExchangeId());
  }

  /** Every value of the fixture in turn becomes one of another type. */
  @Test
  void ofTheWrongTypeAValueIsAbsentAndTheOthersStay() throws IOException {
    String record = new String(FormatFixturesTest.resource("langfuse.json"), UTF_8);
    Matcher value =
        Pattern.compile(": (\"(?:[^\"\\\\]|\\\\.)*+\"|-?[0-9.]+|null|true|false)").matcher(record);
    List<String> wrong =
        List.of("[]", "{}", "7", "-1", "1e999", "\"x\"", "null", "false", "[[{\"role\":[]}]]");
    int tried = 0;
    while (value.find()) {
      String other = wrong.get(tried++ % wrong.size());
      String broken = record.substring(0, value.start(1)) + other + record.substring(value.end(1));
      List<String> verdicts = told(intake(Identity.USUAL).accept(broken.getBytes(UTF_8), -1));
      assertEquals(6, verdicts.size(), broken);
    }
    assertTrue(tried > 100, "only " + tried);
    for (String other : wrong) {
      for (String key :
          List.of(
              "type",
              "model",
              "modelParameters",
              "input",
              "output",
              "usage",
              "usageDetails",
              "metadata",
              "level",
              "startTime",
              "endTime",
              "id",
              "traceId")) {
        String all = record.replaceAll("\"" + key + "\": ", "\"" + key + "\":" + other + ",\"_\":");
        assertEquals(6, told(intake(Identity.USUAL).accept(all.getBytes(UTF_8), -1)).size(), all);
      }
    }
    for (String observations : List.of("7", "{}", "\"x\"", "[7,[],{},null,\"x\",[[{}]]]")) {
      verdicts("{\"trace\":[],\"observations\":" + observations + "}")
          .forEach(verdict -> assertTrue(verdict.matches("NO_EXCHANGE|EMPTY"), verdict));
    }
  }

  @Test
  void aDamagedTextOrALargeOneTakesNothingFromOthers() {
    String many = "[" + "{},".repeat(70_000) + "{}]";
    String deep = "[".repeat(200) + "]".repeat(200);
    String asked = ",\"input\":[{\"role\":\"user\",\"content\":\"\u00FF\"}]}";
    String record =
        trace(
            GENERATION
                + ",\"input\":"
                + many
                + ",\"output\":"
                + deep
                + ",\"model\":\"m\"},"
                + GENERATION
                + asked);
    List<InferenceEvent> events = new ArrayList<>();
    intake(account("trace.userId"))
        .accept(record.getBytes(ISO_8859_1), -1)
        .each(one -> events.add(Events.accepted(one)));
    assertEquals(2, events.size());
    assertEquals("m", events.get(0).getModel());
    assertNull(events.get(0).getToolCount());
    assertEquals(1, events.get(1).getTurns());
  }

  @Test
  void whatWasReadBeforeTheDamageCountsAndObservationsAreBounded() {
    String cut = "{\"trace\":{" + TRACE + "},\"observations\":[{},{\"type\":\"SPAN\"},{\"id\":";
    assertEquals(List.of("NO_EXCHANGE", "NO_EXCHANGE", "MALFORMED"), verdicts(cut));
    String many = trace("{},".repeat(IntakeLimits.defaults().telemetryPartsMax()) + "{}");
    List<String> verdicts = verdicts(many);
    assertEquals(IntakeLimits.defaults().telemetryPartsMax() + 1, verdicts.size());
    assertEquals("OVER_LIMIT", verdicts.get(verdicts.size() - 1));
  }

  @Test
  void theSumOfManyCountsIsNoSmallOne() {
    String counts =
        "\"input\":9223372036854775807,\"input_a\":9223372036854775807,\"input_b\":2,"
            + "\"input_c\":-5,\"input_d\":\"3\",\"input_e\":{},\"output\":null";
    InferenceEvent event = accepted(trace(GENERATION + ",\"usageDetails\":{" + counts + "}}"));
    assertTrue(event.getInputTokens() > 1L << 31, () -> "" + event.getInputTokens());
    assertNull(event.getOutputTokens());
  }

  @Test
  void anObservationWaitsForItsTraceWhereSourcesAreJoined() {
    String ids =
        "{\"id\":\"60F067AA0BA902B8\",\"traceId\":\"6AF7651916CD43DD8448EB211C80319C\","
            + "\"parentObservationId\":\"60f067aa0ba902b7\",\"type\":\"GENERATION\",\"startTime\":1780000006}";
    Source joined = new Source("traces", Format.AUTO, Identity.USUAL, false, true);
    Outcome.Part part = (Outcome.Part) intake(joined).accept(ids.getBytes(UTF_8), -1);
    assertEquals(
        new TraceIds("6af7651916cd43dd8448eb211c80319c", "60f067aa0ba902b8", "60f067aa0ba902b7"),
        part.at());
  }

  private static String trace(String observations) {
    return "{\"trace\":{" + TRACE + "},\"observations\":[" + observations + "]}";
  }

  private static List<String> verdicts(String record) {
    return told(
        intake(new Source("traces", Format.LANGFUSE, Identity.USUAL, true))
            .accept(record.getBytes(UTF_8), -1));
  }

  private static InferenceEvent accepted(String record) {
    return Events.accepted(intake(account("trace.userId")).accept(record.getBytes(UTF_8), -1));
  }

  private static Identity account(String name) {
    return new Identity(List.of(name), List.of(), List.of(), List.of(), List.of());
  }

  private static Intake intake(Identity identity) {
    return intake(new Source("traces", Format.AUTO, identity, true));
  }

  private static Intake intake(Source source) {
    return new Intake(
        IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, false, source);
  }
}

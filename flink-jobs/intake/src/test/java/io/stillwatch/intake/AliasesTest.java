package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.SchemaResolver;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the table, through the door. */
class AliasesTest {
  private static final Identity IDENTITY =
      new Identity(List.of("who"), List.of(), List.of(), List.of(), List.of());

  @TestFactory
  Stream<DynamicTest> everyNameFillsItsField() {
    return Stream.of(Vocabulary.values())
        .flatMap(
            vocabulary ->
                Aliases.rows(vocabulary).stream()
                    .filter(row -> row.field() != null)
                    .flatMap(
                        row ->
                            row.names().stream()
                                .map(
                                    name ->
                                        DynamicTest.dynamicTest(
                                            vocabulary + " " + name + " is " + row.field(),
                                            () -> check(vocabulary, name, row.field())))));
  }

  private static void check(Vocabulary vocabulary, String name, String field) {
    Slot slot = Slot.of(field);
    String value =
        switch (slot.type()) {
          case STRING -> "\"v-1\"";
          case BOOLEAN -> "true";
          default -> "7";
        };
    InferenceEvent event = event(vocabulary, name, value, field.equals("exchange_id"));
    String leaf = field.substring(field.lastIndexOf('.') + 1);
    String told = RecordJson.write(event);
    assertTrue(
        told.contains('"' + leaf + "\":" + value) || told.contains('"' + leaf + "\":7.0"), told);
  }

  @Test
  void ofTwoNamesTheFirstOfTheRowCountsInAnyOrder() {
    String early = "\"gen_ai.request.model\":\"first\"";
    String late = "\"gen_ai.response.model\":\"second\"";
    for (String both : List.of(early + ',' + late, late + ',' + early)) {
      InferenceEvent event = accepted(Format.SPAN_JSON, span(both));
      assertEquals("first", event.getModel());
    }
  }

  @Test
  void aValueOfAnotherTypeCountsAsAbsent() {
    InferenceEvent event =
        accepted(
            Format.SPAN_JSON,
            span(
                "\"gen_ai.request.model\":\"m\",\"gen_ai.request.temperature\":\"hot\","
                    + "\"gen_ai.request.max_tokens\":1.5,\"gen_ai.request.seed\":99999999999999999999,"
                    + "\"gen_ai.usage.input_tokens\":\"12\",\"gen_ai.request.n\":4294967297"));
    assertEquals(12L, event.getInputTokens());
    assertEquals(null, event.getParams());
  }

  @Test
  void whatTheClientChoosesIsCutAndNotRefused() {
    String agent = "a".repeat(IntakeLimits.defaults().shortCharsMax() + 1);
    InferenceEvent event =
        accepted(
            Format.SPAN_JSON,
            span("\"gen_ai.request.model\":\"m\",\"user_agent.original\":\"" + agent + "\""));
    assertEquals(agent.substring(1), event.getClient().getUserAgent());
  }

  @Test
  void anIdentityOfItsOwnTakesThePlaceOfTheUsualOne() {
    Source source = new Source("mine", Format.ENVOY, IDENTITY, false);
    byte[] record =
        "{\"user.id\":\"usual\",\"who\":\"own\",\"gen_ai.request.model\":\"m\",\"start_time\":1780000006,\"x-request-id\":\"r\"}"
            .getBytes(UTF_8);
    assertEquals("own", Events.accepted(intake(source).accept(record, -1)).getAccountId());
    Outcome.Rejected why =
        Events.rejected(
            intake(source)
                .accept(new String(record, UTF_8).replace("who", "ohw").getBytes(UTF_8), -1));
    assertEquals(RejectionReason.NO_ACCOUNT, why.reason());
    assertTrue(why.detail().contains("source.mine.account"), why.detail());
  }

  @Test
  void anExchangeIsNamedByItsSpanAndByTheServerOnlyWithoutOne() {
    String response = "\"gen_ai.response.id\":\"same-for-all\"";
    assertEquals("t-s", accepted(Format.SPAN_JSON, span(response)).getExchangeId());
    String withoutSpan = span(response).replace(",\"span_id\":\"s\"", "");
    assertEquals(
        "same-for-all-1780000006000", accepted(Format.SPAN_JSON, withoutSpan).getExchangeId());
    Outcome.Rejected why =
        Events.rejected(
            intake(new Source("test", Format.SPAN_JSON, IDENTITY, false))
                .accept(withoutSpan.replace("response.id", "system").getBytes(UTF_8), -1));
    assertEquals(RejectionReason.MISSING_FIELD, why.reason());
    assertEquals("exchange_id", why.field());
  }

  @ParameterizedTest
  @CsvSource({
    "'198.51.100.7', 198.51.100.7",
    "'6.6.6.6, 198.51.100.77, 10.0.0.12', 198.51.100.77",
    "'6.6.6.6,198.51.100.77:4711,172.16.0.1', 198.51.100.77",
    "'10.0.0.12:51422', 10.0.0.12",
    "'[2001:db8::7]:443', 2001:db8::7",
    "'2001:db8::7, fd00::1', 2001:db8::7",
    "'172.15.0.1', 172.15.0.1",
    "'unknown, 203.0.113.9', 203.0.113.9",
    "',', ",
    "'somebody', ",
  })
  void ofAddressesTheLastPublicOneCounts(String list, String expected) {
    assertEquals(expected, NetworkAddress.lastPublic(list));
  }

  @ParameterizedTest
  @CsvSource({
    "1780000006, 1780000006000",
    "1780000006.683, 1780000006683",
    "1780000006683, 1780000006683",
    "1780000006683000, 1780000006683",
    "1780000006683000000, 1780000006683",
    "'2026-05-28 20:26:46.683999', 1780000006683",
    "'2026-05-28T22:26:46.683+02:00', 1780000006683",
    "'2026-05-28T20:26:46', 1780000006000",
    "-, ",
    "yesterday, ",
    "-5, ",
  })
  void timesAreToldByTheirSizeOrTheirForm(String written, Long expectedMs) {
    Instant time = Loose.time(written);
    assertEquals(expectedMs, time == null ? null : time.toEpochMilli());
  }

  private static String span(String attributes) {
    return "{\"context\":{\"trace_id\":\"t\",\"span_id\":\"s\"},\"end_time\":1780000006,\"attributes\":{\"who\":\"a\","
        + attributes
        + "}}";
  }

  private static InferenceEvent event(
      Vocabulary vocabulary, String name, String value, boolean namesIt) {
    return switch (vocabulary) {
      case SPANS ->
          accepted(Format.SPAN_JSON, span("\"gen_ai.system\":\"s\",\"" + name + "\":" + value));
      case ENVOY ->
          accepted(
              Format.ENVOY,
              "{\"who\":\"a\",\"gen_ai.system\":\"s\",\"start_time\":1780000006,"
                  + (name.equals("x-request-id") || name.equals("request.id")
                      ? ""
                      : "\"request.id\":\"r\",")
                  + '"'
                  + name
                  + "\":"
                  + value
                  + "}");
      case LITELLM -> accepted(Format.LITELLM, nested("startTime", name, value, namesIt));
      case OPENAI -> accepted(Format.OPENAI, nested("timestamp", name, value, namesIt));
      case LANGFUSE ->
          accepted(
              Format.LANGFUSE,
              name.startsWith("trace.")
                  ? "{\"observations\":["
                      + nested("startTime", "traceId", "\"t\"", false)
                          .replace("\"who\"", "\"model\":\"m\",\"who\"")
                      + "],\"trace\":"
                      + wrapped(name.substring("trace.".length()), value)
                      + "}"
                  : nested("startTime", name, value, false)
                      .replace("\"who\"", "\"type\":\"GENERATION\",\"traceId\":\"t\",\"who\""));
    };
  }

  /** The value under its path, beside what is required. */
  private static String nested(String time, String path, String value, boolean namesIt) {
    int dot = path.indexOf('.');
    String rest =
        dot < 0
            ? '"' + path + "\":" + value
            : '"' + path.substring(0, dot) + "\":" + wrapped(path.substring(dot + 1), value);
    String id = namesIt ? "" : "\"id\":\"i\",";
    return "{\"who\":\"a\"," + id + '"' + time + "\":1780000006," + rest + "}";
  }

  private static String wrapped(String path, String value) {
    int dot = path.indexOf('.');
    if (path.startsWith("headers.")) { // they count beside a body alone
      return "{\"body\":{},\"headers\":" + wrapped(path.substring(dot + 1), value) + "}";
    }
    return dot < 0
        ? "{\"" + path + "\":" + value + "}"
        : "{\"" + path.substring(0, dot) + "\":" + wrapped(path.substring(dot + 1), value) + "}";
  }

  private static InferenceEvent accepted(Format format, String json) {
    Outcome outcome =
        intake(new Source("test", format, IDENTITY, false)).accept(json.getBytes(UTF_8), -1);
    assertTrue(outcome instanceof Accepted, () -> outcome + " " + json);
    return Events.accepted(outcome);
  }

  private static Intake intake(Source source) {
    return new Intake(
        IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, false, source);
  }
}

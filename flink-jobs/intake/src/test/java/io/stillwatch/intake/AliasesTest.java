package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.SchemaResolver;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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
    InferenceEvent event = event(vocabulary, name, value);
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

  private static String span(String attributes) {
    return "{\"context\":{\"trace_id\":\"t\"},\"end_time\":1780000006,\"attributes\":{\"who\":\"a\","
        + attributes
        + "}}";
  }

  private static InferenceEvent event(Vocabulary vocabulary, String name, String value) {
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
      case LITELLM -> accepted(Format.LITELLM, nested("startTime", name, value));
      case OPENAI -> accepted(Format.OPENAI, nested("timestamp", name, value));
    };
  }

  /** The value under its path, beside what is required. */
  private static String nested(String time, String path, String value) {
    int dot = path.indexOf('.');
    String rest =
        dot < 0
            ? '"' + path + "\":" + value
            : '"' + path.substring(0, dot) + "\":" + wrapped(path.substring(dot + 1), value);
    return "{\"who\":\"a\","
        + (path.equals("trace_id") ? "" : "\"trace_id\":\"t\",")
        + "\""
        + time
        + "\":1780000006,"
        + rest
        + "}";
  }

  private static String wrapped(String path, String value) {
    int dot = path.indexOf('.');
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

package io.stillwatch.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A record of every foreign format, recognised, becomes the events that stand beside it, field by
 * field; what it leaves out stands nowhere in them.
 */
class FormatFixturesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "otlp-spans, OTLP_JSON",
    "otlp-logs, OTLP_JSON",
    "openinference, OTLP_JSON",
    "span, SPAN_JSON",
    "litellm, LITELLM",
    "litellm-failed, LITELLM",
    "envoy, ENVOY",
    "envoy-no-account, ENVOY",
    "envoy-health, ENVOY",
    "openai-chat, OPENAI",
    "openai-quoted, OPENAI",
    "langfuse, LANGFUSE",
    "langfuse-observation, LANGFUSE",
  })
  void aRecordBecomesTheseEvents(String name, Format format) throws IOException {
    byte[] record = resource(name + ".json");
    Intake intake = intake(true);
    assertEquals(format, intake.recognise(record));
    assertEquals(expected(name), String.join("\n", told(intake.accept(record, -1))));
  }

  /** The same records without opting in: nothing that anybody wrote, and every count as before. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "otlp-spans",
        "otlp-logs",
        "openinference",
        "span",
        "litellm",
        "openai-chat",
        "openai-quoted",
        "langfuse",
        "langfuse-observation"
      })
  void withoutOptingInTextsStayOutside(String name) throws IOException {
    String with = String.join("\n", told(intake(true).accept(resource(name + ".json"), -1)));
    String without = String.join("\n", told(intake(false).accept(resource(name + ".json"), -1)));
    assertEquals(with.replaceAll("\"(system|prompt|response)_text\":\"[^\"]*\",", ""), without);
    assertNotEquals(with, without);
  }

  private static Intake intake(boolean content) {
    return new Intake(
        IntakeLimits.defaults(),
        SchemaResolver.builtIn(),
        ConfluentSchemas.NONE,
        false,
        new Source("test", Format.AUTO, Identity.USUAL, content));
  }

  /** Verdicts as lines: an event without what it does not say, or the reason. */
  static List<String> told(Outcome outcome) {
    List<String> lines = new ArrayList<>();
    outcome.each(
        one -> {
          if (one instanceof Accepted accepted) {
            lines.add(RecordJson.write(accepted.event()));
          } else if (one instanceof Rejected why) {
            lines.add(why.reason() + (why.field() == null ? "" : " " + why.field()));
          }
        });
    return lines;
  }

  private static String expected(String name) throws IOException {
    return new String(resource(name + ".expected"), StandardCharsets.UTF_8).strip();
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = FormatFixturesTest.class.getResourceAsStream("formats/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}

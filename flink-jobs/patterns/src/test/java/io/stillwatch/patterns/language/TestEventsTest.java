package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.patterns.language.Vetted.Passed;
import io.stillwatch.patterns.language.Vetted.Refused;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.ExchangeHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the events that a pattern's tests write down. */
class TestEventsTest {

  private static final String START = "1767225600000";

  @Test
  void anEventThatSaysNothingIsAWholeExchangeOfTheOneAccount() {
    assertEquals(
        List.of(
            "{\"exchange_id\":\"exchange-1-0\",\"account_id\":\"account\",\"occurred_at\":"
                + START
                + ",\"phase\":\"EXCHANGE\",\"tenant\":\"default\"}"),
        lines("{at: 0s}"));
  }

  @Test
  void fieldsStandAsInTheDesignsJson() {
    String line =
        lines(
                "{at: 90s, phase: RESPONSE, exchange_id: x, account_id: b, model: m, turns: 3,"
                    + " output_tokens: 12, refused: true, prompt_text: 'a \"b\"',"
                    + " params: {temperature: 0.7, n: 4, stream: false, seed: -9},"
                    + " client: {network_class: vpn}, account: {age: 2d, plan: free},"
                    + " features: {language: de, prompt_length: 7}}")
            .get(0);
    assertEquals(
        "{\"exchange_id\":\"x\",\"account_id\":\"b\",\"occurred_at\":1767225690000,"
            + "\"phase\":\"RESPONSE\",\"tenant\":\"default\",\"model\":\"m\","
            + "\"prompt_text\":\"a \\\"b\\\"\","
            + "\"features\":{\"scores\":{},\"hashes\":{},\"prompt_length\":7,\"language\":\"de\"},"
            + "\"output_tokens\":12,\"turns\":3,"
            + "\"params\":{\"temperature\":0.7,\"n\":4,\"stream\":false,\"seed\":-9},"
            + "\"refused\":true,\"client\":{\"network_class\":\"vpn\"},"
            + "\"account\":{\"created_at\":1767052890000,\"plan\":\"free\"}}",
        line);
  }

  @Test
  void everyFieldOfTheEventCanBeGivenAndIntakeTakesIt() {
    Intake intake =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    StringBuilder event = new StringBuilder("{at: 1s");
    for (String key : EventKeys.of("").known()) {
      switch (key) {
        case "at", "repeat", "every", "phase", "system_text", "prompt_text", "response_text" -> {}
        case "signals" -> event.append(", signals: {cot_elicitation: 1, pair: x}");
        case "refused" -> event.append(", refused: false");
        case "features" -> event.append(", features: {prefix_hash: -5, system_length: 1}");
        case "params" -> event.append(", params: {max_tokens: 1, top_p: 1, logit_bias_size: 2}");
        case "client" -> event.append(", client: {ip: 10.0.0.1, asn: AS1, country: DE}");
        case "account" -> event.append(", account: {age: 0s, verification: none}");
        case "attestation" -> event.append(", attestation: {expert_count: 8, version: v1}");
        default ->
            event
                .append(", ")
                .append(key)
                .append(key.endsWith("_id") || isText(key) ? ": t" : ": 1");
      }
    }
    String line = lines(event.append("}").toString()).get(0);
    Outcome outcome = intake.accept(line.getBytes(StandardCharsets.UTF_8), -1);
    assertInstanceOf(Outcome.Accepted.class, outcome, outcome + " " + line);
  }

  private static boolean isText(String key) {
    return List.of("tenant", "model", "operation", "region", "tool_schema_hash", "finish_reason")
        .contains(key);
  }

  @Test
  void equalWordsAreEqualHashesAndScoresStayNumbers() {
    List<String> lines =
        lines("{at: 0s, repeat: 3, every: 1s, signals: {pair: $(i/2), cot_elicitation: 0.5}}");
    String zero = "\"pair\":" + ExchangeHash.of("0");
    String one = "\"pair\":" + ExchangeHash.of("1");
    assertTrue(lines.get(0).contains(zero) && lines.get(1).contains(zero), lines.toString());
    assertTrue(lines.get(2).contains(one), lines.toString());
    assertTrue(lines.get(0).contains("\"scores\":{\"cot_elicitation\":0.5}"), lines.toString());
  }

  @Test
  void repetitionsCountFromZeroAndMayReckon() {
    List<String> lines =
        lines(
            "{at: 0s, repeat: 4, every: 1s, input_tokens: $(i*10+5), turns: $(i%2),"
                + " model: m-$(i-1)-$(i/2), region: 'cost $$(i) $5'}");
    assertTrue(lines.get(3).contains("\"input_tokens\":35"), lines.get(3));
    assertTrue(lines.get(3).contains("\"turns\":1"), lines.get(3));
    assertTrue(lines.get(3).contains("\"model\":\"m-2-1\""), lines.get(3));
    assertTrue(lines.get(0).contains("\"model\":\"m--1-0\""), lines.get(0));
    assertTrue(lines.get(0).contains("\"region\":\"cost $(i) $5\""), lines.get(0));
  }

  @Test
  void eventsComeInOrderOfTimeAndWhatComesTogetherInOrderOfTheFile() {
    Passed passed =
        read("{at: 2s, model: b}\n{at: 0s, repeat: 3, every: 1s, model: a}\n{at: 2s, model: c}");
    PatternTest test = passed.tests().all().get(0);
    assertEquals(List.of(0L, 1000L, 2000L, 2000L, 2000L), test.offsetsMs());
    assertEquals(List.of(29, 29, 28, 29, 30), test.sourceLines());
  }

  @Test
  void fiveThousandEventsAreWrittenOutAndOneMoreIsRefused() {
    // One event stands in the file's other test.
    assertEquals(4_999, lines("{at: 0s, repeat: 4999, every: 1s}").size());
    Vetted vetted = Vettings.READER.read("x.yaml", source("{at: 0s, repeat: 5000, every: 1s}"));
    assertTrue(
        assertInstanceOf(Refused.class, vetted)
            .problems()
            .get(0)
            .message()
            .contains("5000 events"));
  }

  private static List<String> lines(String events) {
    return read(events).tests().all().get(0).jsonLines();
  }

  private static Passed read(String events) {
    Vetted vetted = Vettings.READER.read("x.yaml", source(events));
    return assertInstanceOf(Passed.class, vetted, vetted.toString());
  }

  /** One event a line. */
  private static String source(String events) {
    return Patterns.with("repeat: 3, every: 10s, ", "")
        .replaceFirst(
            "- \\{at: 0s, signals[^\\n]*",
            java.util.regex.Matcher.quoteReplacement(
                "- "
                    + events
                        .replace("\n", "\n            - ")
                        .replace("            - ", "          - ")));
  }
}

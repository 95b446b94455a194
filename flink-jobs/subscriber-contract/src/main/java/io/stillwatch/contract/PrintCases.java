package io.stillwatch.contract;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints the contract as lines of JSON, a case a line, for those who test without a JVM. Keys and
 * values of records are in base 64; a value of null is a tombstone.
 *
 * <pre>{@code
 * {"case": "…", "law": "…", "steps": [
 *    {"feed": "actions", "at": 1000, "key": "…", "value": "…"},
 *    {"restart": true},
 *    {"ask": {"tenant": "…", "account": "…", "api_key": "…", "organization": "…"}, "at": 1000,
 *     "expect": {"rung": "NONE", "reference": "", "observe": false, "challenge": false, "watermark": false}}]}
 * }</pre>
 */
public final class PrintCases {

  private PrintCases() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ContractCases.all().forEach(each -> out.println(json(each)));
  }

  static String json(ContractCase each) {
    return "{\"case\":"
        + text(each.name())
        + ",\"law\":"
        + text(each.law())
        + ",\"steps\":["
        + each.steps().stream().map(PrintCases::json).collect(Collectors.joining(","))
        + "]}";
  }

  private static String json(Step step) {
    if (step instanceof Step.Feed feed) {
      return "{\"feed\":\"%s\",\"at\":%d,\"key\":%s,\"value\":%s}"
          .formatted(
              switch (feed.topic()) {
                case ACTIONS -> "actions";
                case FEEDBACK -> "feedback";
                case SCHEMAS -> "schemas";
              },
              feed.nowMs(),
              base64(feed.key()),
              base64(feed.value()));
    }
    if (step instanceof Step.Ask ask) {
      Answer expected = ask.expected();
      return ("{\"ask\":{\"tenant\":%s,\"account\":%s,\"api_key\":%s,\"organization\":%s},\"at\":%d,"
              + "\"expect\":{\"rung\":%s,\"reference\":%s,\"observe\":%b,\"challenge\":%b,\"watermark\":%b}}")
          .formatted(
              text(ask.request().tenant()),
              text(ask.request().account()),
              text(ask.request().apiKey()),
              text(ask.request().organization()),
              ask.nowMs(),
              text(expected.rung()),
              text(expected.reference()),
              expected.observe(),
              expected.challenge(),
              expected.watermark());
    }
    return "{\"restart\":true}";
  }

  private static String base64(byte @Nullable [] bytes) {
    return bytes == null ? "null" : '"' + Base64.getEncoder().encodeToString(bytes) + '"';
  }

  /** The cases hold no control characters. */
  private static String text(@Nullable String text) {
    return text == null ? "null" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}

package io.stillwatch.intake;

import static io.stillwatch.intake.Events.accepted;
import static io.stillwatch.intake.Events.json;
import static io.stillwatch.intake.Events.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit one below, at and one above, in JSON and in Avro. */
class IntakeLimitsTest {
  private static final IntakeLimits LIMITS = IntakeLimits.defaults();

  static Stream<Arguments> limits() {
    return Stream.of(
        limit(
            "text",
            LIMITS.textCharsMax(),
            RejectionReason.OVER_LIMIT,
            "prompt_text",
            (e, n) -> e.setPromptText("a".repeat(n))),
        limit(
            "system text",
            LIMITS.textCharsMax(),
            RejectionReason.OVER_LIMIT,
            "system_text",
            (e, n) -> e.setSystemText("a".repeat(n))),
        limit(
            "response",
            LIMITS.textCharsMax(),
            RejectionReason.OVER_LIMIT,
            "response_text",
            (e, n) -> e.setResponseText("a".repeat(n))),
        limit(
            "exchange id",
            LIMITS.idCharsMax(),
            RejectionReason.BAD_ID,
            "exchange_id",
            (e, n) -> e.setExchangeId("a".repeat(n))),
        limit(
            "account id",
            LIMITS.idCharsMax(),
            RejectionReason.BAD_ID,
            "account_id",
            (e, n) -> e.setAccountId("a".repeat(n))),
        limit(
            "tenant",
            LIMITS.idCharsMax(),
            RejectionReason.BAD_ID,
            "tenant",
            (e, n) -> e.setTenant("a".repeat(n))),
        limit(
            "organization",
            LIMITS.idCharsMax(),
            RejectionReason.BAD_ID,
            "organization_id",
            (e, n) -> e.setOrganizationId("a".repeat(n))),
        limit(
            "api key",
            LIMITS.idCharsMax(),
            RejectionReason.BAD_ID,
            "api_key_id",
            (e, n) -> e.setApiKeyId("a".repeat(n))),
        limit(
            "short string",
            LIMITS.shortCharsMax(),
            RejectionReason.OVER_LIMIT,
            "model",
            (e, n) -> e.setModel("a".repeat(n))),
        limit(
            "nested short string",
            LIMITS.shortCharsMax(),
            RejectionReason.OVER_LIMIT,
            "client.user_agent",
            (e, n) -> e.setClient(new Client(null, null, null, null, "a".repeat(n), null))),
        limit(
            "map entries",
            LIMITS.mapEntriesMax(),
            RejectionReason.OVER_LIMIT,
            "features.hashes",
            (e, n) -> e.setFeatures(features(hashes(n), List.of()))),
        limit(
            "map key",
            LIMITS.idCharsMax(),
            RejectionReason.OVER_LIMIT,
            "features.hashes{}",
            (e, n) -> e.setFeatures(features(Map.of("k".repeat(n), 1L), List.of()))),
        limit(
            "list items",
            LIMITS.arrayItemsMax(),
            RejectionReason.OVER_LIMIT,
            "features.shingle_sketch",
            (e, n) -> e.setFeatures(features(Map.of(), sketch(n)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void aLimitHoldsOneBelowAtAndOneAbove(
      String what,
      int limit,
      RejectionReason reason,
      String field,
      BiConsumer<InferenceEvent, Integer> fill) {
    for (int size = limit - 1; size <= limit + 1; size++) {
      InferenceEvent event = Events.small();
      fill.accept(event, size);
      for (byte[] bytes : List.of(json(event), Events.avro(event))) {
        Outcome outcome = Events.intake().accept(bytes, -1);
        if (size <= limit) {
          assertEquals(event, accepted(outcome), what);
        } else {
          Rejected why = rejected(outcome);
          assertEquals(reason, why.reason(), why.detail());
          assertTrue(why.field() != null && why.field().startsWith(field), why.toString());
        }
      }
    }
  }

  @Test
  void aRecordHasItsBytesAndNoMore() {
    for (int more = -1; more <= 1; more++) {
      byte[] empty = json("\"unknown\":[],\"prompt_text\":\"\"");
      int fill = LIMITS.recordBytesMax() - empty.length + more;
      String text = "a".repeat(LIMITS.textCharsMax());
      String padding = " ".repeat(fill - text.length());
      byte[] bytes =
          new String(empty, UTF_8)
              .replace("[]", "[" + padding + "]")
              .replace("\"\"", "\"" + text + "\"")
              .getBytes(UTF_8);
      assertEquals(LIMITS.recordBytesMax() + more, bytes.length);
      Outcome outcome = Events.intake().accept(bytes, -1);
      if (more <= 0) {
        accepted(outcome);
      } else {
        assertEquals(RejectionReason.RECORD_TOO_LARGE, rejected(outcome).reason());
      }
    }
  }

  @Test
  void jsonNestsToItsDepthAndNoDeeper() {
    for (int more = -1; more <= 1; more++) {
      int lists = LIMITS.depthMax() - 1 + more; // the event itself is the first
      Outcome outcome =
          Events.intake().accept(json("\"unknown\":" + "[".repeat(lists) + "]".repeat(lists)), -1);
      if (more <= 0) {
        accepted(outcome);
      } else {
        assertEquals(RejectionReason.OVER_LIMIT, rejected(outcome).reason());
      }
    }
  }

  @Test
  void jsonNumbersHaveTheirDigitsAndNoMore() {
    for (int more = -1; more <= 1; more++) {
      String digits =
          "0." + "1".repeat(LIMITS.numberCharsMax() - 1 + more); // the point is not counted
      Outcome outcome =
          Events.intake().accept(json("\"params\":{\"temperature\":" + digits + "}"), -1);
      if (more <= 0) {
        accepted(outcome);
      } else {
        assertEquals(RejectionReason.OVER_LIMIT, rejected(outcome).reason());
      }
    }
  }

  @Test
  void aHundredThousandBracesAreRefusedWithoutOverflowingTheStack() {
    Rejected why = rejected(Events.intake().accept("{\"a\":".repeat(100_000).getBytes(UTF_8), -1));
    assertEquals(RejectionReason.OVER_LIMIT, why.reason());
  }

  @Test
  void theDefaultsAreThese() {
    assertEquals(
        new IntakeLimits(
            1_048_576, 524_288, 256, 1024, 256, 1024, 8, 40, 48, 65_536, 86_400_000, 120_000),
        IntakeLimits.defaults());
  }

  @Test
  void aLimitOfNothingIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new IntakeLimits(1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1));
    assertEquals("intake limit idCharsMax must be at least 1, is 0", refused.getMessage());
  }

  private static Arguments limit(
      String what,
      int limit,
      RejectionReason reason,
      String field,
      BiConsumer<InferenceEvent, Integer> fill) {
    return Arguments.of(what, limit, reason, field, fill);
  }

  private static Features features(Map<String, Long> hashes, List<Long> sketch) {
    return new Features(Map.of(), hashes, sketch, null, null, null, null, null);
  }

  private static Map<String, Long> hashes(int count) {
    Map<String, Long> hashes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      hashes.put("k" + i, (long) i);
    }
    return hashes;
  }

  private static List<Long> sketch(int count) {
    List<Long> sketch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sketch.add((long) i);
    }
    return sketch;
  }
}

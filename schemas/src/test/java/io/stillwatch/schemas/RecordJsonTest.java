package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

  @Test
  void namesAreThoseOfTheSchemaNullsAreLeftOutAndTimesAreNumbers() {
    InferenceEvent event =
        InferenceEvent.newBuilder()
            .setExchangeId("x")
            .setAccountId("a")
            .setOccurredAt(Instant.ofEpochMilli(1_780_000_006_683L))
            .setPhase(Phase.REQUEST)
            .build();
    assertEquals(
        "{\"exchange_id\":\"x\",\"account_id\":\"a\",\"occurred_at\":1780000006683,\"phase\":\"REQUEST\",\"tenant\":\"default\"}",
        RecordJson.write(event));
  }

  @Test
  void mapsAreSortedByKey() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("b", 2L);
    counts.put("a", 1L);
    assertEquals(
        "{\"reporter\":\"r\",\"at\":0,\"counts\":{\"a\":1,\"b\":2},\"notes\":{}}",
        RecordJson.write(new StatusReport("r", Instant.EPOCH, null, counts, Map.of())));
  }

  @Test
  void aLineStaysOneLineAndHalfCharactersAreEscaped() {
    assertEquals(
        "{\"tenant\":\"\\\"\\\\\\n\\r\\t\\u0000\\u007f\",\"at\":0,\"author\":\"\\ud83d\",\"act\":\"🌍\",\"subject\":\"\\udf0d\",\"why\":\"世\"}",
        RecordJson.write(
            new AuditEntry(
                "\"\\\n\r\t\u0000\u007f", Instant.EPOCH, "\ud83d", "🌍", "\udf0d", "世")));
  }

  @Test
  void whatJsonCannotHoldIsAString() {
    PatternPointer pointer =
        new PatternPointer("t", "p", 1, Mode.OFF, Double.NaN, "a", "w", Instant.EPOCH, null);
    assertEquals(
        "{\"tenant\":\"t\",\"pattern_id\":\"p\",\"version\":1,\"mode\":\"OFF\",\"share\":\"NaN\",\"author\":\"a\",\"why\":\"w\",\"at\":0}",
        RecordJson.write(pointer));
  }

  @Test
  void everySampleIsOneLine() {
    Samples.all().forEach(sample -> assertFalse(RecordJson.write(sample).contains("\n")));
  }

  @Test
  void nestedRecordsListsAndBytesAreWritten() {
    String json = RecordJson.write(Samples.finding());
    assertEquals(
        "\"evidence\":{\"exchange_id\":\"x-1\",\"exchanges\":[\"00112233445566aa\",\"00112233445566ab\"],\"first_at\":1780000006683,\"last_at\":1780000067684,\"steps\":[{\"step\":\"first\",\"count\":3,\"first_exchange\":\"00112233445566aa\",\"last_exchange\":\"00112233445566ab\"}],\"terms\":[{\"name\":\"cot_elicitation\",\"value\":0.75,\"weight\":2.0}],\"profile\":{\"exchanges_1h\":41.5}}",
        json.substring(json.indexOf("\"evidence\""), json.indexOf(",\"links\"")));
    assertEquals(
        "\"content\":\"AP9/\"}",
        Samples.all().stream()
            .filter(DeadLetter.class::isInstance)
            .map(RecordJson::write)
            .map(line -> line.substring(line.indexOf("\"content\"")))
            .findFirst()
            .orElseThrow());
  }
}

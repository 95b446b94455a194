package io.stillwatch.intake;

import static io.stillwatch.intake.Events.AT_MS;
import static io.stillwatch.intake.Events.accepted;
import static io.stillwatch.intake.Events.intake;
import static io.stillwatch.intake.Events.json;
import static io.stillwatch.intake.Events.rejected;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.PatternRevision;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the door lets in and what it refuses. */
class IntakeTest {
  private static final long UNKNOWN = -1;

  @Test
  void anEventIsTheSameInEveryFormat() {
    InferenceEvent event = Events.full();
    assertEquals(event, accepted(intake().accept(Events.avro(event), UNKNOWN)));
    assertEquals(
        event, accepted(intake().accept(Events.confluent(event, Events.CONFLUENT_ID), UNKNOWN)));
    assertEquals(event, accepted(intake().accept(json(event), UNKNOWN)));
  }

  @Test
  void onlyFourFieldsAreRequired() {
    assertEquals(Events.small(), accepted(intake().accept(json(""), UNKNOWN)));
    assertEquals(Events.small(), accepted(intake().accept(Events.avro(Events.small()), UNKNOWN)));
  }

  @Test
  void jsonMayStartWithAByteOrderMarkAndWhiteSpace() {
    byte[] bytes = ("\uFEFF \r\n\t" + new String(json(""), UTF_8) + " \n").getBytes(UTF_8);
    assertEquals(Events.small(), accepted(intake().accept(bytes, UNKNOWN)));
  }

  @Test
  void nullCountsAsAbsentAndUnknownFieldsArePassedOver() {
    byte[] bytes =
        json(
            "\"tenant\":null,\"model\":null,\"params\":null,\"new\":{\"a\":[1,{\"b\":null}]},\"n\":1e9");
    assertEquals(Events.small(), accepted(intake().accept(bytes, UNKNOWN)));
  }

  @ParameterizedTest
  @CsvSource({
    "1780000006683, 1780000006683",
    "1780000006683.0, 1780000006683",
    "'\"2026-05-28T20:26:46.683Z\"', 1780000006683",
    "'\"2026-05-28T22:26:46.6839+02:00\"', 1780000006683",
    "'\"2026-05-28T20:26Z\"', 1779999960000",
  })
  void timesAreEpochMillisecondsOrIso8601(String written, long expected) {
    byte[] bytes = json("\"account\":{\"created_at\":" + written + "}");
    InferenceEvent event = accepted(intake().accept(bytes, UNKNOWN));
    assertEquals(Instant.ofEpochMilli(expected), event.getAccount().getCreatedAt());
  }

  @Test
  void wholeNumbersMayBeWrittenWithAnEmptyFraction() {
    InferenceEvent event =
        accepted(intake().accept(json("\"input_tokens\":299.0,\"turns\":1e1"), UNKNOWN));
    assertEquals(299L, event.getInputTokens());
    assertEquals(10, event.getTurns());
  }

  @Test
  void anEmptyIdThatIsNotRequiredIsAbsent() {
    InferenceEvent event =
        accepted(intake().accept(json("\"organization_id\":\"\",\"api_key_id\":\"\""), UNKNOWN));
    assertNull(event.getOrganizationId());
    assertNull(event.getApiKeyId());
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "WRONG_TYPE | model | \"model\":5",
        "WRONG_TYPE | refused | \"refused\":\"yes\"",
        "WRONG_TYPE | turns | \"turns\":\"1\"",
        "WRONG_TYPE | params | \"params\":[]",
        "WRONG_TYPE | params.temperature | \"params\":{\"temperature\":\"hot\"}",
        "WRONG_TYPE | features.scores{} | \"features\":{\"scores\":{\"a\":null}}",
        "WRONG_TYPE | features.shingle_sketch[] | \"features\":{\"shingle_sketch\":[1,\"2\"]}",
        "OUT_OF_RANGE | turns | \"turns\":2147483648",
        "OUT_OF_RANGE | turns | \"turns\":1.5",
        "OUT_OF_RANGE | input_tokens | \"input_tokens\":9223372036854775808",
        "OUT_OF_RANGE | input_tokens | \"input_tokens\":1e300",
        "OUT_OF_RANGE | input_tokens | \"input_tokens\":-1",
        "OUT_OF_RANGE | output_tokens | \"output_tokens\":-1",
        "OUT_OF_RANGE | cached_input_tokens | \"cached_input_tokens\":-1",
        "OUT_OF_RANGE | reasoning_tokens | \"reasoning_tokens\":-1",
        "OUT_OF_RANGE | latency_ms | \"latency_ms\":-1",
        "OUT_OF_RANGE | params.temperature | \"params\":{\"temperature\":1e999}",
        "OUT_OF_RANGE | features.scores{} | \"features\":{\"scores\":{\"a\":1.01}}",
        "OUT_OF_RANGE | features.scores{} | \"features\":{\"scores\":{\"a\":-0.01}}",
        "BAD_TIME | account.created_at | \"account\":{\"created_at\":\"2026-05-28T20:26:46\"}",
        "BAD_TIME | account.created_at | \"account\":{\"created_at\":\"yesterday\"}",
        "BAD_TIME | account.created_at | \"account\":{\"created_at\":946684799999}",
        "BAD_TIME | account.created_at | \"account\":{\"created_at\":7258118400000}",
        "BAD_TIME | received_at | \"received_at\":1780000006",
        "BAD_TIME | received_at | \"received_at\":1780000006683000",
        "BAD_ID | organization_id | \"organization_id\":\"a\\u0000b\"",
        "BAD_ID | api_key_id | \"api_key_id\":\"a\\nb\"",
        "BAD_ID | tenant | \"tenant\":\"\"",
        "BAD_ID | tenant | \"tenant\":\"a\\u0085b\"",
        "BAD_ID | tenant | \"tenant\":\"\\ud83d\"",
        "BAD_ID | tenant | \"tenant\":\"\\udf0d\\ud83c\"",
        "MALFORMED | model | \"model\":\"a\",\"model\":\"b\"",
        "MALFORMED | model | \"model\":null,\"model\":\"b\"",
        "MALFORMED | params.n | \"params\":{\"n\":1,\"n\":1}",
        "MALFORMED | features.hashes{} | \"features\":{\"hashes\":{\"a\":1,\"a\":2}}",
        "MALFORMED | params | \"params\":{\"temperature\":NaN}",
        "OVER_LIMIT | params | \"params\":{\"temperature\":0.00000000000000000000000000000000000000001}",
      })
  void aFieldThatCannotBeIsNamedWithItsReason(RejectionReason reason, String field, String more) {
    Rejected why = rejected(intake().accept(json(more), UNKNOWN));
    assertEquals(reason, why.reason(), why.detail());
    assertEquals(field, why.field());
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "MISSING_FIELD | exchange_id | {\"account_id\":\"a\",\"occurred_at\":1780000006683,\"phase\":\"REQUEST\"}",
        "MISSING_FIELD | account_id | {\"exchange_id\":\"x\",\"account_id\":null,\"occurred_at\":1780000006683,\"phase\":\"REQUEST\"}",
        "MISSING_FIELD | occurred_at | {\"exchange_id\":\"x\",\"account_id\":\"a\",\"phase\":\"REQUEST\"}",
        "MISSING_FIELD | phase | {\"exchange_id\":\"x\",\"account_id\":\"a\",\"occurred_at\":1780000006683}",
        "MISSING_FIELD | exchange_id | {}",
        "UNKNOWN_PHASE | phase | {\"exchange_id\":\"x\",\"account_id\":\"a\",\"occurred_at\":1780000006683,\"phase\":\"PARTIAL\"}",
        "UNKNOWN_PHASE | phase | {\"exchange_id\":\"x\",\"account_id\":\"a\",\"occurred_at\":1780000006683,\"phase\":\"UNKNOWN\"}",
        "BAD_ID | exchange_id | {\"exchange_id\":\"\",\"account_id\":\"a\",\"occurred_at\":1780000006683,\"phase\":\"REQUEST\"}",
        "BAD_ID | account_id | {\"exchange_id\":\"x\",\"account_id\":\"\",\"occurred_at\":1780000006683,\"phase\":\"REQUEST\"}",
        "BAD_TIME | occurred_at | {\"exchange_id\":\"x\",\"account_id\":\"a\",\"occurred_at\":0,\"phase\":\"REQUEST\"}",
        "MALFORMED | | {\"exchange_id\"",
        "MALFORMED | exchange_id | {\"exchange_id\":\"x",
        "UNKNOWN_FORMAT | | [1]",
        "UNKNOWN_FORMAT | | hello",
      })
  void anObjectThatIsNoEventIsRefusedWithItsReason(
      RejectionReason reason, String field, String json) {
    Rejected why = rejected(intake().accept(json.getBytes(UTF_8), UNKNOWN));
    assertEquals(reason, why.reason(), why.detail());
    assertEquals(field, why.field());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "EMPTY, ''",
    "UNKNOWN_FORMAT, ff00",
    "UNKNOWN_FORMAT, 2020",
    "UNKNOWN_FORMAT, efbbbf",
    "UNKNOWN_FORMAT, c3",
    "UNKNOWN_FORMAT, c302",
    "MALFORMED, c301",
    "MALFORMED, c30100000000000000",
    "MALFORMED, 00000000",
    "UNKNOWN_SCHEMA, c3010102030405060708",
    "UNKNOWN_SCHEMA, 0000000063",
    "MALFORMED, 0000000007",
    "NOT_UTF8, 7b22c0af22",
  })
  void bytesThatAreNoRecordAreRefusedWithTheirReason(RejectionReason reason, String hex) {
    Rejected why = rejected(intake().accept(HexFormat.of().parseHex(hex), UNKNOWN));
    assertEquals(reason, why.reason(), why.detail());
  }

  @Test
  void somethingAfterTheObjectIsRefused() {
    byte[] two = (new String(json(""), UTF_8) + "{}").getBytes(UTF_8);
    assertEquals(
        new Rejected(RejectionReason.MALFORMED, null, "more after the end of the object"),
        intake().accept(two, UNKNOWN));
  }

  @Test
  void avroThatIsNotWhatItsSchemaSaysIsRefused() {
    byte[] good = Events.avro(Events.full());
    assertEquals(
        RejectionReason.MALFORMED,
        rejected(intake().accept(Arrays.copyOf(good, good.length - 1), UNKNOWN)).reason());
    Rejected over = rejected(intake().accept(Arrays.copyOf(good, good.length + 1), UNKNOWN));
    assertEquals("1 bytes left over after the record", over.detail());
    byte[] notUtf8 = good.clone();
    notUtf8[11] = (byte) 0xC0; // the first character of exchange_id
    assertEquals(
        new Rejected(RejectionReason.NOT_UTF8, "exchange_id", "text that is not UTF-8"),
        intake().accept(notUtf8, UNKNOWN));
  }

  @Test
  void avroOfAnotherRecordIsAMismatch() {
    byte[] bytes =
        RecordCodec.of(PatternRevision.class)
            .encode(new PatternRevision("t", "p", 1, "s", "a", Instant.EPOCH));
    assertEquals(
        RejectionReason.SCHEMA_MISMATCH, rejected(intake().accept(bytes, UNKNOWN)).reason());
  }

  @Test
  void avroValuesKeepTheSameRulesAsJson() {
    InferenceEvent event = Events.full();
    event.getParams().setTopP(Double.NaN);
    assertEquals(
        RejectionReason.OUT_OF_RANGE,
        rejected(intake().accept(Events.avro(event), UNKNOWN)).reason());
    event = Events.full();
    event.getFeatures().getScores().put("a", Double.POSITIVE_INFINITY);
    Rejected why = rejected(intake().accept(Events.avro(event), UNKNOWN));
    assertEquals("features.scores{}", why.field());
    event = Events.full();
    event.setOccurredAt(Instant.ofEpochMilli(Long.MAX_VALUE));
    assertEquals(
        RejectionReason.BAD_TIME, rejected(intake().accept(Events.avro(event), UNKNOWN)).reason());
    event = Events.full();
    event.setPhase(Phase.UNKNOWN);
    assertEquals(
        RejectionReason.UNKNOWN_PHASE,
        rejected(intake().accept(Events.avro(event), UNKNOWN)).reason());
  }

  @Test
  void aNewerProducersEventIsReadWithItsOwnSchema() throws IOException {
    Schema newer =
        new SchemaParser()
            .parse(
                InferenceEvent.getClassSchema()
                    .toString()
                    .replace(
                        "{\"name\":\"prompt_text\"",
                        "{\"name\":\"audio_ms\",\"type\":[\"null\",\"long\"],\"default\":null},{\"name\":\"prompt_text\"")
                    .replace("\"EXCHANGE\"]", "\"EXCHANGE\",\"PARTIAL\"]"))
            .mainSchema();
    long fingerprint = SchemaNormalization.parsingFingerprint64(newer);
    Intake intake =
        new Intake(
            IntakeLimits.defaults(),
            SchemaResolver.builtIn().or(f -> f == fingerprint ? newer : null),
            ConfluentSchemas.NONE,
            false);
    InferenceEvent read = accepted(intake.accept(written(newer, fingerprint, "REQUEST"), UNKNOWN));
    assertEquals("after the new field", read.getPromptText());
    assertEquals(
        RejectionReason.UNKNOWN_PHASE,
        rejected(intake.accept(written(newer, fingerprint, "PARTIAL"), UNKNOWN)).reason());
    assertEquals(
        RejectionReason.UNKNOWN_SCHEMA,
        rejected(intake().accept(written(newer, fingerprint, "REQUEST"), UNKNOWN)).reason());
  }

  private static byte[] written(Schema schema, long fingerprint, String phase) throws IOException {
    GenericRecord record = new GenericData.Record(schema);
    record.put("exchange_id", "x-9");
    record.put("account_id", "a-9");
    record.put("occurred_at", AT_MS);
    record.put("phase", new GenericData.EnumSymbol(schema.getField("phase").schema(), phase));
    record.put("tenant", "default");
    record.put("audio_ms", 77L);
    record.put("prompt_text", "after the new field");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 1)
            .putLong(fingerprint)
            .array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  @Test
  void whatTheRegistryThrowsIsNotTheEventsFault() {
    IllegalStateException down = new IllegalStateException("registry down");
    Intake intake =
        new Intake(
            IntakeLimits.defaults(),
            SchemaResolver.builtIn(),
            id -> {
              throw down;
            },
            false);
    byte[] bytes = Events.confluent(Events.small(), 1);
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> intake.accept(bytes, UNKNOWN));
    assertEquals(down, thrown);
  }

  @Test
  void timeIsHeldBetweenADayBeforeAndTwoMinutesAfterArrival() {
    long day = 86_400_000L;
    assertClamped(AT_MS, AT_MS + day);
    assertClamped(AT_MS + 1, AT_MS + day + 1);
    assertClamped(AT_MS, AT_MS - 120_000L);
    assertClamped(AT_MS - 1, AT_MS - 120_001L);
    assertClamped(AT_MS, AT_MS + 5);
  }

  private static void assertClamped(long expected, long brokerTimeMs) {
    InferenceEvent event = accepted(intake().accept(json(""), brokerTimeMs));
    assertEquals(Instant.ofEpochMilli(expected), event.getOccurredAt());
    assertEquals(Instant.ofEpochMilli(brokerTimeMs), event.getReceivedAt());
  }

  @Test
  void aProducersOwnReceivedAtIsBelievedOnlyInRecordings() {
    byte[] bytes = json("\"received_at\":" + (AT_MS - 600_000));
    long broker = AT_MS + 1_000;
    InferenceEvent live = accepted(intake().accept(bytes, broker));
    assertEquals(Instant.ofEpochMilli(broker), live.getReceivedAt());
    assertEquals(Instant.ofEpochMilli(AT_MS), live.getOccurredAt());
    assertNull(accepted(intake().accept(bytes, UNKNOWN)).getReceivedAt());

    Intake recorded =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    InferenceEvent replayed = accepted(recorded.accept(bytes, broker));
    assertEquals(Instant.ofEpochMilli(AT_MS - 600_000), replayed.getReceivedAt());
    assertEquals(Instant.ofEpochMilli(AT_MS - 480_000), replayed.getOccurredAt());
    assertEquals(
        Instant.ofEpochMilli(broker), accepted(recorded.accept(json(""), broker)).getReceivedAt());
  }

  @Test
  void withNoTimeOfArrivalNothingIsClamped() {
    InferenceEvent event = accepted(intake().accept(json(""), UNKNOWN));
    assertNull(event.getReceivedAt());
    assertEquals(Instant.ofEpochMilli(AT_MS), event.getOccurredAt());
  }

  @Test
  void eventsDoNotShareTheirEmptyMaps() {
    Intake intake = intake();
    InferenceEvent one = accepted(intake.accept(json("\"features\":{}"), UNKNOWN));
    one.getFeatures().getScores().put("a", 1.0);
    InferenceEvent other = accepted(intake.accept(json("\"features\":{}"), UNKNOWN));
    assertTrue(other.getFeatures().getScores().isEmpty());
  }

  @Test
  void theCodesOfTheReasonsAreWhatTheyWere() {
    assertEquals(
        "0 EMPTY, 1 RECORD_TOO_LARGE, 2 UNKNOWN_FORMAT, 3 UNKNOWN_SCHEMA, 4 SCHEMA_MISMATCH, 5 MALFORMED, 6 NOT_UTF8, 7 OVER_LIMIT, 8 MISSING_FIELD, 9 WRONG_TYPE, 10 OUT_OF_RANGE, 11 BAD_ID, 12 BAD_TIME, 13 UNKNOWN_PHASE, 14 NO_EXCHANGE, 15 NO_ACCOUNT, 16 NO_PARTNER, 17 SEAL_MISSING, 18 SEAL_UNKNOWN_KEY, 19 SEAL_FORGED, 20 SEAL_STALE, 21 SEAL_REPLAYED",
        String.join(
            ", ",
            Set.copyOf(EnumSet.allOf(RejectionReason.class)).stream()
                .sorted()
                .map(r -> r.code() + " " + r.name())
                .toList()));
  }
}

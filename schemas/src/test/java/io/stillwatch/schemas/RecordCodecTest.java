package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private static final RecordCodec<InferenceEvent> EVENTS = RecordCodec.of(InferenceEvent.class);

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    assertEquals(Samples.event(), EVENTS.decode(EVENTS.encode(Samples.event())));
  }

  @Test
  void recordsAreCopiedReadAndBuiltByTheirGeneratedCodeInAJvmThatTrustsNoClass()
      throws IOException {
    assertNull(System.getProperty("org.apache.avro.SERIALIZABLE_PACKAGES"));
    InferenceEvent event = Samples.event();
    assertEquals(event, InferenceEvent.newBuilder(event).build());
    assertEquals(Samples.action(), EnforcementAction.newBuilder(Samples.action()).build());
    assertEquals(event, InferenceEvent.fromByteBuffer(event.toByteBuffer()));
  }

  @Test
  void theHeaderIsThatOfAvrosSingleObjectEncoding() throws IOException {
    byte[] ours = RecordCodec.of(PatternRevision.class).encode(revision());
    byte[] avros = PatternRevision.getEncoder().encode(revision()).array();
    assertArrayEquals(Arrays.copyOf(avros, ours.length), ours);
  }

  @Test
  void equalRecordsBecomeEqualBytesHoweverTheirMapsWereFilled() {
    RecordCodec<StatusReport> codec = RecordCodec.of(StatusReport.class);
    Map<String, Long> up = new LinkedHashMap<>();
    Map<String, Long> down = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      up.put("reason" + i, (long) i);
      down.put("reason" + (49 - i), (long) (49 - i));
    }
    Instant at = Instant.EPOCH;
    assertArrayEquals(
        codec.encode(new StatusReport("r", at, null, up, Map.of())),
        codec.encode(new StatusReport("r", at, null, down, Map.of())));
  }

  @Test
  void aDecoderOfThisVersionReadsARecordOfTheNextOnceItLearnsItsSchema() throws IOException {
    Schema next = next();
    byte[] bytes = writtenByTheNextVersion(next);
    RecordCodec<InferenceEvent> codec =
        RecordCodec.of(
            InferenceEvent.class,
            SchemaResolver.builtIn().or(f -> f == Fingerprint.of(next) ? next : null));
    InferenceEvent read = codec.decode(bytes);
    assertEquals("x-9", read.getExchangeId());
    assertEquals(Phase.UNKNOWN, read.getPhase(), "a symbol that this version does not know");
    assertEquals("default", read.getTenant());
    assertEquals(Instant.ofEpochMilli(1_780_000_000_000L), read.getOccurredAt());
    assertEquals("after the new field", read.getPromptText());
  }

  @Test
  void anUnknownFingerprintIsNamed() throws IOException {
    Schema next = next();
    byte[] bytes = writtenByTheNextVersion(next);
    UnknownSchemaException refused =
        assertThrows(UnknownSchemaException.class, () -> EVENTS.decode(bytes));
    assertEquals(Fingerprint.of(next), refused.fingerprint());
    assertTrue(refused.getMessage().contains(Fingerprint.hex(Fingerprint.of(next))));
    assertTrue(refused.getMessage().contains("InferenceEvent"));
  }

  @Test
  void aRecordOfAnotherKindIsRefused() {
    byte[] bytes = RecordCodec.of(PatternRevision.class).encode(revision());
    IOException refused = assertThrows(IOException.class, () -> EVENTS.decode(bytes));
    assertTrue(refused.getMessage().contains("cannot be read as InferenceEvent"));
  }

  @Test
  void everyTruncationIsRefusedWithAnIOExceptionOnly() {
    byte[] whole = EVENTS.encode(Samples.event());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(IOException.class, () -> EVENTS.decode(part));
    }
  }

  @Test
  void theResolverIsAskedOncePerWriterAndTheReadersAreBounded() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    Schema own = InferenceEvent.getClassSchema();
    RecordCodec<InferenceEvent> codec =
        RecordCodec.of(
            InferenceEvent.class,
            fingerprint -> {
              asked.incrementAndGet();
              return own;
            });
    byte[] bytes = EVENTS.encode(Samples.event());
    codec.decode(bytes);
    codec.decode(bytes);
    assertEquals(1, asked.get());
    for (int writer = 0; writer <= RecordCodec.WRITERS_MAX; writer++) {
      bytes[2] = (byte) writer;
      codec.decode(bytes);
    }
    int before = asked.get();
    bytes[2] = 0; // the one not seen for longest is gone
    codec.decode(bytes);
    assertEquals(before + 1, asked.get());
  }

  @Test
  void theBuiltInResolverKnowsTodayAndEveryReleaseAndNothingElse() {
    TopicSchemas.current()
        .forEach(s -> assertEquals(s, SchemaResolver.builtIn().find(Fingerprint.of(s))));
    ReleasedSchemas.load()
        .values()
        .forEach(
            version ->
                version.forEach(
                    s ->
                        assertEquals(
                            Fingerprint.of(s),
                            Fingerprint.of(SchemaResolver.builtIn().find(Fingerprint.of(s))))));
    assertNull(SchemaResolver.builtIn().find(0x0123456789abcdefL));
  }

  @Test
  void fingerprintsAreSixteenDigits() {
    assertEquals("0000000000000001", Fingerprint.hex(1));
    assertEquals("ffffffffffffffff", Fingerprint.hex(-1));
    assertEquals("0123456789abcdef", Fingerprint.hex(0x0123456789abcdefL));
  }

  private static PatternRevision revision() {
    return new PatternRevision("t", "p", 1, "s", "a", Instant.EPOCH);
  }

  private static Schema next() {
    String json =
        InferenceEvent.getClassSchema()
            .toString()
            .replace(
                "{\"name\":\"prompt_text\"",
                "{\"name\":\"audio_ms\",\"type\":[\"null\",\"long\"],\"default\":null},{\"name\":\"prompt_text\"")
            .replace("\"EXCHANGE\"]", "\"EXCHANGE\",\"PARTIAL\"]");
    Schema next = new SchemaParser().parse(json).mainSchema();
    assertFalse(Fingerprint.of(next) == Fingerprint.of(InferenceEvent.getClassSchema()));
    return next;
  }

  private static byte[] writtenByTheNextVersion(Schema next) throws IOException {
    GenericRecord record = new GenericData.Record(next);
    record.put("exchange_id", "x-9");
    record.put("account_id", "a-9");
    record.put("occurred_at", 1_780_000_000_000L);
    record.put("phase", new GenericData.EnumSymbol(next.getField("phase").schema(), "PARTIAL"));
    record.put("tenant", "default");
    record.put("audio_ms", 77L);
    record.put("prompt_text", "after the new field");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SingleObject.header(Fingerprint.of(next)));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(next).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}

package io.stillwatch.jobs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.enforcement.operator.BudgetInput;
import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.intake.Joiner.Waiting;
import io.stillwatch.intake.TraceIds;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StreamTypesTest {

  @Test
  void recordsComeBackEqual() throws Exception {
    Random random = new Random(7);
    RecordSerializer<InferenceEvent> serializer = new RecordSerializer<>(InferenceEvent.class);
    for (int i = 0; i < 200; i++) {
      InferenceEvent event = event(random);
      assertEquals(event, roundTrip(serializer, event));
      assertEquals(event, roundTrip(serializer.duplicate(), event));
    }
  }

  @Test
  void rawRecordsAndChangesComeBackEqual() throws Exception {
    Random random = new Random(8);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(1000)];
      random.nextBytes(bytes);
      RawRecord record =
          new RawRecord(
              "t" + i,
              random.nextInt(),
              random.nextLong(),
              random.nextLong(),
              random.nextBoolean(),
              i % 2 == 0 ? null : bytes,
              bytes);
      RawRecord back = roundTrip(RawRecordSerializer.INSTANCE, record);
      assertArrayEquals(bytes, back.bytes());
      assertArrayEquals(record.seal(), back.seal());
      assertEquals(record.toString(), back.toString());
      assertEquals(record.brokerTimeMs(), back.brokerTimeMs());
      assertEquals(record.brokersOwn(), back.brokersOwn());

      Mode mode = Mode.values()[random.nextInt(Mode.values().length)];
      for (BookRow row :
          List.of(
              new BookRow.Pointer("tenant", "pättern", i, mode, random.nextDouble()),
              new BookRow.Pointer("tenant", "p", i, mode, 1, "0a"),
              new BookRow.PointerGone("tenant", "p"),
              new BookRow.Revision("*", "p", i, "täxt".repeat(20_000)),
              new BookRow.RevisionGone("*", "p", i))) {
        BookChange change = new BookChange(random.nextLong(), row);
        assertEquals(change, roundTrip(BookChangeSerializer.INSTANCE, change));
      }
    }
  }

  @Test
  void partsComeBackEqualAndWithoutTheTextsOfTheirEvent() throws Exception {
    Random random = new Random(9);
    SignalReader reader = new SignalReader(HashKey.PUBLIC);
    for (int i = 0; i < 50; i++) {
      InferenceEvent event = event(random);
      event.setPromptText("canary " + random.nextLong());
      event.setAccountId(random.nextBoolean() ? event.getAccountId() : "");
      Sighting sighting = reader.read(event);
      Waiting<Sighting> part =
          new Waiting<>(
              "spans",
              new TraceIds("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", ""),
              sighting.tenant(),
              sighting.accountId(),
              sighting.phase(),
              random.nextLong(),
              random.nextLong(),
              sighting);
      DataOutputSerializer out = new DataOutputSerializer(64);
      new PartSerializer().serialize(part, out);
      assertFalse(new String(out.getCopyOfBuffer(), ISO_8859_1).contains("canary"));
      Waiting<Sighting> back = roundTrip(new PartSerializer(), part);
      assertEquals(part.at(), back.at());
      assertEquals(part.source(), back.source());
      assertEquals(part.tenant(), back.tenant());
      assertEquals(part.account(), back.account());
      assertEquals(part.phase(), back.phase());
      assertEquals(part.timeMs(), back.timeMs());
      assertEquals(part.untilMs(), back.untilMs());
      assertEquals(sighting.exchangeId(), back.what().exchangeId());
      assertEquals(sighting.facts(), back.what().facts());
    }
  }

  @Test
  void whatIsSaidAndWhatBudgetsAreMadeOfComeBackEqual() throws Exception {
    Feedback feedback =
        Feedback.newBuilder()
            .setFeedbackId("f|1")
            .setTenant("t%")
            .setScope(FeedbackScope.ORGANIZATION)
            .setSubject("ö")
            .setKind(FeedbackKind.EXCEPTION)
            .setUntil(Instant.ofEpochMilli(9))
            .setWhy("why")
            .setAuthor("ana")
            .setAt(Instant.ofEpochMilli(5))
            .build();
    FeedbackChange change = new FeedbackChange(7, feedback);
    assertEquals(change, roundTrip(new FeedbackChangeSerializer(), change));
    BudgetInput active = new BudgetInput.Active("t", "a", 12);
    assertEquals(active, roundTrip(new BudgetInputSerializer(), active));
  }

  @Test
  void aSerializerIsFoundAgainFromItsSnapshot() throws Exception {
    RecordSerializer<Finding> serializer = new RecordSerializer<>(Finding.class);
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<Finding> restored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());
    assertEquals(serializer, restored.restoreSerializer());
    assertTrue(
        serializer.snapshotConfiguration().resolveSchemaCompatibility(restored).isCompatibleAsIs());
    assertFalse(serializer.equals(new RecordSerializer<>(DeadLetter.class)));
  }

  @Test
  void aRawRecordDoesNotPrintItsContent() {
    RawRecord record =
        new RawRecord("inference.events", 3, 9, 0, true, null, new byte[] {'h', 'i'});
    assertEquals("inference.events-3@9 (2 bytes)", record.toString());
  }

  private static InferenceEvent event(Random random) {
    InferenceEvent.Builder event =
        InferenceEvent.newBuilder()
            .setExchangeId("x" + random.nextLong())
            .setAccountId("a" + random.nextInt())
            .setOccurredAt(Instant.ofEpochMilli(random.nextInt()))
            .setPhase(Phase.values()[1 + random.nextInt(3)]);
    if (random.nextBoolean()) {
      event.setPromptText("текст ".repeat(random.nextInt(50)));
    }
    if (random.nextBoolean()) {
      event.setOutputTokens(random.nextLong());
    }
    return event.build();
  }

  private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T back = serializer.deserialize(in);
    assertEquals(0, in.available(), "nothing is left over");
    return back;
  }
}

package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import io.stillwatch.schemas.PatternRevision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PatternTopicTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private final KafkaAccess kafka = KafkaAccess.to(SharedBroker.bootstrap());

  @Test
  void whatWasPromotedIsReadBackInTheOrderOfItsOffsets() throws Exception {
    Topics topics = SharedBroker.freshTopics(2);
    PatternTopic patterns = new PatternTopic(kafka, topics);
    assertEquals(0, patterns.read().nextOffset());

    long first = promote(patterns, "default", "cot-harvest", Mode.SHADOW);
    long second = promote(patterns, "a|b%", "cot-harvest", Mode.ENFORCE);
    long third = patterns.withdraw("default", "cot-harvest");

    PatternTopic.Reading reading = patterns.read();
    assertEquals(3, reading.rows().size());
    assertEquals(third + 1, reading.nextOffset());
    assertEquals(0, reading.refused());

    PatternTopic.Row enforced = reading.rows().get(1);
    assertEquals(second, enforced.offset());
    assertEquals(new BookRow.Pointer("a|b%", "cot-harvest", 7, Mode.ENFORCE, 1.0), enforced.row());
    assertEquals("ana", enforced.author());
    assertEquals("tried for a week", enforced.why());

    assertEquals(first, reading.rows().get(0).offset());
    assertEquals(new BookRow.PointerGone("default", "cot-harvest"), reading.rows().get(2).row());
  }

  @Test
  void whatIsNotWhatItsKeySaysChangesNothing() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    PatternTopic patterns = new PatternTopic(kafka, topics);
    write(topics, PatternTopic.revisionKey("default", "p", 1), text("no revision"));
    write(topics, "live|default", text("a key that lacks a part"));
    write(topics, PatternTopic.pointerKey("default", "p"), text("no Avro at all"));
    promote(patterns, "default", "p", Mode.ENFORCE);

    PatternTopic.Reading reading = patterns.read();
    assertEquals(1, reading.rows().size());
    assertEquals(3, reading.refused());
    assertEquals(4, reading.nextOffset());
  }

  @Test
  void aPointerUnderAnotherPatternsKeyIsRefused() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    PatternTopic patterns = new PatternTopic(kafka, topics);
    promote(patterns, "default", "p", Mode.ENFORCE);
    List<byte[]> pointers = new ArrayList<>();
    try (TopicTail tail = new TopicTail(kafka, topics.patterns(), "test")) {
      tail.readToEnd(JobsLimits.TOPIC_READ_TIMEOUT, record -> pointers.add(record.value()));
    }
    write(topics, PatternTopic.pointerKey("default", "q"), pointers.get(0));
    assertEquals(1, patterns.read().refused());
  }

  @Test
  void aWordIsTakenBackAlsoWhereTheSchemasDoNotAnswer() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    promote(new PatternTopic(kafka, topics), "default", "p", Mode.ENFORCE);
    try (Admin admin = SharedBroker.admin()) {
      admin.deleteTopics(List.of(topics.schemas())).all().get();
    }
    assertEquals(1, new PatternTopic(kafka, topics).withdraw("default", "p"));
  }

  @Test
  void whatStopsAPatternWaitsForNoSchemaAndComesAgainOnceItsOwnIsThere() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    PatternTopic patterns = new PatternTopic(kafka, topics);
    PatternPointer off =
        PatternPointer.newBuilder()
            .setTenant("default")
            .setPatternId("p")
            .setVersion(7)
            .setMode(Mode.OFF)
            .setAuthor("ana")
            .setWhy("wrong people")
            .setAt(AT)
            .build();
    PatternTopic.Stopped first = patterns.stop(off);
    assertNull(first.unpublished());
    assertEquals(1, first.offset(), "once before its schema was there, and once after");
    assertEquals(2, patterns.read().rows().size());
    assertEquals(2, patterns.stop(off).offset(), "the schema is there");
  }

  @Test
  void aRevisionIsReadBackAsItWasWritten() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    PatternTopic patterns = new PatternTopic(kafka, topics);
    patterns.publish(
        PatternRevision.newBuilder()
            .setTenant("*")
            .setPatternId("p")
            .setVersion(3)
            .setSource("text of a pattern, ünicode too")
            .setAuthor("ana")
            .setCreatedAt(AT)
            .build());
    assertEquals(
        new BookRow.Revision("*", "p", 3, "text of a pattern, ünicode too"),
        patterns.read().rows().get(0).row());
  }

  private static long promote(PatternTopic patterns, String tenant, String id, Mode mode)
      throws InterruptedException {
    return patterns.promote(
        tenant, id, 7, mode, "ana", "tried for a week", InstantSource.fixed(AT));
  }

  private void write(Topics topics, String key, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      producer
          .send(
              new ProducerRecord<>(topics.patterns(), key.getBytes(StandardCharsets.UTF_8), value))
          .get();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

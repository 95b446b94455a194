package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.enforcement.operator.FeedbackSource;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.RecordCodec;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FeedbackTopicTest {

  private final KafkaAccess kafka = KafkaAccess.to(SharedBroker.bootstrap());

  @Test
  void theLatestOfEachKeyHoldsAndWhatIsNotWhatItsKeySaysIsPassedBy() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    FeedbackTopic topic = new FeedbackTopic(kafka, topics);
    assertEquals(List.of(), topic.latest());

    Feedback freeze = word(FeedbackKind.FREEZE, FeedbackScope.TENANT, "a|b%", FeedbackTopic.FREEZE);
    Feedback resume = word(FeedbackKind.RESUME, FeedbackScope.TENANT, "a|b%", FeedbackTopic.FREEZE);
    Feedback other = word(FeedbackKind.REVOKE, FeedbackScope.ACTION, "x", "revoked");
    topic.write(List.of(freeze));
    assertTrue(topic.book().frozen("a|b%"));
    topic.write(List.of(other, resume));
    byte[] bytes = RecordCodec.of(Feedback.class).encode(other);
    send(topics, "a|b", bytes);
    send(topics, "a|ACTION|y|revoked", bytes);
    send(topics, "a%7Cb%25|ACTION|z|revoked", new byte[] {1, 2, 3});
    assertEquals(List.of(other, resume), topic.latest());

    FeedbackSource.Opening opening = new KafkaFeedback(kafka, topics).open();
    assertEquals(6, opening.nextOffset());
    assertEquals(2, opening.book().size());
    assertTrue(!opening.book().frozen("a|b%"));
    send(topics, "a%7Cb%25|ACTION|x|revoked", null);
    assertEquals(List.of(other, resume), topic.latest(), "a deletion takes nothing back");
  }

  @Test
  void whoHasMoreToDoWaitsNoLongerWhereNotEvenTheSchemasAnswer() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    Feedback word = word(FeedbackKind.SHELVE, FeedbackScope.PATTERN, "p", FeedbackTopic.SHELVE);
    try (ServerSocket silent = new ServerSocket(0)) {
      KafkaAccess nobody = KafkaAccess.to("localhost:" + silent.getLocalPort());
      FeedbackTopic topic = new FeedbackTopic(nobody, topics);
      long beganNs = System.nanoTime();
      assertThrows(KafkaException.class, () -> topic.write(List.of(word), Duration.ofMillis(500)));
      assertTrue(System.nanoTime() - beganNs < 30_000_000_000L, "it waited longer than was asked");
    }
  }

  private static Feedback word(FeedbackKind kind, FeedbackScope scope, String subject, String id) {
    return Feedback.newBuilder()
        .setFeedbackId(id)
        .setTenant("a|b%")
        .setScope(scope)
        .setSubject(subject)
        .setKind(kind)
        .setWhy("why")
        .setAuthor("ana")
        .setAt(Instant.ofEpochMilli(5))
        .build();
  }

  @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
  private void send(Topics topics, String key, byte @Nullable [] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      producer
          .send(
              new ProducerRecord<>(topics.feedback(), key.getBytes(StandardCharsets.UTF_8), value))
          .get();
    }
  }
}

package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.StatusReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What doctor says of a topic, beside what the engine that reads it says. */
@Timeout(300)
class DoctorOnTopicTest {

  private static final Instant AT = Instant.parse("2026-05-28T20:26:40Z");

  @Test
  void theTopicIsExaminedAndTheEngineIsHeard(@TempDir Path folder) throws Exception {
    try (TopicScene scene = new TopicScene(folder)) {
      scene.write("d.", report(0, "nothing yet"), report(12, null));
      try (KafkaProducer<byte[], byte[]> producer =
          KafkaAccess.to(scene.bootstrapServers()).producer("test")) {
        String events = new Topics("d.").events();
        for (int i = 0; i < 5; i++) {
          producer.send(new ProducerRecord<>(events, bytes("k"), bytes(event(i)))).get();
        }
        producer.send(new ProducerRecord<>(events, bytes("k"), bytes("no event"))).get();
      }
      Shell.Ran ran = scene.run("d.", "doctor");
      assertEquals(0, ran.code(), ran.err());
      assertTrue(ran.out().contains("5 accepted, 1 rejected"), ran.out());
      assertTrue(
          ran.out().contains("engine: source events (d.inference.events), as of "), ran.out());
      assertTrue(
          ran.out().contains("12 accepted (3 joined), 2 rejected (2 malformed), 1 shed, 4 waiting"),
          ran.out());

      JsonNode engine = engine(scene.run("d.", "doctor", "--output", "json"));
      assertEquals(1, engine.size(), "the latest word of a source, and no other reporter's");
      assertEquals("events", engine.get(0).get("source").asText());
      assertEquals(12, engine.get(0).get("accepted").asInt());
      assertEquals(2, engine.get(0).get("rejected").get("malformed").asInt());
      assertEquals(false, engine.get(0).get("silent").asBoolean());
    }
  }

  private static JsonNode engine(Shell.Ran ran) throws Exception {
    assertEquals(0, ran.code(), ran.err());
    return new ObjectMapper().readTree(ran.out()).get("engine");
  }

  private static StatusReport report(long accepted, @Nullable String alarm) {
    Map<String, String> notes =
        alarm == null
            ? Map.of("topic", "d.inference.events")
            : Map.of("topic", "d.inference.events", "alarm", alarm);
    return StatusReport.newBuilder()
        .setReporter("source/events")
        .setAt(AT)
        .setCounts(
            Map.of(
                "offsets", 18L,
                "records", 18L,
                "further", 1L,
                "accepted", accepted,
                "joined", 3L,
                "rejected.malformed", 2L,
                "rejected.no_account", 0L,
                "shed", 1L,
                "waiting", 4L))
        .setNotes(notes)
        .build();
  }

  private static String event(int i) {
    return "{\"exchange_id\":\"x-"
        + i
        + "\",\"account_id\":\"a-1\",\"occurred_at\":\"2026-05-28T20:26:40Z\",\"phase\":\"EXCHANGE\"}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

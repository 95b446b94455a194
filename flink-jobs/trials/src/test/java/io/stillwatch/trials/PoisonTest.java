package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.EngineCounts;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records that are no events cost nobody anything but themselves. */
@Timeout(600)
class PoisonTest {

  /** Good events; {@code -Dstillwatch.trial.events=100000} makes the trial longer. */
  private static final int EVENTS = Integer.getInteger("stillwatch.trial.events", 20_000);

  private static final int POISON = 1_000;
  private static final long SEED = 5;

  /** What has to stand on the dead-letter topic of one record. */
  private record Due(Poison kind, byte[] bytes) {}

  @Test
  void everyPoisonIsOnTheDeadLetterTopicOnceAndNoGoodEventIsLost(@TempDir Path dir)
      throws Exception {
    List<InferenceEvent> stream = Crowd.of(SEED, 10, EVENTS / 10);
    Recording driver = Recording.of(stream);
    assertTrue(driver.findings.size() > 100);
    try (Ground ground = Ground.start(dir)) {
      Topics topics = ground.enforced("poison.", 4);
      String kafka = ground.bootstrapServers();
      Map<String, Due> due;
      try (EmbeddedEngine engine = ground.engine(topics).set("parallelism", "2").start()) {
        engine.awaitRunning(Settled.PATIENCE);
        long startedAt = System.nanoTime();
        due = publish(kafka, topics.events(), stream);
        EngineCounts counts = Settled.after(engine, stream.size() + POISON);
        System.out.println(
            "{\"trial\":\"poison\",\"good\":"
                + stream.size()
                + ",\"poison\":"
                + POISON
                + ",\"ms\":"
                + (System.nanoTime() - startedAt) / 1_000_000
                + "}");
        assertEquals(stream.size(), counts.accepted());
        assertEquals(POISON, counts.rejected());
        assertEquals(0, counts.restarts());
        // The counts of different tasks arrive one after the other.
        Settled.until(
            driver.findings.size() + " findings and " + driver.actions.size() + " actions",
            () ->
                engine.counts().findings() == driver.findings.size()
                    && engine.counts().actions() == driver.actions.size(),
            engine::counts);
        assertFalse(engine.ended().isDone());
      }
      deadLettersAre(due, topics, Wire.read(kafka, topics.deadLetters()));
      assertEquals(
          lines(driver.findings),
          lines(Wire.decode(Finding.class, Wire.read(kafka, topics.findings()))));
      assertEquals(
          Wire.inForce(driver.actions),
          Wire.inForce(Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()))));
    }
  }

  /** A record that is too large for a dead letter, and a topic that takes none. */
  @Test
  void whatNoDeadLetterCanBeWrittenOfStopsNobody(@TempDir Path dir) throws Exception {
    try (Ground ground = Ground.start(dir)) {
      Topics topics = ground.enforced("unwritable.", 1);
      String kafka = ground.bootstrapServers();
      try (Admin admin = ground.kafka().admin();
          EmbeddedEngine engine = ground.engine(topics).set("dead.letter.content", "true").start();
          KafkaProducer<byte[], byte[]> producer = Wire.producer(kafka)) {
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topics.events()),
                    List.of(
                        new AlterConfigOp(
                            new ConfigEntry("max.message.bytes", "3900000"),
                            AlterConfigOp.OpType.SET))))
            .all()
            .get();
        engine.awaitRunning(Settled.PATIENCE);
        byte[] large = new byte[3_000_000];
        new Random(SEED).nextBytes(large);
        producer.send(new ProducerRecord<>(topics.events(), large)).get();
        producer.send(new ProducerRecord<>(topics.events(), new byte[] {1})).get();
        Settled.after(engine, 2);
        List<DeadLetter> letters =
            Wire.decode(DeadLetter.class, Wire.read(kafka, topics.deadLetters()));
        assertEquals(2, letters.size());
        assertEquals(large.length, letters.get(0).getSize());
        assertNull(letters.get(0).getContent(), "it does not fit");
        assertEquals(1, letters.get(1).getContent().remaining());
      }
      // Where the engine runs on a cluster nobody makes the topic anew.
      try (Admin admin = ground.kafka().admin();
          EmbeddedEngine engine = ground.engine(topics).start();
          KafkaProducer<byte[], byte[]> producer = Wire.producer(kafka)) {
        engine.awaitRunning(Settled.PATIENCE);
        admin.deleteTopics(List.of(topics.deadLetters())).all().get();
        producer.send(new ProducerRecord<>(topics.events(), new byte[] {2})).get();
        EngineCounts counts = Settled.after(engine, 1);
        assertEquals(1, counts.rejected());
        assertEquals(0, counts.restarts());
      }
    }
  }

  private static void deadLettersAre(
      Map<String, Due> due, Topics topics, List<ConsumerRecord<byte[], byte[]>> letters)
      throws Exception {
    assertEquals(POISON, letters.size());
    Map<String, Due> missing = new HashMap<>(due);
    List<DeadLetter> decoded = Wire.decode(DeadLetter.class, letters);
    for (int i = 0; i < letters.size(); i++) {
      DeadLetter letter = decoded.get(i);
      assertEquals(topics.events(), letter.getTopic());
      Due expected = missing.remove(place(letter.getPartition(), letter.getOffset()));
      assertTrue(expected != null, "twice, or never poison: " + letter);
      assertEquals(expected.kind().reason(), letter.getReason(), expected.kind() + ": " + letter);
      assertEquals(expected.bytes().length, letter.getSize());
      assertEquals(sha256(expected.bytes()), letter.getDigest());
      assertNull(letter.getContent());
      String raw = new String(letters.get(i).value(), StandardCharsets.ISO_8859_1);
      assertFalse(raw.contains(Poison.CANARY), expected.kind() + " shows what was written");
    }
    assertEquals(Map.of(), missing);
  }

  /**
   * Publishes the good events with the poison spread among them, and says where each poison stands.
   */
  private static Map<String, Due> publish(String kafka, String topic, List<InferenceEvent> stream)
      throws Exception {
    Random random = new Random(SEED);
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    List<Due> made = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    Map<Poison, Integer> kinds = new TreeMap<>();
    try (KafkaProducer<byte[], byte[]> producer = Wire.producer(kafka)) {
      for (int i = 0; i < stream.size(); i++) {
        InferenceEvent event = stream.get(i);
        producer.send(Wire.record(topic, event, codec));
        while (made.size() < (long) POISON * (i + 1) / stream.size()) {
          Poison kind = Poison.values()[made.size() % Poison.values().length];
          byte[] bytes = kind.make(random);
          made.add(new Due(kind, bytes));
          kinds.merge(kind, 1, Integer::sum);
          // In the partition of the account that was just seen: between its events.
          sent.add(producer.send(new ProducerRecord<>(topic, Wire.key(event), bytes)));
        }
      }
    }
    assertEquals(POISON, made.size());
    assertTrue(kinds.size() >= 10, kinds.toString());
    Map<String, Due> byPlace = new HashMap<>();
    for (int i = 0; i < made.size(); i++) {
      RecordMetadata metadata = sent.get(i).get();
      byPlace.put(place(metadata.partition(), metadata.offset()), made.get(i));
    }
    return byPlace;
  }

  private static String place(int partition, long offset) {
    return partition + "@" + offset;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static String lines(List<Finding> findings) {
    return String.join("\n", findings.stream().map(RecordJson::write).sorted().toList());
  }
}

package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart's users on a real broker: each may do what it needs and is refused all else. They log
 * in as the chart has them do, with a password that is read from a mounted file.
 */
@Timeout(120)
class KafkaAclTest {

  private static final Topics TOPICS = Topics.standard();
  private static final String SCRAM = "kafka: {security: {protocol: SASL_PLAINTEXT, caSecret: ''}}";

  @TempDir static Path dir;

  private static SecuredBroker broker;
  private static String settings = "";

  @BeforeAll
  static void startKafka() throws Exception {
    broker = SecuredBroker.start(dir.resolve("broker"));
    List<JsonNode> resources = Chart.production(dir, SCRAM);
    for (JsonNode user : Chart.ofKind(resources, "KafkaUser")) {
      broker.allow(user, "secret of " + user.at("/metadata/name").asText());
    }
    try (Admin admin = broker.admin()) {
      TopicSetup.create(admin, TOPICS, (short) 1, 1);
    }
    settings =
        Chart.only(resources, "ConfigMap", "stillwatch-settings")
            .at("/data/engine.properties")
            .asText();
  }

  @AfterAll
  static void stopKafka() {
    broker.close();
  }

  @Test
  void whoMayWriteWritesAndNobodyElse() throws Exception {
    Map<String, List<String>> writers =
        Map.of(
            "stillwatch-gateway", List.of(TOPICS.events()),
            "stillwatch-engine", List.of(TOPICS.actions(), TOPICS.findings()),
            "stillwatch-patterns", List.of(TOPICS.patterns()),
            "stillwatch-analyst", List.of(TOPICS.feedback()),
            "billing-limiter", List.of());
    List<String> guarded =
        List.of(
            TOPICS.events(),
            TOPICS.actions(),
            TOPICS.findings(),
            TOPICS.patterns(),
            TOPICS.feedback());
    for (Map.Entry<String, List<String>> writer : writers.entrySet()) {
      try (KafkaProducer<byte[], byte[]> producer =
          as(writer.getKey(), "secret of " + writer.getKey()).producer("acl-test")) {
        for (String topic : guarded) {
          if (writer.getValue().contains(topic)) {
            send(producer, topic);
          } else {
            ExecutionException e =
                assertThrows(ExecutionException.class, () -> send(producer, topic));
            assertInstanceOf(
                TopicAuthorizationException.class, e.getCause(), writer.getKey() + " " + topic);
          }
        }
      }
    }
  }

  @Test
  void aGatewayCannotReadWhatIsDecided() throws Exception {
    assertThrows(TopicAuthorizationException.class, () -> read("stillwatch-gateway"));
    read("stillwatch-envoy");
  }

  @Test
  void aWrongPasswordIsRefused() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        as("stillwatch-engine", "guessed").producer("acl-test")) {
      ExecutionException e =
          assertThrows(ExecutionException.class, () -> send(producer, TOPICS.actions()));
      assertInstanceOf(SaslAuthenticationException.class, e.getCause());
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
    producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {2})).get();
  }

  private static void read(String user) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer =
        as(user, "secret of " + user).consumer("acl-test")) {
      TopicPartition partition = new TopicPartition(TOPICS.actions(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      consumer.poll(Duration.ofSeconds(5));
      assertEquals(0, consumer.beginningOffsets(List.of(partition)).get(partition));
    }
  }

  /** The engine's settings, with the files at a place of this machine. */
  private static KafkaAccess as(String user, String password) throws Exception {
    Path mounted = Files.createTempDirectory(dir, "mounted");
    Files.writeString(mounted.resolve("sasl.jaas.config"), SecuredBroker.login(user, password));
    Files.writeString(mounted.resolve("hash.key"), "0".repeat(32));
    Path file =
        Files.writeString(
            mounted.resolve("engine.properties"),
            settings
                .replace("/etc/stillwatch/kafka", mounted.toString())
                .replace("/etc/stillwatch/hash-key", mounted.toString()));
    return JobSettings.load(
            JobSettings.Place.CLUSTER, file, Map.of("bootstrap.servers", broker.address()))
        .kafka();
  }
}

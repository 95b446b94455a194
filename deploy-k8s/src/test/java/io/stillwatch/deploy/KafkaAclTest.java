package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.cli.Stillwatch;
import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.ControlTopicReader;
import io.stillwatch.subscriber.SubscriberTopics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
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
@Timeout(600)
class KafkaAclTest {

  private static final Topics TOPICS = Topics.standard();
  private static final String SCRAM = "kafka: {security: {protocol: SASL_PLAINTEXT, caSecret: ''}}";

  @TempDir static Path dir;

  private static SecuredBroker broker;
  private static String settings = "";
  private static String commandSettings = "";

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
    commandSettings =
        Chart.only(resources, "ConfigMap", "stillwatch-settings")
            .at("/data/kafka.properties")
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
            "stillwatch-engine",
                List.of(
                    TOPICS.actions(),
                    TOPICS.findings(),
                    TOPICS.campaigns(),
                    TOPICS.deadLetters(),
                    TOPICS.status(),
                    TOPICS.schemas()),
            "stillwatch-patterns", List.of(TOPICS.patterns(), TOPICS.audit(), TOPICS.schemas()),
            "stillwatch-analyst", List.of(TOPICS.feedback(), TOPICS.audit(), TOPICS.schemas()),
            "stillwatch-diagnoser", List.of(),
            "billing-limiter", List.of(TOPICS.status()),
            "stillwatch-webhook", List.of(TOPICS.status()),
            "stillwatch-envoy", List.of(TOPICS.status()));
    List<String> guarded = TOPICS.plans().stream().map(Topics.Plan::name).toList();
    for (Map.Entry<String, List<String>> writer : writers.entrySet()) {
      try (KafkaProducer<byte[], byte[]> producer =
          as(writer.getKey(), "secret of " + writer.getKey()).producer("acl-test")) {
        for (String topic : guarded) {
          if (writer.getValue().contains(topic)) {
            send(producer, topic);
          } else {
            // Who may write nowhere is not even let begin to, and its producer says so at once.
            Exception e = assertThrows(Exception.class, () -> send(producer, topic));
            assertInstanceOf(
                AuthorizationException.class, e.getCause(), writer.getKey() + " " + topic);
          }
        }
      }
    }
  }

  /** As an engine outside the chart begins with it. */
  @Test
  void whereAllTopicsAreThereTheEngineNeedsNoRightToCreateAny() throws Exception {
    Map<TopicSetup.State, List<String>> found = new EnumMap<>(TopicSetup.State.class);
    try (Admin admin = as("stillwatch-engine", "secret of stillwatch-engine").admin()) {
      for (TopicSetup.Line line : TopicSetup.create(admin, TOPICS, (short) 0, 1)) {
        found.computeIfAbsent(line.state(), state -> new ArrayList<>()).add(line.topic());
      }
      assertEquals(List.of(TOPICS.audit()), found.get(TopicSetup.State.HIDDEN));
      assertEquals(9, found.get(TopicSetup.State.PRESENT).size(), found::toString);
    }
  }

  /** Each principal does with the command what it is for, and nothing else. */
  @Test
  void theCommandsWorkForThoseWhoAreToUseThem() throws Exception {
    String analyst = "stillwatch-analyst";
    String author = "stillwatch-pattern-author";
    String why = "--why=a test";
    for (String verb :
        List.of("actions list", "patterns list", "campaigns list", "enforcement status")) {
      allowed(analyst, verb.split(" "));
    }
    allowed(analyst, "exceptions", "add", "--account=a-2", "--until=1d", "--owner=support", why);
    allowed(analyst, "enforcement", "freeze", "--tenant=default", why);
    allowed(analyst, "enforcement", "resume", "--tenant=default", why);
    refused(analyst, "patterns", "promote", "rubric-grading", "--to=off", why);
    try (KafkaProducer<byte[], byte[]> gateway =
        as("stillwatch-gateway", "secret of stillwatch-gateway").producer("acl-test")) {
      send(gateway, TOPICS.events());
    }
    refused(analyst, "doctor"); // it may see how many events there are, and read none
    allowed(author, "patterns", "promote", "rubric-grading", "--to=enforce", why);
    allowed(author, "patterns", "rollback", "rubric-grading", why);
    refused("stillwatch-patterns", "enforcement", "freeze", "--tenant=default", why);
    allowed("stillwatch-diagnoser", "doctor");
    refused("stillwatch-diagnoser", "enforcement", "freeze", "--tenant=default", why);
  }

  /** The row is the engine's to end; the analyst's word is heard by it and by subscribers. */
  @Test
  void anAnalystTakesBackAnActionWithoutWritingTheControlTopic() throws Exception {
    EnforcementAction row = inForce();
    try (KafkaProducer<byte[], byte[]> engine =
        as("stillwatch-engine", "secret of stillwatch-engine").producer("acl-test")) {
      engine
          .send(
              new ProducerRecord<>(
                  TOPICS.actions(),
                  ActionKey.of(row).getBytes(StandardCharsets.UTF_8),
                  RecordCodec.of(EnforcementAction.class).encode(row)))
          .get();
    }
    ActionsInForce gateway = new ActionsInForce();
    KafkaAccess access = as("billing-limiter", "secret of billing-limiter");
    Map<String, String> login = new HashMap<>(access.settings());
    login.put("bootstrap.servers", access.bootstrapServers());
    try (ControlTopicReader reader =
        ControlTopicReader.start(
            login,
            SubscriberTopics.withPrefix(""),
            gateway,
            InstantSource.system(),
            ControlTopicListener.SILENT)) {
      reader.caughtUp().join();
      assertTrue(suspends(gateway));
      String id = row.getActionId();
      allowed("stillwatch-analyst", "actions", "revoke", id, "--yes", "--why=a test");
      for (int i = 0; i < 600 && suspends(gateway); i++) {
        Thread.sleep(50);
      }
      assertFalse(suspends(gateway), "no engine has ended the row, and nobody is to wait for one");
    }
    assertFalse(
        allowed("stillwatch-analyst", "actions", "list").contains(row.getActionId()),
        "what a human took back is in force no more");
  }

  @Test
  void aGatewayCannotReadWhatIsDecided() throws Exception {
    assertThrows(TopicAuthorizationException.class, () -> read("stillwatch-gateway"));
    read("stillwatch-envoy");
  }

  /** As a group of its own, whose place it keeps. */
  @Test
  void theWebhookReadsFindingsAndAlarmsAndNoActions() throws Exception {
    String user = "stillwatch-webhook";
    KafkaAccess access = as(user, "secret of " + user);
    try (KafkaConsumer<byte[], byte[]> consumer =
        access.groupConsumer("acl-test", "stillwatch-webhook-stillwatch", 10)) {
      consumer.subscribe(List.of(TOPICS.findings(), TOPICS.status()));
      for (int i = 0; i < 240 && consumer.assignment().isEmpty(); i++) {
        try {
          consumer.poll(Duration.ofMillis(500));
        } catch (NoOffsetForPartitionException e) {
          consumer.seekToBeginning(e.partitions()); // the group has no place yet
        }
      }
      assertEquals(2, consumer.assignment().size());
      consumer.assignment().forEach(consumer::position);
      consumer.commitSync();
    }
    assertThrows(TopicAuthorizationException.class, () -> read(user));
    try (KafkaConsumer<byte[], byte[]> consumer = access.groupConsumer("acl-test", "other", 10)) {
      consumer.subscribe(List.of(TOPICS.findings()));
      assertThrows(GroupAuthorizationException.class, () -> consumer.poll(Duration.ofSeconds(60)));
    }
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

  private static boolean suspends(ActionsInForce gateway) {
    return gateway.decide("default", "a-1", null, null, System.currentTimeMillis()).suspended();
  }

  private static EnforcementAction inForce() {
    Instant now = Instant.now();
    return EnforcementAction.newBuilder()
        .setActionId("a-0123456789abcdef")
        .setRevision(1)
        .setTenant("default")
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId("a-1")
        .setKind(ActionKind.SUSPEND)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(now)
        .setEffectiveAt(now)
        .setExpiresAt(now.plusSeconds(3_600))
        .setPatternId("rubric-grading")
        .setPatternVersion(1)
        .setParameters(Map.of())
        .setPublicReference("SW-1")
        .setReasonCode("reason")
        .setExplanation("because")
        .setEvidence(
            Evidence.newBuilder().setExchangeId("e").setFirstAt(now).setLastAt(now).build())
        .build();
  }

  private static String allowed(String user, String... verb) throws Exception {
    Ran ran = run(user, verb);
    assertTrue(ran.code == 0 || ran.code == 2, () -> user + " " + List.of(verb) + ": " + ran);
    return ran.said;
  }

  private static void refused(String user, String... verb) throws Exception {
    Ran ran = run(user, verb);
    assertEquals(1, ran.code, ran.said);
    assertTrue(ran.said.toLowerCase(Locale.ROOT).contains("authoriz"), ran.said);
  }

  private record Ran(int code, String said) {}

  /** Runs a command with the login of one of the users. */
  private static Ran run(String user, String... verb) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.add("--bootstrap-servers=" + broker.address());
    arguments.add("--config=" + settingsOf(user, "secret of " + user, commandSettings));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int code = Stillwatch.run(out, out, arguments.toArray(new String[0]));
    return new Ran(code, said.toString());
  }

  private static KafkaAccess as(String user, String password) throws Exception {
    return JobSettings.load(
            JobSettings.Place.CLUSTER,
            settingsOf(user, password, settings),
            Map.of("bootstrap.servers", broker.address()))
        .kafka();
  }

  /** The chart's settings, with the files at a place of this machine. */
  private static Path settingsOf(String user, String password, String of) throws Exception {
    Path mounted = Files.createTempDirectory(dir, "mounted");
    Files.writeString(mounted.resolve("sasl.jaas.config"), SecuredBroker.login(user, password));
    Files.writeString(mounted.resolve("hash.key"), "0".repeat(32));
    return Files.writeString(
        mounted.resolve("settings.properties"),
        of.replace("/etc/stillwatch/kafka", mounted.toString())
            .replace("/etc/stillwatch/hash-key", mounted.toString()));
  }
}

package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SubjectKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs that talk to a Kafka, against a real broker in this process. */
class BrokerVerbsTest {

  /** Also on a machine that has much else to do; a client of Kafka would wait for a minute. */
  private static final Duration AT_ONCE = Duration.ofSeconds(15);

  private static final Instant AT = Instant.ofEpochMilli(1_780_000_000_000L);

  @TempDir private static Path folder = Path.of("");
  private static @Nullable EmbeddedBroker running;

  @BeforeAll
  static void startBroker() throws IOException {
    running = EmbeddedBroker.start(folder.resolve("broker"), 0);
  }

  @AfterAll
  static void stopBroker() {
    broker().close();
  }

  @Test
  void topicsAreCreatedOnceAndADifferenceIsTold() {
    Shell.Ran first = topics("one.");
    assertEquals(0, first.code(), first.err());
    assertEquals(10, first.out().lines().filter(line -> line.endsWith(": created")).count());
    Shell.Ran again = topics("one.");
    assertEquals(0, again.code(), again.err());
    assertTrue(again.out().lines().allMatch(line -> line.endsWith(": already there")), again.out());
    Shell.Ran other = topics("one.", "--partitions", "7");
    assertEquals(2, other.code(), other.err());
    assertTrue(other.out().contains("partitions is 4 (planned 7)"), other.out());
  }

  @Test
  void theEnginesOwnSettingsFileNamesItsTopicsAndAnOptionGoesBeforeIt() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("blue"),
            "topics.prefix = blue.\ntopics.partitions = 3\nparallelism = 2\n");
    Shell.Ran created = of(config, "topics create");
    assertEquals(0, created.code(), created.err());
    assertTrue(created.out().startsWith("blue.inference.events: created"), created.out());
    Shell.Ran three = topics("blue.", "--partitions", "3");
    assertEquals(0, three.code(), three.out());
    assertEquals(0, of(config, "enforcement freeze --tenant acme --why x --author ada").code());
    Shell.Ran status = run("enforcement status", "blue.");
    assertTrue(status.out().contains("FROZEN  tenant acme"), status.out() + status.err());
    Shell.Ran other = of(config, "topics create --topic-prefix red. --partitions 2");
    assertTrue(other.out().startsWith("red.inference.events: created"), other.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.request.timeout.ms=30000",
        "kafka.default.api.timeout.ms=8000",
        "kafka.request.timeout.ms=30000\nkafka.delivery.timeout.ms=25000"
      })
  void whoeverWaitsOtherwiseSaysSoInItsSettingsFile(String lines) throws IOException {
    Path config = Files.writeString(folder.resolve("timeouts"), lines + "\ntopics.prefix=patient.");
    Shell.Ran created = of(config, "topics create");
    assertEquals(0, created.code(), created.err());
    Shell.Ran frozen = of(config, "enforcement freeze --tenant acme --why x --author ada");
    assertEquals(0, frozen.code(), frozen.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topics.prefx=blue.     | topics.prefx: no such setting; check --config",
        "topics.prefix=a/b      | change topics.prefix of --config",
        "topics.partitions=many | topics.partitions: 'many' must be a whole number from 1 to 10000",
      })
  void whatASettingsFileSaysWrongOfTheTopicsIsTold(String line, String says) throws IOException {
    Path config = Files.writeString(folder.resolve("wrong"), line);
    Shell.Ran ran = of(config, "enforcement status");
    assertEquals(1, ran.code(), ran.out());
    assertEquals(1, ran.errLines().size(), ran.err());
    assertTrue(ran.err().contains(says), ran.err());
  }

  private static Shell.Ran of(Path config, String verb) {
    return Shell.run(
        (verb + " --bootstrap-servers " + broker().bootstrapServers() + " --config " + config)
            .split(" ", -1));
  }

  @Test
  void theDoctorLooksAtTheTopicsOfAllSourcesAndAtWhichPartitionAnAccountIsOn() throws Exception {
    topics("doc.");
    KafkaAccess kafka = KafkaAccess.to(broker().bootstrapServers());
    String spans = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[%s,%s]}]}]}";
    String span =
        "{\"traceId\":\"t\",\"spanId\":\"s%d\",\"endTimeUnixNano\":\"%d000000\",\"attributes\":["
            + "{\"key\":\"gen_ai.system\",\"value\":{\"stringValue\":\"own\"}},"
            + "{\"key\":\"caller\",\"value\":{\"stringValue\":\"a-7\"}}]}";
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      for (int i = 0; i < 4; i++) {
        long atMs = System.currentTimeMillis() - 5_000;
        String record =
            String.format(
                spans, String.format(span, 2 * i, atMs), String.format(span, 2 * i + 1, atMs));
        producer
            .send(
                new ProducerRecord<>(
                    "doc.inference.events", i % 2, null, record.getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
    Path config = Files.writeString(folder.resolve("doc"), "source.events.account=caller\n");
    Shell.Ran ran = run("doctor --config " + config, "doc.");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("source events (doc.inference.events)"), ran.out());
    assertTrue(ran.out().contains("records     4: 4 otlp-json"), ran.out());
    assertTrue(ran.out().contains("8 accepted, 0 rejected"), ran.out());
    assertTrue(ran.out().contains("1 of 1 accounts on several"), ran.out());
    assertTrue(
        ran.out().matches("(?s).*events arrive ([5-9]|[1-9][0-9])[0-9]{3} ms after.*"), ran.out());
    Path keys = Files.writeString(folder.resolve("seal.keys"), "k1=" + "ab".repeat(32));
    Path sealed =
        Files.writeString(
            folder.resolve("sealed"),
            "source.events.sealed=required\nsource.events.seal.keys=" + keys);
    Shell.Ran unsealed = run("doctor --config " + sealed, "doc.");
    assertEquals(2, unsealed.code(), unsealed.err());
    assertTrue(unsealed.out().contains("4 SEAL_MISSING"), unsealed.out());
    Shell.Ran nowhere = run("doctor --topic nothing.here", "doc.");
    assertEquals(1, nowhere.code());
    assertTrue(nowhere.err().contains("nothing.here"), nowhere.err());
  }

  @Test
  void recordedTrafficIsThatOfTheTopicsWhichTheSettingsFileNames() throws Exception {
    topics("src.");
    KafkaAccess kafka = KafkaAccess.to(broker().bootstrapServers());
    try (Admin admin = kafka.admin();
        KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      admin.createTopics(List.of(new NewTopic("gateway.spans", 2, (short) 1))).all().get();
      for (int i = 0; i < 8; i++) {
        String span =
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"t%d\",\"spanId\":\"s%d\",\"endTimeUnixNano\":\"%d000000\",\"attributes\":["
                + "{\"key\":\"gen_ai.system\",\"value\":{\"stringValue\":\"own\"}},"
                + "{\"key\":\"caller\",\"value\":{\"stringValue\":\"a-7\"}}]}]}]}]}";
        byte[] record =
            String.format(span, i, i, System.currentTimeMillis() - 5_000 + i)
                .getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("gateway.spans", i % 2, null, record)).get();
      }
    }
    String explain = "patterns explain rubric-grading --since 1h --account a-7";
    Shell.Ran unnamed = run(explain, "src.");
    assertEquals(1, unnamed.code(), unnamed.out());
    assertTrue(unnamed.err().contains("src.inference.events holds no event"), unnamed.err());
    Path file = folder.resolve("refusals.yaml");
    Files.writeString(file, PatternTexts.refusals("probing", 1, 4, "THROTTLE"));
    String spans = "sources=spans\nsource.spans.topic=gateway.spans\nsource.spans.account=caller\n";
    for (String more : List.of("", "source.spans.join=true\njoin.wait=1s\n")) {
      Path config = Files.writeString(folder.resolve("src"), spans + more);
      Shell.Ran explained = run(explain + " --config " + config, "src.");
      assertTrue(explained.out().contains("a-7 of tenant default: 8 events"), explained.toString());
      Shell.Ran campaign =
          run(
              "patterns explain accounts-acting-as-one --since 1h --account a-7 --config " + config,
              "src.");
      assertTrue(campaign.out().contains("a-7 of tenant default: 8 events"), campaign.toString());
      Shell.Ran backtest =
          run("patterns backtest " + file + " --since 1h --config " + config, "src.");
      assertTrue(backtest.out().contains("8 events of 1 account"), backtest.toString());
    }
    Path none = Files.writeString(folder.resolve("src"), "sources=x\nsource.x.topic=no.such\n");
    Shell.Ran nowhere = run(explain + " --config " + none, "src.");
    assertEquals(1, nowhere.code(), nowhere.out());
    assertTrue(nowhere.err().contains("there is no topic no.such"), nowhere.err());
  }

  @Test
  void aPromotedPatternIsListedWithItsModeAndReason() {
    topics("two.");
    Shell.Ran before = run("patterns list", "two.");
    assertTrue(before.out().contains("THROTTLE for 1 h; SHADOW"), before.out() + before.err());
    Shell.Ran promote =
        run(
            "patterns promote rubric-grading --to enforce --author ada",
            "two.",
            "--why",
            "seen enough of it");
    assertEquals(0, promote.code(), promote.err());
    run(
        "patterns promote rubric-grading --to off --tenant acme --author ada",
        "two.",
        "--why",
        "x");
    Shell.Ran after = run("patterns list", "two.");
    assertTrue(
        after
            .out()
            .contains("THROTTLE for 1 h; ENFORCE (ada: seen enough of it), OFF for tenant acme"),
        after.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "actions watch                                             | enforcement.actions",
        "actions list                                              | enforcement.actions",
        "actions show SW-1                                         | enforcement.actions",
        "actions revoke SW-1 --why x                               | detection.feedback",
        "actions replay SW-1 --since 1h                            | detection.patterns",
        "accounts show a                                           | detection.campaigns",
        "campaigns list                                            | detection.campaigns",
        "campaigns approve c-1 --why x                             | detection.feedback",
        "doctor                                                    | inference.events",
        "enforcement status                                        | detection.feedback",
        "enforcement freeze --tenant t --why x                     | detection.feedback",
        "enforcement resume --tenant t --why x                     | detection.feedback",
        "enforcement release p --tenant t --why x                  | detection.feedback",
        "exceptions list                                           | detection.feedback",
        "exceptions add --account a --until 1h --owner o --why x   | detection.feedback",
        "exceptions remove e-1 --why x                             | detection.feedback",
        "patterns list                                             | detection.patterns",
        "patterns promote rubric-grading --to enforce --why x      | detection.patterns",
        "patterns rollback rubric-grading --why x                  | detection.patterns",
        "patterns withdraw rubric-grading --why x                  | detection.patterns",
        "patterns explain rubric-grading --since 1h --account a    | detection.patterns",
        "patterns backtest FILE --since 1h                         | detection.patterns",
        "patterns publish FILE --why x                             | detection.patterns",
        "verdicts add SW-1 --confirmed --why x                     | detection.feedback",
      })
  void aTopicThatIsNotThereIsNamedAtOnce(String verb, String topic) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.yaml"), PatternTexts.refusals("probing", 1, 4, "THROTTLE"));
    String line = verb.replace("FILE", file.toString());
    Shell.Ran ran = assertTimeout(AT_ONCE, () -> run(line, "none."), verb);
    assertEquals(1, ran.code(), ran.out());
    assertEquals(1, ran.errLines().size(), ran.err());
    assertTrue(
        ran.err()
            .contains(
                "there is no topic none."
                    + topic
                    + " at "
                    + broker().bootstrapServers()
                    + "; create it with 'stillwatch topics create'"),
        ran.err());
  }

  @Test
  void aDoctorOfForeignTopicsNeedsNoEngine() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        KafkaAccess.to(broker().bootstrapServers()).producer("test")) {
      topics("foreign.");
      producer.send(new ProducerRecord<>("foreign.inference.events", new byte[] {'{', '}'})).get();
    }
    Shell.Ran ran =
        assertTimeout(AT_ONCE, () -> run("doctor --topic foreign.inference.events", "none."));
    assertEquals(2, ran.code(), ran.err());
    assertTrue(ran.out().contains("foreign.inference.events"), ran.out());
  }

  @Test
  void theControlTopicIsReadRowByRowPastWhatIsNoRow() throws Exception {
    topics("three.");
    Topics topics = new Topics("three.");
    KafkaAccess kafka = KafkaAccess.to(broker().bootstrapServers());
    byte[] row = RecordCodec.of(EnforcementAction.class).encode(action());
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("test")) {
      producer.send(record(topics, AT.toEpochMilli(), row)).get();
      producer.send(record(topics, AT.toEpochMilli(), null)).get();
      producer.send(record(topics, AT.toEpochMilli(), new byte[] {1, 2, 3})).get();
      producer.send(record(topics, AT.toEpochMilli() + 9, row)).get();
    }
    List<String> seen = new ArrayList<>();
    try (ControlTopicTail tail = ControlTopicTail.open(kafka, topics, true)) {
      for (int i = 0; i < 100 && seen.size() < 3; i++) {
        tail.poll(Duration.ofMillis(100), new Seen(seen));
      }
    }
    assertEquals(List.of("a at 0", "unreadable at offset 2", "a at 9"), seen);
    assertEquals(
        "2026-05-28T20:26:40Z  ACTIVE   SUSPEND   account a  until 2026-05-28T20:26:41Z  by pattern"
            + " v1  reference SW-1  revision 5",
        ActionsWatch.text(action()));
  }

  private record Seen(List<String> lines) implements ControlTopicTail.Listener {

    @Override
    public void row(EnforcementAction action, long recordTimeMs) {
      lines.add(action.getSubjectId() + " at " + (recordTimeMs - AT.toEpochMilli()));
    }

    @Override
    public void unreadable(int partition, long offset, String why) {
      lines.add("unreadable at offset " + offset);
    }
  }

  @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
  private static ProducerRecord<byte[], byte[]> record(
      Topics topics, long atMs, byte @Nullable [] value) {
    return new ProducerRecord<>(
        topics.actions(), 0, atMs, "key".getBytes(StandardCharsets.UTF_8), value);
  }

  private static EnforcementAction action() {
    return EnforcementAction.newBuilder()
        .setActionId("id")
        .setRevision(5)
        .setTenant("default")
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId("a")
        .setKind(ActionKind.SUSPEND)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(AT)
        .setEffectiveAt(AT)
        .setExpiresAt(AT.plusSeconds(1))
        .setPatternId("pattern")
        .setPatternVersion(1)
        .setParameters(Map.of())
        .setPublicReference("SW-1")
        .setReasonCode("reason")
        .setExplanation("because")
        .setEvidence(Evidence.newBuilder().setExchangeId("e").setFirstAt(AT).setLastAt(AT).build())
        .build();
  }

  private static Shell.Ran topics(String prefix, String... more) {
    return run("topics create", prefix, more);
  }

  private static Shell.Ran run(String verb, String prefix, String... more) {
    List<String> line = new ArrayList<>(List.of(verb.split(" ", -1)));
    line.addAll(List.of("--bootstrap-servers", broker().bootstrapServers()));
    line.addAll(List.of("--topic-prefix", prefix));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }

  private static EmbeddedBroker broker() {
    EmbeddedBroker broker = running;
    if (broker == null) {
      throw new IllegalStateException("the broker did not start");
    }
    return broker;
  }
}

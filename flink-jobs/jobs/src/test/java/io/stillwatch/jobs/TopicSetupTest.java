package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicSetupTest {

  private static final byte[] KEY = {1};

  @Test
  void theFirstTimeCreatesAllTenAndTheSecondFindsThemAsPlanned() throws Exception {
    Topics topics = new Topics("setup.");
    try (Admin admin = SharedBroker.admin()) {
      List<TopicSetup.Line> first = TopicSetup.create(admin, topics, (short) 1, 3);
      assertEquals(10, first.size());
      assertEquals(Set.of(TopicSetup.State.CREATED), states(first));

      List<TopicSetup.Line> second = TopicSetup.create(admin, topics, (short) 1, 3);
      assertEquals(Set.of(TopicSetup.State.PRESENT), states(second), second.toString());
      assertEquals("setup.inference.events: already there", second.get(0).toString());

      assertEquals(3, partitions(admin, topics.events()));
      assertEquals(3, partitions(admin, topics.actions()));
      assertEquals(1, partitions(admin, topics.patterns()));
      assertEquals(1, partitions(admin, topics.schemas()));
    }
  }

  /** Many batches at a time, more than once: whoever is too early is it every second time. */
  @Test
  void whatIsCreatedTakesRecordsAtOnce() throws Exception {
    KafkaAccess kafka = KafkaAccess.to(SharedBroker.bootstrap());
    for (int round = 0; round < 6; round++) {
      Topics topics = SharedBroker.freshTopics(5);
      List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        records.add(new ProducerRecord<>(topics.events(), i % 5, KEY, new byte[1_000]));
      }
      TopicWriter.write(
          kafka, "test", topics.events(), records, Deadline.in(Duration.ofSeconds(20)));
    }
  }

  /** A release before made the control topic as it makes any other table. */
  @Test
  void thePageNamesAllThatTheControlTopicOfAnOlderReleaseLacks() throws Exception {
    Topics topics = new Topics("");
    Map<String, String> lacking = new TreeMap<>(settings(topics, topics.actions()));
    lacking.entrySet().removeAll(settings(topics, topics.campaigns()).entrySet());
    assertEquals(Set.of("cleanup.policy", "retention.ms", "segment.bytes"), lacking.keySet());
    String page = Files.readString(Path.of("..", "README.md"));
    lacking.forEach(
        (name, value) -> {
          String written = name + "=" + (value.contains(",") ? "[" + value + "]" : value);
          assertTrue(page.contains("`" + written + "`"), written);
        });
  }

  private static Map<String, String> settings(Topics topics, String name) {
    return topics.plans().stream()
        .filter(plan -> plan.name().equals(name))
        .findFirst()
        .orElseThrow()
        .settings();
  }

  @Test
  void whatDiffersIsReportedAndLeftAsItIs() throws Exception {
    Topics topics = new Topics("differs.");
    try (Admin admin = SharedBroker.admin()) {
      TopicSetup.create(admin, topics, (short) 1, 2);
      ConfigResource actions = new ConfigResource(ConfigResource.Type.TOPIC, topics.actions());
      admin
          .incrementalAlterConfigs(
              Map.of(
                  actions,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
          .all()
          .get();

      Map<String, TopicSetup.Line> report = new TreeMap<>();
      // The broker takes a moment to say what the controller was told.
      for (int i = 0;
          i < 1_000 && report.values().stream().noneMatch(l -> l.toString().contains("cleanup"));
          i++) {
        Thread.sleep(50);
        TopicSetup.create(admin, topics, (short) 1, 4)
            .forEach(line -> report.put(line.topic(), line));
      }
      assertEquals(
          "differs.enforcement.actions: already there, but differs:"
              + " partitions is 2 (planned 4); cleanup.policy is delete (planned compact,delete);",
          line(report, topics.actions()).toString());
      assertEquals(
          TopicSetup.State.PRESENT,
          line(report, topics.patterns()).state(),
          "it has one partition");
      assertEquals(2, partitions(admin, topics.actions()));
    }
  }

  @Test
  void thePlanIsTheDesignsTable() {
    Map<String, String> plan =
        Topics.standard().plans().stream()
            .collect(
                Collectors.toMap(
                    Topics.Plan::name,
                    p -> p.settings().get("cleanup.policy") + (p.wide() ? " wide" : " one"),
                    (a, b) -> a,
                    TreeMap::new));
    assertEquals(
        "{detection.audit=delete one, detection.campaigns=compact wide,"
            + " detection.dead-letter=delete wide, detection.feedback=compact one,"
            + " detection.findings=delete wide, detection.patterns=compact one,"
            + " detection.schemas=compact one, detection.status=compact one,"
            + " enforcement.actions=compact,delete wide, inference.events=delete wide}",
        plan.toString());
    Map<String, String> events = Topics.standard().plans().get(0).settings();
    assertEquals("LogAppendTime", events.get("message.timestamp.type"));
    assertTrue(
        Integer.parseInt(events.getOrDefault("max.message.bytes", "0"))
            > JobsLimits.EVENT_BYTES_MAX);
  }

  /** Kafka lets go of whole segments, and compaction fills them: of a gigabyte it has but one. */
  @Test
  void theTableOfActionsHasSegmentsThatCanBecomeOld() {
    Map<String, String> actions =
        Topics.standard().plans().stream()
            .filter(plan -> plan.name().equals("enforcement.actions"))
            .findFirst()
            .orElseThrow()
            .settings();
    long aPartitionOfAMillionRows = 600L * 1_000_000 / 12;
    assertTrue(
        Long.parseLong(actions.getOrDefault("segment.bytes", "1073741824"))
            < aPartitionOfAMillionRows / 2);
  }

  @Test
  void aPrefixThatNoTopicMayHaveIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Topics("a b"));
    assertThrows(IllegalArgumentException.class, () -> new Topics("x".repeat(101)));
    assertEquals("acme_1.inference.events", new Topics("acme_1.").events());
  }

  private static TopicSetup.Line line(Map<String, TopicSetup.Line> report, String topic) {
    TopicSetup.Line line = report.get(topic);
    if (line == null) {
      throw new AssertionError("no line for " + topic);
    }
    return line;
  }

  private static Set<TopicSetup.State> states(List<TopicSetup.Line> lines) {
    return lines.stream().map(TopicSetup.Line::state).collect(Collectors.toSet());
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .values()
        .iterator()
        .next()
        .partitions()
        .size();
  }
}

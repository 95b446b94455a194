package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.stillwatch.jobs.JobConfiguration;
import io.stillwatch.jobs.JobSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart renders is what the API server and the operator take, and nothing else. */
class ChartTest {

  private static final String PATTERN_VALUES =
      """
      patterns:
        files:
          paired.yaml: "kind: Pattern"
      """;

  @TempDir static Path dir;

  static Stream<List<JsonNode>> examples() throws IOException {
    return Stream.of(Chart.production(dir, PATTERN_VALUES), Chart.render(Chart.SMALL));
  }

  @Test
  void theSettingsForCommandsNameThePrefixOfTheTopics() throws IOException {
    assertTrue(
        commandSettings(Chart.production(dir, "kafka: {topicPrefix: blue.}"))
            .endsWith("\ntopics.prefix=blue.\n"));
    assertFalse(commandSettings(Chart.render(Chart.PRODUCTION)).contains("topics.prefix"));
  }

  private static String commandSettings(List<JsonNode> resources) {
    return Chart.only(resources, "ConfigMap", "stillwatch-settings")
        .at("/data/kafka.properties")
        .asText();
  }

  @Test
  void theStrictLintHasNothingToSay() {
    LintResult result = new Helm(Chart.FOLDER).lint().strict().call();
    assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theOperatorKnowsEveryFieldOfTheFlinkDeployment(List<JsonNode> resources) throws IOException {
    assertEquals(
        List.of(), CustomResource.flinkDeployment().problems(Chart.flinkDeployment(resources)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void kubernetesKnowsEveryFieldOfAllOtherResources(List<JsonNode> resources) {
    int typed = 0;
    for (JsonNode resource : resources) {
      if (!TypedDecoding.isForeign(resource)) {
        typed++;
        assertEquals(List.of(), TypedDecoding.unknownFields(resource));
      }
      if (resource.path("apiVersion").asText().startsWith("kafka.strimzi.io/")) {
        // A field that is wrong in its type or its value does not decode; one of an old version is
        // not there.
        assertEquals("kafka.strimzi.io/v1", resource.path("apiVersion").asText());
        assertFalse(TypedDecoding.isForeign(resource), resource.path("kind").asText());
      }
    }
    assertTrue(typed >= 12, typed + " resources were checked");
  }

  @Test
  void aMisspeltFieldOfTheFlinkDeploymentIsCaught() throws IOException {
    ObjectNode deployment = Chart.flinkDeployment(Chart.render(Chart.PRODUCTION)).deepCopy();
    ((ObjectNode) deployment.at("/spec/job")).put("paralelism", 8);
    ((ObjectNode) deployment.at("/spec/podTemplate/spec/containers/0")).put("volumMounts", "x");
    List<String> problems = CustomResource.flinkDeployment().problems(deployment);
    assertEquals(2, problems.size(), problems::toString);
    assertTrue(problems.get(0).contains("paralelism"), problems::toString);
    assertTrue(problems.get(1).contains("volumMounts"), problems::toString);
  }

  @Test
  void aVersionOfFlinkThatThereIsNotIsCaught() throws IOException {
    ObjectNode deployment = Chart.flinkDeployment(Chart.render(Chart.PRODUCTION)).deepCopy();
    ((ObjectNode) deployment.at("/spec")).put("flinkVersion", "v2_33");
    assertEquals(1, CustomResource.flinkDeployment().problems(deployment).size());
  }

  @Test
  void aMisspeltFieldOfACoreResourceIsCaught() throws IOException {
    List<JsonNode> resources = Chart.production(dir, PATTERN_VALUES);
    ObjectNode policy = Chart.only(resources, "NetworkPolicy", "stillwatch-flink").deepCopy();
    ((ObjectNode) policy.path("spec")).set("ingres", policy.at("/spec/ingress"));
    assertEquals(List.of("NetworkPolicy.spec.ingres"), TypedDecoding.unknownFields(policy));
    ObjectNode monitor = Chart.only(resources, "PodMonitor", "stillwatch").deepCopy();
    ((ObjectNode) monitor.at("/spec/podMetricsEndpoints/0")).put("intervall", "1s");
    assertEquals(
        List.of("PodMonitor.spec.podMetricsEndpoints[0].intervall"),
        TypedDecoding.unknownFields(monitor));
    ObjectNode topic = Chart.only(resources, "KafkaTopic", "inference.events").deepCopy();
    ((ObjectNode) topic.path("spec")).put("partition", 1);
    assertEquals(List.of("KafkaTopic.spec.partition"), TypedDecoding.unknownFields(topic));
    ObjectNode user = Chart.only(resources, "KafkaUser", "stillwatch-engine").deepCopy();
    ((ObjectNode) user.path("spec")).put("autorization", "simple");
    assertEquals(List.of("KafkaUser.spec.autorization"), TypedDecoding.unknownFields(user));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "engine: {paralelism: 4}",
        "engine: {parallelism: 129}",
        "engine: {checkpointInterval: often}",
        "kafka: {bootstrapServers: 'kafka'}",
        "kafka: {security: {password: secret}}",
        "storage: {uri: /state}",
        "patterns: {files: {'../x.yaml': 'a'}}",
        "image: {digest: 'sha256:1'}",
        "webhook: {url: alerts.example.org}",
        "webhook: {replicas: 0}",
      })
  void aWrongValueIsRefused(String values) {
    Exception e = assertThrows(Exception.class, () -> Chart.production(dir, values));
    assertTrue(e.getMessage().contains("don't meet the specifications"), e::getMessage);
  }

  @Test
  void withoutKafkaOrStorageThereIsNoRelease() throws IOException {
    Path kafkaOnly =
        Files.writeString(dir.resolve("kafka.yaml"), "kafka: {bootstrapServers: 'kafka:9092'}");
    Exception e = assertThrows(Exception.class, () -> Chart.render(kafkaOnly));
    assertTrue(e.getMessage().contains("storage.uri is required"), e::getMessage);
    Exception none = assertThrows(Exception.class, () -> Chart.render());
    assertTrue(none.getMessage().contains("is required"), none::getMessage);
  }

  @Test
  void aWebhookWithoutAReceiverIsRefused() {
    Exception e = assertThrows(Exception.class, () -> Chart.production(dir, "webhook: {url: ''}"));
    assertTrue(e.getMessage().contains("webhook.url is required"), e::getMessage);
  }

  /** It would be ignored without a word. */
  @Test
  void whatTheJobSetsItselfIsRefused() throws IOException {
    JobSettings settings =
        JobSettings.load(
            JobSettings.Place.CLUSTER,
            null,
            Map.of(
                "bootstrap.servers", "kafka:9092",
                "hash.key", "0".repeat(32),
                "parallelism", "2",
                "checkpoint.dir", "file:///state"));
    Set<String> keys = JobConfiguration.ofJob(settings).toMap().keySet();
    assertTrue(keys.size() > 10, keys::toString);
    for (String key : keys) {
      String values = "engine: {flinkConfiguration: {" + key + ": x}}";
      Exception e = assertThrows(Exception.class, () -> Chart.production(dir, values), key);
      assertTrue(e.getMessage().contains(key + " would be ignored"), e::getMessage);
    }
  }

  /** To Helm every number is a fraction. */
  @Test
  void aNumberIsRenderedAsItWasWritten() throws IOException {
    List<JsonNode> resources =
        Chart.production(
            dir,
            """
            engine:
              settings: {accounts.cached: 2000000, budget.share: 0.25}
              flinkConfiguration: {state.backend.rocksdb.compaction.level.max-size-level-base: 268435456}
            envoy: {settings: {fresh.ms: 1000000}}
            monitoring: {lagEventsMax: 3000000}
            """);
    String settings =
        Chart.only(resources, "ConfigMap", "stillwatch-settings")
            .at("/data/engine.properties")
            .asText();
    assertTrue(settings.startsWith("accounts.cached=2000000\n"), settings);
    assertTrue(settings.contains("\nbudget.share=0.25\n"), settings);
    assertEquals(
        "268435456",
        Chart.flinkDeployment(resources)
            .at("/spec/flinkConfiguration")
            .path("state.backend.rocksdb.compaction.level.max-size-level-base")
            .asText());
    assertFalse(resources.toString().contains("e+0"), "somewhere else, too");
  }

  /** Kubernetes would count JobManagers in their place. */
  @Test
  void ofTaskManagersAllButOneAreKept() throws IOException {
    assertEquals(3, keptTaskManagers(16, false).asInt());
    assertEquals(4, keptTaskManagers(17, false).asInt());
    assertTrue(keptTaskManagers(4, false).isMissingNode(), "the only one could not be evicted");
    assertEquals(1, keptTaskManagers(16, true).asInt(), "two are there at least");
  }

  private static JsonNode keptTaskManagers(int parallelism, boolean autoscaler) throws IOException {
    String values =
        """
        engine:
          parallelism: %d
          taskSlots: 4
          autoscaler: {enabled: %s, parallelismMin: 8}
        """
            .formatted(parallelism, autoscaler);
    return Chart.ofKind(Chart.production(dir, values), "PodDisruptionBudget").stream()
        .filter(budget -> budget.at("/metadata/name").asText().endsWith("-taskmanager"))
        .findFirst()
        .map(budget -> budget.at("/spec/minAvailable"))
        .orElse(MissingNode.getInstance());
  }

  @Test
  void theSmallClustersKafkaMayBeInAnyNamespace() {
    String policies =
        Chart.ofKind(Chart.render(Chart.SMALL), "NetworkPolicy").stream()
            .filter(policy -> policy.toString().contains("9092"))
            .toList()
            .toString();
    assertTrue(policies.contains("9092"), policies);
    assertFalse(policies.contains("\"kubernetes.io/metadata.name\":\"kafka\""), policies);
  }

  /** Slots that it gives up at that moment fail the tasks that have just been placed in them. */
  @ParameterizedTest
  @ValueSource(ints = {10, 30})
  void aTaskManagerKeepsItsSlotsUntilTheNextJobManagerLeads(int lease) throws IOException {
    JsonNode flink =
        Chart.flinkDeployment(Chart.production(dir, "engine: {leaderLeaseSeconds: " + lease + "}"))
            .at("/spec/flinkConfiguration");
    assertEquals(
        lease + " s",
        flink.path("high-availability.kubernetes.leader-election.lease-duration").asText());
    assertEquals(6 * lease + " s", flink.path("taskmanager.slot.timeout").asText());
  }

  /** Disaster recovery deletes it and has Helm make it anew, to begin without state. */
  @ParameterizedTest
  @MethodSource("examples")
  void aFlinkDeploymentThatIsNewNamesNoSavepoint(List<JsonNode> resources) {
    JsonNode job = Chart.flinkDeployment(resources).at("/spec/job");
    assertTrue(job.has("upgradeMode"), job::toString);
    assertFalse(job.has("initialSavepointPath"), job::toString);
  }

  @Test
  void aTemplateThatCannotBeRenderedFailsTheLint(@TempDir Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(Chart.FOLDER)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, copy.resolve("stillwatch").resolve(Chart.FOLDER.relativize(file).toString()));
      }
    }
    Path chart = copy.resolve("stillwatch");
    Files.writeString(chart.resolve("templates/bad.yaml"), "a: {{ .Values.no.such.thing }}\n");
    assertTrue(new Helm(chart).lint().strict().call().isFailed());
  }
}

package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.cli.Stillwatch;
import io.stillwatch.envoy.EnvoySettings;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may write what on Kafka, and that topics and settings are what the engine expects. */
class KafkaAccessTest {

  private static List<JsonNode> resources = List.of();

  @BeforeAll
  static void render() {
    resources = Chart.render(Chart.PRODUCTION);
  }

  @Test
  void onlyTheseMayWrite() {
    Map<String, TreeSet<String>> writers = new TreeMap<>();
    for (JsonNode user : Chart.ofKind(resources, "KafkaUser")) {
      for (JsonNode acl : user.at("/spec/authorization/acls")) {
        assertEquals("literal", acl.at("/resource/patternType").asText());
        for (JsonNode operation : acl.path("operations")) {
          assertTrue(
              List.of("Read", "Write", "Describe", "DescribeConfigs").contains(operation.asText()),
              operation::asText);
          if (operation.asText().equals("Write")) {
            writers
                .computeIfAbsent(acl.at("/resource/name").asText(), topic -> new TreeSet<>())
                .add(user.at("/metadata/name").asText());
          }
        }
      }
    }
    assertEquals(
        """
        detection.audit=[stillwatch-analyst, stillwatch-pattern-author, stillwatch-patterns]
        detection.campaigns=[stillwatch-engine]
        detection.dead-letter=[stillwatch-engine]
        detection.feedback=[stillwatch-analyst, stillwatch-pattern-author]
        detection.findings=[stillwatch-engine]
        detection.patterns=[stillwatch-pattern-author, stillwatch-patterns]
        detection.schemas=[stillwatch-analyst, stillwatch-engine, stillwatch-pattern-author, stillwatch-patterns]
        detection.status=[billing-limiter, stillwatch-engine, stillwatch-envoy, stillwatch-webhook]
        enforcement.actions=[stillwatch-engine]
        inference.events=[stillwatch-gateway]
        """
            .strip(),
        String.join(
            "\n", writers.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
  }

  /** Strimzi looks for them only there. */
  @Test
  void topicsAndUsersStandBesideTheKafkaThatTheyBelongTo() {
    for (String kind : List.of("KafkaTopic", "KafkaUser")) {
      for (JsonNode resource : Chart.ofKind(resources, kind)) {
        assertEquals("kafka", resource.at("/metadata/namespace").asText());
      }
    }
  }

  @Test
  void theEngineMayReadTheTopicsOfItsOtherSources(@TempDir Path dir) throws IOException {
    String sources =
        """
        engine:
          settings: {sources: 'otel, bodies', source.otel.topic: otlp_spans, source.bodies.topic: bodies}
        """;
    JsonNode engine = Chart.only(Chart.production(dir, sources), "KafkaUser", "stillwatch-engine");
    TreeSet<String> reads = new TreeSet<>();
    for (JsonNode acl : engine.at("/spec/authorization/acls")) {
      if (acl.path("operations").toString().contains("Read")) {
        reads.add(acl.at("/resource/name").asText());
      }
    }
    assertTrue(reads.containsAll(List.of("otlp_spans", "bodies")), reads::toString);
  }

  @Test
  void anAnalystMayTellHowFarTheEngineIsBehindAndReadNoEvents() {
    TreeSet<String> operations = new TreeSet<>();
    for (JsonNode acl :
        Chart.only(resources, "KafkaUser", "stillwatch-analyst").at("/spec/authorization/acls")) {
      if (acl.at("/resource/name").asText().equals("inference.events")) {
        acl.path("operations").forEach(operation -> operations.add(operation.asText()));
      }
    }
    assertEquals("[Describe]", operations.toString());
  }

  @Test
  void theTopicsAreThoseThatTheCommandMakes() {
    Map<String, JsonNode> found = new TreeMap<>();
    for (JsonNode topic : Chart.ofKind(resources, "KafkaTopic")) {
      found.put(topic.at("/metadata/name").asText(), topic.path("spec"));
    }
    List<Topics.Plan> plans = Topics.standard().plans();
    assertEquals(plans.size(), found.size());
    for (Topics.Plan plan : plans) {
      JsonNode spec = found.get(plan.name());
      assertEquals(plan.wide() ? 12 : 1, spec.path("partitions").asInt(), plan.name());
      Map<String, String> config = new TreeMap<>();
      spec.path("config")
          .properties()
          .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
      config.remove("min.insync.replicas");
      assertEquals(new TreeMap<>(plan.settings()), config, plan.name());
    }
  }

  /** The engine refuses a setting that it does not know. */
  @Test
  void theEngineReadsItsSettings(@TempDir Path dir) throws IOException {
    Path key = Files.writeString(dir.resolve("hash.key"), "0".repeat(32));
    String text =
        Chart.only(resources, "ConfigMap", "stillwatch-settings")
            .at("/data/engine.properties")
            .asText();
    Path file =
        Files.writeString(
            dir.resolve("engine.properties"),
            text.replace("/etc/stillwatch/hash-key/hash.key", key.toString()));
    JobSettings settings = JobSettings.load(JobSettings.Place.CLUSTER, file, Map.of());
    assertEquals("kafka-kafka-bootstrap.kafka:9093", settings.kafka().bootstrapServers());
    assertEquals("SASL_SSL", settings.kafka().settings().get("security.protocol"));
    assertEquals("s3://example-stillwatch/engine/checkpoints", settings.checkpointDir());
  }

  /** All of it, up to the brokers that are not there. */
  @Test
  void theWebhookReadsTheSettingsThatItIsGiven(@TempDir Path dir) throws IOException {
    Path keys = Files.writeString(dir.resolve("keys"), "now " + "5a".repeat(32));
    String settings =
        Chart.only(resources, "ConfigMap", "stillwatch-webhook")
            .at("/data/webhook.properties")
            .asText()
            .replace("/etc/stillwatch/webhook-keys/keys", keys.toString())
            .replace("alerts.example.org", "93.184.216.34");
    Path file = Files.writeString(dir.resolve("webhook.properties"), settings);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    Stillwatch.run(
        out, out, "serve-webhook", "--bootstrap-servers=127.0.0.1:1", "--config=" + file);
    assertTrue(said.toString().contains("no Kafka broker can be reached"), said::toString);
    Files.writeString(file, settings + "\nwebhook.urll=x\n");
    Stillwatch.run(
        out, out, "serve-webhook", "--bootstrap-servers=127.0.0.1:1", "--config=" + file);
    assertTrue(said.toString().contains("webhook.urll"), "the same file with a misspelt setting");
  }

  @Test
  void theWebhookReachesNoPrivateAddressUnlessItIsNamed(@TempDir Path dir) throws IOException {
    JsonNode everywhere =
        Chart.only(resources, "NetworkPolicy", "stillwatch-webhook").at("/spec/egress/2");
    assertEquals("0.0.0.0/0", everywhere.at("/to/0/ipBlock/cidr").asText());
    assertTrue(everywhere.at("/to/0/ipBlock/except").toString().contains("169.254.0.0/16"));
    String named = "webhook: {receiver: {cidrs: [10.1.2.3/32], ports: [8443]}}";
    JsonNode one =
        Chart.only(Chart.production(dir, named), "NetworkPolicy", "stillwatch-webhook")
            .at("/spec/egress/2");
    assertEquals("10.1.2.3/32", one.at("/to/0/ipBlock/cidr").asText());
    assertEquals(1, one.path("to").size());
    assertEquals(8443, one.at("/ports/0/port").asInt());
  }

  @Test
  void theEnvoyServiceReadsTheSettingsThatItIsGiven(@TempDir Path dir) throws IOException {
    String settings =
        Chart.only(Chart.render(Chart.PRODUCTION), "ConfigMap", "stillwatch-envoy")
            .at("/data/envoy.properties")
            .asText();
    Path file = Files.writeString(dir.resolve("envoy.properties"), settings);
    EnvoySettings read = EnvoySettings.load(file, Map.of("bootstrap.servers", "kafka:9092"));
    assertEquals(9191, read.listen().getPort());
    assertEquals(2, read.instances(), "so many share a limit as run at least");
    assertFalse(settings.contains("\nname="), "each reports under the name of its pod");
    String own = "envoy: {replicasMin: 4, settings: {throttle.instances: '7'}}";
    assertTrue(
        Chart.only(Chart.production(dir, own), "ConfigMap", "stillwatch-envoy")
            .at("/data/envoy.properties")
            .asText()
            .contains("throttle.instances=7\n"));
  }

  @Test
  void whatTheEnvoyServiceCountsIsScraped(@TempDir Path dir) throws IOException {
    String settings =
        Chart.only(resources, "ConfigMap", "stillwatch-envoy")
            .at("/data/envoy.properties")
            .asText();
    Path file = Files.writeString(dir.resolve("envoy.properties"), settings);
    InetSocketAddress metrics =
        Objects.requireNonNull(
            EnvoySettings.load(file, Map.of("bootstrap.servers", "kafka:9092")).metrics());
    assertTrue(metrics.getAddress().isAnyLocalAddress());
    requireScraped("stillwatch-envoy", metrics.getPort());
  }

  @Test
  void whatTheWebhookCountsIsScraped() {
    String settings =
        Chart.only(resources, "ConfigMap", "stillwatch-webhook")
            .at("/data/webhook.properties")
            .asText();
    assertTrue(settings.contains("metrics.listen=0.0.0.0:9467\n"), settings);
    requireScraped("stillwatch-webhook", 9467);
  }

  private void requireScraped(String name, int listens) {
    JsonNode pod = Chart.only(resources, "Deployment", name).at("/spec/template");
    List<JsonNode> ports = new ArrayList<>();
    pod.at("/spec/containers/0/ports").forEach(ports::add);
    JsonNode monitor = Chart.only(resources, "PodMonitor", name).path("spec");
    JsonNode scraped = monitor.at("/podMetricsEndpoints/0/port");
    assertTrue(
        ports.stream()
            .anyMatch(
                port ->
                    port.path("containerPort").asInt() == listens
                        && port.path("name").equals(scraped)),
        ports::toString);
    monitor
        .at("/selector/matchLabels")
        .properties()
        .forEach(
            label ->
                assertEquals(label.getValue(), pod.at("/metadata/labels").path(label.getKey())));
    String policy = Chart.only(resources, "NetworkPolicy", name).at("/spec/ingress/0").toString();
    assertTrue(policy.contains("monitoring") && policy.contains("" + listens), policy);
  }
}

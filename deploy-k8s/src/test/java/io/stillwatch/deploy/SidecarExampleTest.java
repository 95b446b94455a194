package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.sidecar.SidecarSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a pod with the sidecar in it, and that the chart's engine takes what it sends. */
class SidecarExampleTest {

  private static final Path EXAMPLE = Path.of("examples", "vllm-with-sidecar.yaml");
  private static final String SEAL_KEYS = "/etc/stillwatch/seal-keys/seal.keys";
  private static final String HASH_KEY = "/etc/stillwatch/hash-key/hash.key";

  private static List<JsonNode> resources = List.of();
  private static JsonNode sidecar;

  @TempDir private static Path dir;

  @BeforeAll
  static void read() throws IOException {
    resources = Chart.parse(Files.readString(EXAMPLE));
    for (JsonNode container : Chart.pods(resources).get(0).spec().path("initContainers")) {
      if (container.path("name").asText().equals("stillwatch-sidecar")) {
        sidecar = container;
      }
    }
    Files.writeString(dir.resolve("hash.key"), "00".repeat(16));
    Files.writeString(dir.resolve("seal.keys"), "k1=" + "ab".repeat(32));
  }

  @Test
  void kubernetesKnowsEveryField() {
    assertEquals(4, resources.size());
    for (JsonNode resource : resources) {
      assertEquals(List.of(), TypedDecoding.unknownFields(resource));
    }
  }

  private static String withFilesHere(String text) {
    return text.replace(HASH_KEY, dir.resolve("hash.key").toString())
        .replace(SEAL_KEYS, dir.resolve("seal.keys").toString());
  }

  @Test
  void theSidecarTakesItsSettingsAndListensToItsPodAlone() throws IOException {
    String text =
        Chart.only(resources, "ConfigMap", "vllm-sidecar").at("/data/sidecar.properties").asText();
    Path file = Files.writeString(dir.resolve("sidecar.properties"), withFilesHere(text));
    SidecarSettings settings =
        SidecarSettings.load(file, Map.of("bootstrap.servers", "kafka:9093"));
    assertTrue(settings.listen().getAddress().isLoopbackAddress());
    assertTrue(settings.listenGrpc().getAddress().isLoopbackAddress());
    assertEquals(
        "http://127.0.0.1:" + settings.listen().getPort() + "/v1/traces",
        Chart.pods(resources).get(0).spec().at("/containers/1/env/1/value").asText());
    assertEquals("sidecar", sidecar.at("/args/0").asText());
    assertEquals(settings.metrics().getPort(), sidecar.at("/ports/0/containerPort").asInt());
    assertEquals(
        sidecar.at("/ports/0/name"),
        Chart.only(resources, "PodMonitor", "vllm-sidecar").at("/spec/podMetricsEndpoints/0/port"));
  }

  /** Else both are told to end at the same time, and who has nothing to do is gone first. */
  @Test
  void theSidecarStandsUntilTheProxyHasEnded() {
    assertEquals("Always", sidecar.path("restartPolicy").asText());
    assertFalse(sidecar.has("startupProbe"), "the proxy would wait for Kafka");
    JsonNode pod = Chart.pods(resources).get(0).spec();
    assertTrue(pod.path("terminationGracePeriodSeconds").asInt() >= 60 + 10);
  }

  @Test
  void everyFileThatTheSettingsNameIsMounted() {
    TreeSet<String> mounts = new TreeSet<>();
    sidecar.path("volumeMounts").forEach(m -> mounts.add(m.path("mountPath").asText()));
    String text =
        Chart.only(resources, "ConfigMap", "vllm-sidecar").at("/data/sidecar.properties").asText();
    for (String file : List.of(HASH_KEY, SEAL_KEYS, "/etc/stillwatch/kafka-ca/ca.crt")) {
      assertTrue(text.contains(file), file);
      assertTrue(mounts.contains(file.substring(0, file.lastIndexOf('/'))), file);
    }
    assertTrue(mounts.contains("/etc/stillwatch/sidecar") && mounts.contains("/tmp"));
  }

  @Test
  void theSidecarHasNoRightsAndItsLimits() {
    JsonNode security = sidecar.path("securityContext");
    assertTrue(security.path("runAsNonRoot").asBoolean());
    assertTrue(security.path("readOnlyRootFilesystem").asBoolean());
    assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true));
    assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString());
    assertEquals("RuntimeDefault", security.at("/seccompProfile/type").asText());
    assertTrue(sidecar.at("/resources/limits/memory").isTextual());
    JsonNode pod = Chart.pods(resources).get(0).spec();
    assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
  }

  @Test
  void thePolicyLetsNobodySendItEventsAndLetsItOnlyToKafka() {
    JsonNode policy = Chart.only(resources, "NetworkPolicy", "vllm").path("spec");
    assertFalse(policy.path("ingress").toString().contains("431"));
    assertTrue(policy.path("ingress").toString().contains("9465"));
    JsonNode kafka = policy.at("/egress/1");
    assertEquals(9093, kafka.at("/ports/0/port").asInt());
    assertTrue(sidecar.at("/args/1").asText().endsWith(".kafka:9093"));
    assertEquals(
        "kafka",
        kafka
            .at("/to/0/namespaceSelector/matchLabels")
            .path("kubernetes.io/metadata.name")
            .asText());
  }

  @Test
  void theEngineOfTheReleaseAsksForSealsOfTheSameSecret() throws IOException {
    List<JsonNode> release = Chart.production(dir, "sealKeys: {secret: stillwatch-seal-keys}");
    String mounts =
        Chart.flinkDeployment(release)
            .at("/spec/podTemplate/spec/containers/0/volumeMounts")
            .toString();
    assertTrue(mounts.contains("\"/etc/stillwatch/seal-keys\""), mounts);
    assertTrue(
        Chart.flinkDeployment(release)
            .at("/spec/podTemplate/spec/volumes")
            .toString()
            .contains("\"secretName\":\"stillwatch-seal-keys\""));
    String text =
        Chart.only(release, "ConfigMap", "stillwatch-settings")
            .at("/data/engine.properties")
            .asText();
    Path file = Files.writeString(dir.resolve("engine.properties"), withFilesHere(text));
    JobSettings settings = JobSettings.load(JobSettings.Place.CLUSTER, file, Map.of());
    assertTrue(settings.sources().get(0).seals().checked());
    String without =
        Chart.only(Chart.render(Chart.SMALL), "ConfigMap", "stillwatch-settings").toString();
    assertFalse(without.contains("seal"), without);
  }
}

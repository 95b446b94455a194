package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pod of the release may do, to its node, to Kubernetes and on the network. */
class HardeningTest {

  private static final String EVERYTHING_ON =
      """
      patterns:
        files:
          paired.yaml: "kind: Pattern"
      storage: {credentialsSecret: object-store}
      """;

  private static List<JsonNode> resources = List.of();

  @BeforeAll
  static void render(@TempDir Path dir) throws IOException {
    resources = Chart.production(dir, EVERYTHING_ON);
    assertEquals(
        6, Chart.pods(resources).size(), "engine, guard, Envoy service, webhook, two jobs");
  }

  @Test
  void noPodRunsAsRootOrReachesItsNode() {
    for (Chart.Pod pod : Chart.pods(resources)) {
      JsonNode security = pod.spec().path("securityContext");
      assertTrue(security.path("runAsNonRoot").asBoolean(), pod.of());
      assertTrue(security.path("runAsUser").asInt() > 0, pod.of());
      assertEquals("RuntimeDefault", security.at("/seccompProfile/type").asText(), pod.of());
      for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
        assertFalse(pod.spec().has(host), pod.of());
      }
      pod.spec().path("volumes").forEach(v -> assertFalse(v.has("hostPath"), pod.of()));
    }
  }

  @Test
  void noContainerGainsRightsOrWritesWhereItHasNoVolume() {
    for (Chart.Pod pod : Chart.pods(resources)) {
      for (JsonNode container : pod.spec().path("containers")) {
        JsonNode security = container.path("securityContext");
        assertTrue(security.path("readOnlyRootFilesystem").asBoolean(), pod.of());
        assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true), pod.of());
        assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString(), pod.of());
        assertFalse(security.at("/capabilities").has("add"), pod.of());
        assertTrue(mounts(container).contains("/tmp"), pod.of() + " has no place for its files");
      }
    }
  }

  @Test
  void everyContainerHasALimit() {
    for (Chart.Pod pod : Chart.pods(resources)) {
      if (pod.of().startsWith("FlinkDeployment")) {
        continue; // the operator takes them from the resource of each part
      }
      for (JsonNode container : pod.spec().path("containers")) {
        assertTrue(container.at("/resources/limits/memory").isTextual(), pod.of());
        assertTrue(container.at("/resources/requests/cpu").isTextual(), pod.of());
      }
    }
  }

  /** The command's own heap is for a workstation. */
  @Test
  void everyHeapFitsIntoItsLimitWithRoomForTheRest() {
    for (Chart.Pod pod : Chart.pods(resources)) {
      if (pod.of().startsWith("FlinkDeployment")) {
        continue; // Flink sizes its own
      }
      JsonNode container = pod.spec().at("/containers/0");
      Matcher heap =
          Pattern.compile("STILLWATCH_JAVA_OPTS\",\"value\":\"-Xmx([0-9]+)m")
              .matcher(container.path("env").toString());
      assertTrue(heap.find(), pod.of() + " has the heap of a workstation");
      String limit = container.at("/resources/limits/memory").asText();
      long limitMi =
          Long.parseLong(limit.substring(0, limit.length() - 2))
              * (limit.endsWith("Gi") ? 1_024 : 1);
      assertTrue(Long.parseLong(heap.group(1)) <= limitMi / 2, pod.of() + ": " + limit);
    }
  }

  /** A hook is made and unmade beside the release: what both own would be unmade under pods. */
  @Test
  void noPodOfTheReleaseDependsOnWhatOnlyItsHooksHave() {
    Set<String> ofHooks = new TreeSet<>();
    for (JsonNode resource : resources) {
      if (resource.at("/metadata/annotations").has("stillwatch.io/hook")) {
        ofHooks.add(resource.path("kind").asText() + " " + resource.at("/metadata/name").asText());
      }
    }
    assertTrue(ofHooks.contains("ServiceAccount stillwatch-patterns"), ofHooks::toString);
    for (JsonNode resource : Chart.ofKind(resources, "Deployment")) {
      String account = resource.at("/spec/template/spec/serviceAccountName").asText();
      assertFalse(
          ofHooks.contains("ServiceAccount " + account), resource.path("metadata")::toString);
      Chart.only(resources, "ServiceAccount", account);
    }
    for (JsonNode job : Chart.ofKind(resources, "Job")) {
      String account = job.at("/spec/template/spec/serviceAccountName").asText();
      assertTrue(ofHooks.contains("ServiceAccount " + account), account);
    }
  }

  @Test
  void secretsAreOnlyReferredTo() {
    assertEquals(List.of(), Chart.ofKind(resources, "Secret"));
    for (Chart.Pod pod : Chart.pods(resources)) {
      for (JsonNode container : pod.spec().path("containers")) {
        for (JsonNode variable : container.path("env")) {
          if (!variable.path("name").asText().equals("STILLWATCH_JAVA_OPTS")) {
            assertTrue(variable.at("/valueFrom/secretKeyRef/name").isTextual(), pod.of());
          }
        }
      }
    }
    String settings =
        Chart.only(resources, "ConfigMap", "stillwatch-settings").path("data").toString();
    assertTrue(settings.contains("${dir:/etc/stillwatch/kafka:sasl.jaas.config}"), settings);
    assertFalse(settings.contains("password"), settings);
  }

  @Test
  void nobodyMayReadSecretsOrDoEverything() {
    assertEquals(List.of(), Chart.ofKind(resources, "ClusterRole"));
    List<JsonNode> roles = Chart.ofKind(resources, "Role");
    assertEquals(3, roles.size());
    for (JsonNode role : roles) {
      String rules = role.path("rules").toString();
      assertFalse(rules.contains("\"*\""), rules);
      assertFalse(rules.contains("\"secrets\""), rules);
    }
    assertEquals(
        "[{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"verbs\":[\"get\",\"list\",\"watch\"]}]",
        Chart.only(resources, "Role", "stillwatch-taskmanager").path("rules").toString());
  }

  /** The two that begin before there is a policy reach nothing anyway or are let to Kafka. */
  @Test
  void everyPodStartsWithEverythingDenied() {
    JsonNode deny = Chart.only(resources, "NetworkPolicy", "stillwatch-default-deny");
    assertFalse(deny.path("spec").has("ingress"));
    assertFalse(deny.path("spec").has("egress"));
    JsonNode wanted = deny.at("/spec/podSelector/matchLabels");
    for (JsonNode resource : resources) {
      JsonNode labels =
          resource.path("kind").asText().equals("FlinkDeployment")
              ? resource.at("/spec/podTemplate/metadata/labels")
              : resource.at("/spec/template/metadata/labels");
      if (labels.isObject()) {
        wanted
            .properties()
            .forEach(label -> assertEquals(label.getValue(), labels.path(label.getKey())));
      }
    }
  }

  /** No port of Flink is left to chance: a policy could not name it. */
  @Test
  void thePoliciesNameThePortsThatFlinkUses() {
    JsonNode flink = Chart.flinkDeployment(resources).at("/spec/flinkConfiguration");
    String policy =
        Chart.only(resources, "NetworkPolicy", "stillwatch-flink").at("/spec/ingress").toString();
    for (String setting :
        List.of(
            "high-availability.jobmanager.port",
            "taskmanager.data.port",
            "metrics.internal.query-service.port",
            "metrics.reporter.prom.port")) {
      String port = flink.path(setting).asText();
      assertTrue(policy.contains("\"port\":" + port), setting + "=" + port);
    }
  }

  private static Set<String> mounts(JsonNode container) {
    Set<String> paths = new TreeSet<>();
    container.path("volumeMounts").forEach(m -> paths.add(m.path("mountPath").asText()));
    return paths;
  }
}

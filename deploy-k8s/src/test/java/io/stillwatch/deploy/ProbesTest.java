package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.cli.Stillwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken for dead and started again, and that nothing else is. */
class ProbesTest {

  private static final String ALIVE = "/tmp/alive";

  private static List<JsonNode> resources = List.of();

  @TempDir private static Path dir;

  @BeforeAll
  static void render() throws IOException {
    resources = Chart.production(dir, "{}");
  }

  @Test
  void everyContainerThatRunsForLongIsProbed() {
    for (JsonNode deployment : Chart.ofKind(resources, "Deployment")) {
      assertProbed(deployment.at("/spec/template/spec/containers/0"));
    }
    for (String part : List.of("jobManager", "taskManager")) {
      assertProbed(
          Chart.flinkDeployment(resources).at("/spec/" + part + "/podTemplate/spec/containers/0"));
    }
  }

  private static void assertProbed(JsonNode container) {
    assertTrue(container.path("livenessProbe").isObject(), container::toString);
  }

  /** The probes' own commands, on a file of this machine. */
  @ParameterizedTest
  @CsvSource({"stillwatch-webhook, 2", "stillwatch-guard, 10"})
  void whoHasDoneNoRoundForMinutesIsDead(String deployment, int minutes) throws Exception {
    JsonNode container =
        Chart.only(resources, "Deployment", deployment).at("/spec/template/spec/containers/0");
    Path alive = dir.resolve(deployment + ".alive");
    for (String probe : List.of("startupProbe", "livenessProbe")) {
      assertFalse(succeeds(container.path(probe), alive), probe + " of one that has not begun");
    }
    Files.writeString(alive, "");
    for (String probe : List.of("startupProbe", "livenessProbe")) {
      assertTrue(succeeds(container.path(probe), alive), probe + " of one that lives");
    }
    setAge(alive, Duration.ofMinutes(minutes).minusSeconds(90));
    assertTrue(succeeds(container.path("livenessProbe"), alive), "a long round");
    setAge(alive, Duration.ofMinutes(minutes).plusSeconds(1));
    assertFalse(succeeds(container.path("livenessProbe"), alive), "one that hangs");
  }

  private static void setAge(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private static boolean succeeds(JsonNode probe, Path alive) throws Exception {
    List<String> command = new ArrayList<>();
    for (JsonNode word : probe.at("/exec/command")) {
      command.add(word.asText().replace(ALIVE, alive.toString()));
    }
    assertTrue(String.join(" ", command).contains(alive.toString()), command::toString);
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  @Test
  void theWebhookWritesTheFileThatItsProbesLookAt() {
    String settings =
        Chart.only(resources, "ConfigMap", "stillwatch-webhook")
            .at("/data/webhook.properties")
            .asText();
    assertTrue(settings.contains("alive.file=" + ALIVE + "\n"), settings);
  }

  /** With its own arguments; nobody answers it, which is no reason to be taken for dead. */
  @Test
  @Timeout(60)
  void theGuardWritesTheFileThatItsProbesLookAt() throws Exception {
    Path alive = dir.resolve("alive");
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument :
        Chart.only(Chart.render(Chart.SMALL), "Deployment", "stillwatch-guard")
            .at("/spec/template/spec/containers/0/args")) {
      arguments.add(
          argument
              .asText()
              .replace(ALIVE, alive.toString())
              .replaceFirst("^--job-manager=.*", "--job-manager=http://127.0.0.1:1"));
    }
    arguments.add("--kubernetes=http://127.0.0.1:1");
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    Thread guard =
        new Thread(() -> Stillwatch.run(out, out, arguments.toArray(String[]::new)), "guard");
    guard.start();
    try {
      while (!Files.exists(alive)) {
        assertTrue(guard.isAlive(), said::toString);
        Thread.sleep(50);
      }
    } finally {
      guard.interrupt();
      guard.join();
    }
  }

  /** What hangs while it ends has to be ended; what ends in order has done so by then. */
  @Test
  void aTaskManagerThatDoesNotEndIsKilledSoon() {
    JsonNode pod = Chart.flinkDeployment(resources).at("/spec/taskManager/podTemplate/spec");
    int seconds = pod.path("terminationGracePeriodSeconds").asInt();
    assertTrue(seconds > 5 && seconds < 30, seconds + " s");
    JsonNode probe = pod.at("/containers/0/livenessProbe");
    assertFalse(probe.has("tcpSocket"), "the kernel connects for a JVM that hangs");
    assertEquals(
        Chart.flinkDeployment(resources)
            .at("/spec/flinkConfiguration")
            .path("metrics.reporter.prom.port")
            .asInt(),
        probe.at("/httpGet/port").asInt());
  }
}

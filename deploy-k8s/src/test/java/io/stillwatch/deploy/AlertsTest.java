package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stillwatch.envoy.EnvoyService;
import io.stillwatch.envoy.EnvoySettings;
import io.stillwatch.subscriber.ControlTopicListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every alert has its page, and fires when it should and only then. */
class AlertsTest {

  private static final Path RUNBOOKS = Path.of("runbooks");
  private static final Path UNIT_TESTS = Path.of("src/test/resources/alerts-test.yaml");

  @Test
  void everyAlertHasARunBookAndATestAndEveryPageAnAlert() throws IOException {
    Set<String> alerts = new TreeSet<>();
    String tests = Files.readString(UNIT_TESTS);
    for (JsonNode rule : Alerts.rules().at("/groups/0/rules")) {
      String alert = rule.path("alert").asText();
      alerts.add(alert);
      assertTrue(rule.at("/annotations/runbook_url").asText().endsWith("/" + alert + ".md"), alert);
      assertTrue(tests.contains("alertname: " + alert + "\n"), alert + " has no test");
    }
    Set<String> pages = new TreeSet<>();
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("Stillwatch"))
          .forEach(name -> pages.add(name.replace(".md", "")));
    }
    assertEquals(alerts, pages);
  }

  @Test
  void theEnvoyServiceTellsWhatTheyAskOfIt() throws IOException {
    EnvoySettings settings =
        EnvoySettings.load(
            null,
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "identity.account", "principal",
                "listen", "127.0.0.1:0"));
    try (EnvoyService service = EnvoyService.start(settings, ControlTopicListener.SILENT)) {
      Matcher asked =
          Pattern.compile("stillwatch_envoy_[a-z_]+").matcher(Alerts.rules().toString());
      assertTrue(asked.find());
      do {
        assertTrue(service.metrics().contains(asked.group() + " "), asked::group);
      } while (asked.find());
    }
  }

  @Test
  void theyFireWhenTheyShould(@TempDir Path dir) throws Exception {
    Path promtool = promtool();
    assumeTrue(
        promtool != null,
        "promtool is neither on the PATH nor named by PROMTOOL: the alerts' own tests do not run");
    Files.writeString(dir.resolve("rules.yaml"), Alerts.rules().toString());
    Files.copy(UNIT_TESTS, dir.resolve("alerts-test.yaml"));
    Process process =
        new ProcessBuilder(List.of(promtool.toString(), "test", "rules", "alerts-test.yaml"))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
  }

  private static Path promtool() {
    String named = System.getenv("PROMTOOL");
    if (named != null) {
      return Path.of(named);
    }
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(folder, "promtool");
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }
}

package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patterns by GitOps: a directory becomes values, these a ConfigMap, and a job judges them. */
class PatternsTest {

  private static final Path STARTER =
      Path.of("../flink-jobs/patterns/src/main/resources/io/stillwatch/patterns/starter");

  @TempDir Path dir;

  @Test
  void filesArriveAsTheyAre() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("patterns"));
    Files.copy(STARTER.resolve("paired-queries.yaml"), folder.resolve("paired-queries.yaml"));
    Files.writeString(folder.resolve("odd.yml"), "  # begins indented: {{ not a template }}\n\n\n");
    List<JsonNode> resources = Chart.production(dir, values(folder));
    JsonNode data = Chart.only(resources, "ConfigMap", "stillwatch-patterns").path("data");
    TreeMap<String, String> texts = new TreeMap<>();
    data.properties().forEach(file -> texts.put(file.getKey(), file.getValue().asText()));
    assertEquals(
        Files.readString(STARTER.resolve("paired-queries.yaml")).strip(),
        texts.get("paired-queries.yaml").strip());
    assertEquals("  # begins indented: {{ not a template }}", texts.get("odd.yml"));
  }

  @Test
  void aGoodReleasePassesAndABadOneFailsWithTheReport() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("patterns"));
    String good = Files.readString(STARTER.resolve("paired-queries.yaml"));
    Files.writeString(folder.resolve("paired-queries.yaml"), good);
    Result passed = vet(folder);
    assertEquals(0, passed.exit, passed.output);
    Files.writeString(folder.resolve("bad.yaml"), good.replace("within:", "withn:"));
    Result failed = vet(folder);
    assertEquals(2, failed.exit, failed.output);
    assertTrue(failed.output.contains("bad.yaml:"), failed.output);
    assertTrue(failed.output.contains("withn"), failed.output);
  }

  @Test
  void publishingReadsWhatTheReleaseMounts() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("patterns"));
    Files.copy(STARTER.resolve("paired-queries.yaml"), folder.resolve("paired-queries.yaml"));
    JsonNode job =
        Chart.only(Chart.production(dir, values(folder)), "Job", "stillwatch-patterns-publish");
    List<String> arguments = arguments(job);
    arguments.replaceAll(a -> a.replace("/patterns", folder.toString()));
    arguments.removeIf(a -> a.startsWith("--config"));
    // So far as it comes without a broker: the files are vetted, then Kafka is asked.
    Result result = stillwatch(arguments);
    assertEquals(1, result.exit, result.output);
    assertTrue(result.output.contains("no Kafka broker can be reached"), result.output);
  }

  /** Runs the release's vetting job over the ConfigMap that the release would mount. */
  private Result vet(Path folder) throws Exception {
    List<JsonNode> resources = Chart.production(dir, values(folder));
    Path mounted = Files.createTempDirectory(dir, "mounted");
    for (var file :
        Chart.only(resources, "ConfigMap", "stillwatch-patterns").path("data").properties()) {
      Files.writeString(mounted.resolve(file.getKey()), file.getValue().asText());
    }
    List<String> arguments = arguments(Chart.only(resources, "Job", "stillwatch-patterns-vet"));
    arguments.replaceAll(a -> a.equals("/patterns") ? mounted.toString() : a);
    return stillwatch(arguments);
  }

  private static List<String> arguments(JsonNode job) {
    List<String> arguments = new ArrayList<>();
    job.at("/spec/template/spec/containers/0/args").forEach(a -> arguments.add(a.asText()));
    return arguments;
  }

  private String values(Path folder) throws Exception {
    Result result = run(List.of("./patterns-to-values", folder.toString()));
    assertEquals(0, result.exit, result.output);
    return result.output;
  }

  private record Result(int exit, String output) {}

  private Result stillwatch(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("io.stillwatch.cli.Stillwatch");
    command.addAll(arguments);
    return run(command);
  }

  private Result run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(dir, "output", ".txt");
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return new Result(exit, Files.readString(output));
  }
}

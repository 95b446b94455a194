package io.stillwatch.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the image: the same each time, listed, and enough to run as the image runs. */
class ImageTest {

  private static final Path ASSEMBLE = Path.of("image", "assemble").toAbsolutePath();
  private static final Path BUILT = Path.of("../flink-jobs/cli/target");
  private static final String PATTERN =
      "flink-jobs/patterns/src/main/resources/io/stillwatch/patterns/starter/paired-queries.yaml";

  @TempDir static Path dir;

  private record Result(int exit, String output) {}

  @BeforeAll
  static void requireTheJars() {
    assumeTrue(
        Files.isDirectory(BUILT.resolve("lib"))
            && Files.isRegularFile(BUILT.resolve("stillwatch-sbom.json")),
        "the jars are made by the phase 'package', which this build has not reached");
  }

  @Test
  void theSameInputGivesTheSameTree() throws Exception {
    Path first = dir.resolve("first");
    Path second = dir.resolve("second");
    assertEquals(new Result(0, ""), run(ASSEMBLE.toString(), first.toString()));
    assertEquals(new Result(0, ""), run(ASSEMBLE.toString(), second.toString()));
    Map<String, String> files = digests(first);
    assertTrue(files.size() > 60, files.size() + " files");
    assertEquals(files, digests(second));
  }

  @Test
  void theLayersHoldTheJobAndNothingThatFlinkHas() throws Exception {
    Path layers = dir.resolve("layers");
    assertEquals(0, run(ASSEMBLE.toString(), layers.toString()).exit);
    Set<String> jars = new TreeSet<>();
    try (Stream<Path> files = Files.walk(layers)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(jars::add);
    }
    assertTrue(jars.contains("stillwatch-jobs.jar"), jars::toString);
    assertTrue(jars.stream().anyMatch(j -> j.startsWith("flink-connector-kafka-")));
    for (String has : List.of("flink-runtime", "frocksdbjni", "log4j", "slf4j", "junit")) {
      assertFalse(jars.stream().anyMatch(j -> j.startsWith(has)), has);
    }
    JsonNode sbom =
        new ObjectMapper().readTree(layers.resolve("stillwatch/opt/stillwatch/sbom.json").toFile());
    Set<String> listed = new TreeSet<>();
    for (JsonNode component : sbom.path("components")) {
      listed.add(component.path("name").asText() + "-" + component.path("version").asText());
    }
    for (String jar : jars) {
      if (!jar.startsWith("stillwatch-")) {
        assertTrue(listed.contains(jar.replace(".jar", "")), jar + " is not in the SBOM");
      }
    }
  }

  /** As in a pod: another user, no capability, no way to get one, and nowhere to write but /tmp. */
  @Test
  void theCommandRunsAsNobodyOnAReadOnlyRoot() throws Exception {
    Path root = dir.resolve("root");
    assertEquals(0, run(ASSEMBLE.toString(), "--whole", root.toString()).exit);
    Path opt = root.resolve("opt");
    // Where a user who is nobody may look.
    for (Path folder = dir; folder != null && folder.getNameCount() > 1; ) {
      run("chmod", "a+rx", folder.toString());
      folder = folder.getParent();
    }
    String script =
        """
        set -e
        mount --bind "$1" /opt
        mount -t tmpfs tmpfs /tmp
        cp "$2" /tmp/pattern.yaml
        chmod 1777 /tmp && chmod a+r /tmp/pattern.yaml
        mount -o remount,ro,bind /opt
        mount -o remount,ro,bind /
        exec setpriv --reuid 9999 --regid 9999 --clear-groups --no-new-privs --bounding-set=-all \
          sh -c 'id -u; touch /opt/flink/x 2>/dev/null || echo read-only; touch /x 2>/dev/null || echo read-only
            FLINK_HOME=/opt/flink exec /opt/stillwatch/stillwatch patterns vet /tmp/pattern.yaml'
        """;
    Path pattern = Path.of("..", PATTERN).toRealPath();
    Result result =
        run(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            script,
            "sh",
            opt.toString(),
            pattern.toString());
    assumeTrue(
        result.output.startsWith("9999\n"),
        () -> "this machine allows no mount namespace of one's own: " + result.output);
    assertEquals(0, result.exit, result.output);
    assertTrue(result.output.startsWith("9999\nread-only\nread-only\n"), result.output);
    assertTrue(result.output.contains("may be published"), result.output);
  }

  private static Map<String, String> digests(Path root) throws Exception {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        String attributes =
            Files.getLastModifiedTime(file) + " " + Files.getPosixFilePermissions(file);
        String content =
            Files.isRegularFile(file)
                ? HexFormat.of()
                    .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)))
                : "";
        digests.put(root.relativize(file).toString(), attributes + " " + content);
      }
    }
    return digests;
  }

  private static Result run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("image", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    int exit = builder.start().waitFor();
    return new Result(exit, Files.readString(output));
  }
}

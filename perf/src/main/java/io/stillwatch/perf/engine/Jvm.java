package io.stillwatch.perf.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** How the process of one run is started, and what is left of it is taken away. */
final class Jvm {

  private Jvm() {}

  static List<String> flags(EngineOptions options, Path directory) {
    return List.of(
        options.gc,
        "-Xms" + options.heap,
        "-Xmx" + options.heap,
        // Their time is told by thread, so they have to stay.
        "-XX:-UseDynamicNumberOfCompilerThreads",
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:+DebugNonSafepoints",
        "-Djava.io.tmpdir=" + directory,
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.time=ALL-UNNAMED");
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

package io.stillwatch.perf.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A command of this benchmark in a process of its own. */
final class Fork {

  private Fork() {}

  /**
   * Runs it and returns what it printed.
   *
   * @param last its last word: it is not left to end by itself, RocksDB may hold up a process that
   *     does
   */
  static List<String> run(
      Class<?> main, EngineOptions options, List<String> arguments, Predicate<String> last)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("stillwatch-perf");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Jvm.flags(options, directory));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .start();
      List<String> printed = new ArrayList<>();
      try (var out = process.inputReader()) {
        String line = out.readLine();
        while (line != null) {
          printed.add(line);
          line = last.test(line) ? null : out.readLine();
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
      return printed;
    } finally {
      Jvm.delete(directory);
    }
  }
}

package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.stillwatch.cli.Stillwatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A section of the run-book on day two, whose commands are run as they are written: code blocks by
 * a shell in which {@code kubectl} knows one secret and nobody answers to {@code helm}, lines that
 * call {@code stillwatch} by the command itself.
 */
final class RunBook {

  private static final Path DAY_TWO = Path.of("..", "..", "deploy-k8s", "runbooks", "day-two.md");
  private static final String CLUSTER =
      """
      set -euo pipefail
      helm() { :; }
      kubectl() {
        case "$*" in
          *" get secret "*) base64 -w0 "$SECRET" ;;
          *" create secret "*) cat "$(basename "$SECRET")" ;;
          "apply -f -") cat > applied && [ -s applied ] && cp applied "$SECRET" ;;
        esac
      }
      """;
  private static final String COMMAND = "stillwatch ";

  private final List<String> blocks;

  /** What a command said, and its exit code. */
  record Ran(int code, String out) {}

  private RunBook(List<String> blocks) {
    this.blocks = blocks;
  }

  static RunBook section(String title) throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    boolean within = false;
    for (String line : Files.readAllLines(DAY_TWO)) {
      if (line.startsWith("## ")) {
        within = line.equals("## " + title);
      } else if (within && line.strip().equals("```")) {
        if (block != null) {
          blocks.add(block.toString());
        }
        block = block == null ? new StringBuilder() : null;
      } else if (block != null) {
        block.append(line.strip()).append('\n');
      }
    }
    assertFalse(blocks.isEmpty(), "the run-book has no commands under: " + title);
    return new RunBook(blocks);
  }

  int steps() {
    return blocks.size();
  }

  /**
   * Runs a code block, counted from 1, where nobody has anything at hand.
   *
   * @param secret the file that the cluster's secret consists of
   */
  void step(int number, Path secret) throws IOException, InterruptedException {
    assertEquals(0, tried(number, secret), "step " + number + ": " + blocks.get(number - 1));
  }

  /** The same, and how it ended. */
  int tried(int number, Path secret) throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", CLUSTER + blocks.get(number - 1))
            .directory(Files.createTempDirectory(secret.getParent(), "step").toFile())
            .inheritIO();
    shell.environment().put("SECRET", secret.toString());
    return shell.start().waitFor();
  }

  /** Runs the one line of a code block, with what the reader puts in its place. */
  Ran command(int number, Map<String, String> inPlaceOf) {
    String line = blocks.get(number - 1).strip().replaceFirst(" > \\S+$", "");
    assertEquals(0, line.indexOf(COMMAND), line);
    for (Map.Entry<String, String> each : inPlaceOf.entrySet()) {
      line = line.replace(each.getKey(), each.getValue());
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Stillwatch.run(
            new PrintWriter(out),
            new PrintWriter(err),
            line.substring(COMMAND.length()).split(" +"));
    return new Ran(code, out + err.toString());
  }
}

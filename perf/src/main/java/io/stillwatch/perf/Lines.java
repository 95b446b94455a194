package io.stillwatch.perf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A line of JSON for each figure, on the screen and in the file. */
public final class Lines {

  private final Path file;
  private final String commit;

  public Lines(Path file) throws IOException, InterruptedException {
    this.file = file;
    this.commit = commit();
  }

  /** Adds a line; {@code figures} are its own fields. */
  public void add(String question, String figures) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "{\"question\":\"%s\",%s,\"commit\":\"%s\",\"load\":%s,\"jvm\":\"%s\"}",
            question,
            figures,
            commit,
            Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0],
            System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    System.out.println(line);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(
        file,
        List.of(line),
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Percentiles of times, as fields of a JSON object. */
  public static String spread(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "{\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f}",
        at(sorted, 0.5),
        at(sorted, 0.9),
        at(sorted, 0.99),
        at(sorted, 1));
  }

  /** The one that so large a share of all are not above. */
  public static double at(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  private static String commit() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude", "*").start();
    try (var out = git.inputReader()) {
      String line = out.readLine();
      git.waitFor();
      return line == null ? "unknown" : line;
    } finally {
      git.destroy();
    }
  }
}

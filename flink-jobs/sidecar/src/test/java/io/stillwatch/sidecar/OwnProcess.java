package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;

/** A process of a test's own: for what the JDK reads once, and for a heap of its own size. */
final class OwnProcess {

  private OwnProcess() {}

  /** What its main method prints. */
  static String told(Class<?> main, String option) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT) // where a JVM may warn of its options
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }
}

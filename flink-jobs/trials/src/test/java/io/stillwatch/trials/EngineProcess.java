package io.stillwatch.trials;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link DrillEngine} in a process of its own, to be killed. */
final class EngineProcess implements AutoCloseable {

  /** What Linux says of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final CompletableFuture<String> ready = new CompletableFuture<>();

  private EngineProcess(Process process) {
    this.process = process;
  }

  static EngineProcess start(Path dir, int port, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    // It does not live long enough for the second compiler to pay.
    command.add("-XX:TieredStopAtLevel=1");
    for (String opened : List.of("java.util", "java.lang", "java.time")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(DrillEngine.class.getName());
    command.add(dir.toString());
    command.add(String.valueOf(port));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    EngineProcess engine = new EngineProcess(process);
    Thread reader = new Thread(engine::listen, "drill-output");
    reader.setDaemon(true);
    reader.start();
    return engine;
  }

  private void listen() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(DrillEngine.READY)) {
          ready.complete(line.substring(DrillEngine.READY.length()));
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    ready.completeExceptionally(new IOException("the engine's process ended before it was ready"));
  }

  /** Waits until the engine runs; the checkpoint that it went on from. */
  String awaitReady() throws Exception {
    return ready.get(120, TimeUnit.SECONDS);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a power switch would, and makes sure that this is what ended it. */
  void kill() throws InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("the engine had ended by itself, with " + process.exitValue());
    }
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != KILLED) {
      throw new AssertionError("the engine was not ended by SIGKILL");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

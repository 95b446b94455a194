package io.stillwatch.trials;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A {@link DrillEngine}, or something else of a drill, in a process of its own, to be killed.
 *
 * <p>It says {@code READY} once it is, and answers a line of its input with one of its output.
 */
final class EngineProcess implements AutoCloseable {

  /** What Linux says of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  /** Begins a line that answers one of the process's input. */
  static final String ANSWER = "ANSWER ";

  private final Process process;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private EngineProcess(Process process) {
    this.process = process;
  }

  static EngineProcess start(Path dir, int port, Path log) throws IOException {
    return start(DrillEngine.class, log, dir.toString(), String.valueOf(port));
  }

  static EngineProcess start(Class<?> main, Path log, String... arguments) throws IOException {
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
    command.add(main.getName());
    command.addAll(List.of(arguments));
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
        } else if (line.startsWith(ANSWER)) {
          answers.add(line.substring(ANSWER.length()));
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    ready.completeExceptionally(new IOException("the process ended before it was ready"));
  }

  /** Waits until the engine runs; the checkpoint that it went on from. */
  String awaitReady() throws Exception {
    return ready.get(Settled.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Says something to it and waits for its answer. */
  String ask(String line) throws Exception {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    String answer = answers.poll(60, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("the process does not answer");
    }
    return answer;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as a power switch would, and makes sure that this is what ended it. */
  void kill() throws InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("it had ended by itself, with " + process.exitValue());
    }
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != KILLED) {
      throw new AssertionError("it was not ended by SIGKILL");
    }
  }

  /** Waits for its end: what still ran would write where the drill tidies up. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

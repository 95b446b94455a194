package io.stillwatch.trials;

import io.stillwatch.jobs.DetectionJob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink cluster on this machine, each part a process of its own: a JobManager, and TaskManagers
 * to be killed.
 *
 * <p>The processes are started as Flink's scripts start them, on the class path of this one.
 */
final class ClusterProcesses implements AutoCloseable {

  /** What Linux says of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private static final String JOB_MANAGER = "jobmanager";
  private static final long SUBMISSION_SECONDS_MAX = 90;

  private final Path conf;
  private final Path tmp;
  private final Path logs;
  private final int restPort;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  /** Prepares a cluster of which no process runs yet. */
  ClusterProcesses(Path dir, Path logs, int slotsOfEach) throws IOException {
    this.conf = Files.createDirectories(dir.resolve("conf"));
    this.tmp = Files.createDirectories(dir.resolve("tmp"));
    this.logs = Files.createDirectories(logs);
    try (ServerSocket rest = freePort();
        ServerSocket rpc = freePort()) {
      restPort = rest.getLocalPort();
      Files.writeString(
          conf.resolve("config.yaml"), configuration(rpc.getLocalPort(), slotsOfEach));
    }
  }

  private String configuration(int rpcPort, int slotsOfEach) {
    return """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        rest.bind-port: %d
        io.tmp.dirs: %s
        # The drill asks often, and a stale answer would count as an old attempt.
        web.refresh-interval: 100 ms
        # Tasks on every TaskManager, so that their records cross from process to process.
        taskmanager.load-balance.mode: SLOTS
        heartbeat.interval: 1 s
        heartbeat.timeout: 10 s
        # What Flink's scripts work out before the JVM starts, to go with its flags below.
        taskmanager.numberOfTaskSlots: %d
        taskmanager.cpu.cores: 1.0
        taskmanager.memory.framework.heap.size: 128m
        taskmanager.memory.task.heap.size: 256m
        taskmanager.memory.framework.off-heap.size: 128m
        taskmanager.memory.task.off-heap.size: 64m
        taskmanager.memory.network.min: 64m
        taskmanager.memory.network.max: 64m
        taskmanager.memory.managed.size: 128m
        taskmanager.memory.jvm-metaspace.size: 192m
        taskmanager.memory.jvm-overhead.min: 64m
        taskmanager.memory.jvm-overhead.max: 64m
        """
        .formatted(rpcPort, restPort, restPort, tmp, slotsOfEach);
  }

  void startJobManager() throws IOException {
    processes.put(
        JOB_MANAGER,
        start(
            JOB_MANAGER,
            List.of("-Xmx512m"),
            StandaloneSessionClusterEntrypoint.class,
            List.of("--configDir", conf.toString())));
  }

  void startTaskManager(String id) throws IOException {
    processes.put(
        id,
        start(
            id,
            List.of("-Xmx384m", "-XX:MaxDirectMemorySize=256m", "-XX:MaxMetaspaceSize=192m"),
            TaskManagerRunner.class,
            List.of("--configDir", conf.toString(), "-D", "taskmanager.resource-id=" + id)));
  }

  ClusterRest rest() {
    return new ClusterRest(restPort);
  }

  /** Runs the job on the cluster as an operator does, and comes back when it is submitted. */
  void submit(List<String> settings) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("run", "-d", "-c", DetectionJob.class.getName()));
    arguments.add(jobJar().toString());
    arguments.addAll(settings);
    Process client = start("client", List.of("-Xmx512m"), CliFrontend.class, arguments);
    processes.put("client", client);
    if (!client.waitFor(SUBMISSION_SECONDS_MAX, TimeUnit.SECONDS) || client.exitValue() != 0) {
      throw new AssertionError("the job was not submitted:\n" + logOf("client"));
    }
  }

  /**
   * The jar that the job is in; where it is in no jar, an empty one, as all is on the class path.
   */
  private Path jobJar() throws IOException, URISyntaxException {
    Path code =
        Path.of(DetectionJob.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(code)) {
      return code;
    }
    Path jar = conf.resolve("job.jar");
    new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
    return jar;
  }

  private Process start(String name, List<String> flags, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    // They do not live long enough for the second compiler to pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + tmp);
    for (String opened : List.of("java.util", "java.lang", "java.time")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(name).toFile());
    builder.environment().put("FLINK_CONF_DIR", conf.toString());
    return builder.start();
  }

  /** Ends one as a power switch would, and makes sure that this is what ended it. */
  void kill(String id) throws InterruptedException {
    Process process = processes.get(id);
    if (!process.isAlive()) {
      throw new AssertionError(id + " had ended by itself, with " + process.exitValue());
    }
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != KILLED) {
      throw new AssertionError(id + " was not ended by SIGKILL");
    }
  }

  /** Fails if one has ended by itself, with what it said. */
  void checkAlive() throws IOException {
    for (Map.Entry<String, Process> process : processes.entrySet()) {
      if (!process.getValue().isAlive()) {
        throw new AssertionError(process.getKey() + " has ended:\n" + logOf(process.getKey()));
      }
    }
  }

  private Path log(String name) {
    return logs.resolve(name + ".log");
  }

  private String logOf(String name) throws IOException {
    return Files.readString(log(name));
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  /** Waits for the end of each: what still ran would write where the drill tidies up. */
  @Override
  public void close() throws InterruptedException {
    processes.values().forEach(Process::destroyForcibly);
    for (Process process : processes.values()) {
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }
}

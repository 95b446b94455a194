package io.stillwatch.trials;

import io.stillwatch.jobs.DetectionJob;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * The engine as it runs in a cluster, each part a process of its own: a Kafka broker, ZooKeeper, a
 * JobManager that runs the job's main class, and TaskManagers.
 *
 * <p>Flink's processes run from the image's file tree under the chart's configuration, with what
 * Kubernetes would give them: addresses, ports, a place to elect a leader, and memory.
 */
final class ClusterProcesses implements AutoCloseable {

  static final String BROKER = "broker";
  static final String JOB_MANAGER = "jobmanager";

  static final String GUARD = "guard";

  private static final String ZOOKEEPER = "zookeeper";

  /** What Linux says of a process that SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private static final int SLOTS_OF_EACH = 2;

  private static final String LOG =
      """
      rootLogger.level = INFO
      rootLogger.appenderRef.console.ref = console
      appender.console.name = console
      appender.console.type = CONSOLE
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d %-5p %c{1} %m%n
      """;

  private final Path dir;
  private final Path tree;
  private final Path conf;
  private final Path logs;
  private final int brokerPort;
  private final int zooKeeperPort;
  private final int restPort;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  /**
   * Prepares a cluster of which no process runs yet.
   *
   * @param tree the image's files, assembled
   */
  ClusterProcesses(Path dir, Path tree, Path logs) throws IOException {
    this.dir = dir;
    this.tree = tree;
    this.conf = Files.createDirectories(dir.resolve("conf"));
    this.logs = Files.createDirectories(logs);
    Files.createDirectories(dir.resolve("tmp"));
    Files.writeString(conf.resolve("log4j.properties"), LOG);
    try (ServerSocket broker = DrillPort.held();
        ServerSocket zooKeeper = DrillPort.held();
        ServerSocket rest = DrillPort.held()) {
      brokerPort = broker.getLocalPort();
      zooKeeperPort = zooKeeper.getLocalPort();
      restPort = rest.getLocalPort();
    }
  }

  Path state() {
    return dir.resolve("state");
  }

  /**
   * Writes the configuration that processes started from now on have.
   *
   * @param clusterId under which the JobManager keeps what it has to remember: a new one knows of
   *     no checkpoint
   */
  void configure(String clusterId, int parallelism) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>(ChartConfiguration.flink(state()));
    settings.keySet().removeIf(name -> name.startsWith("metrics.reporter."));
    settings.put("high-availability.type", "zookeeper");
    settings.put("high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeperPort);
    // As long as Kubernetes lets a lease stand that nobody renews.
    settings.put(
        "high-availability.zookeeper.client.session-timeout",
        settings.get("high-availability.kubernetes.leader-election.lease-duration"));
    settings.put("high-availability.cluster-id", "/" + clusterId);
    settings.put("parallelism.default", String.valueOf(parallelism));
    settings.put("io.tmp.dirs", dir.resolve("tmp").toString());
    settings.put("state.backend.rocksdb.localdir", dir.resolve("tmp").toString());
    for (String port :
        List.of(
            "high-availability.jobmanager.port",
            "taskmanager.data.port",
            "metrics.internal.query-service.port")) {
      settings.put(port, "0"); // several on one machine
    }
    settings.put("rest.port", String.valueOf(restPort));
    settings.put("rest.bind-port", String.valueOf(restPort));
    for (String host :
        List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "taskmanager.host",
            "taskmanager.bind-host",
            "rest.address",
            "rest.bind-address")) {
      settings.put(host, "127.0.0.1");
    }
    // The drill asks often, and a stale answer would count as an old attempt.
    settings.put("web.refresh-interval", "100 ms");
    // Tasks on every TaskManager, so that their records cross from process to process.
    settings.put("taskmanager.load-balance.mode", "SLOTS");
    // State so small would stand in the metadata file alone.
    settings.put("execution.checkpointing.data-inline-threshold", "0 b");
    settings.put("taskmanager.numberOfTaskSlots", String.valueOf(SLOTS_OF_EACH));
    settings.put("taskmanager.cpu.cores", "1.0");
    settings.put("taskmanager.memory.framework.heap.size", "128m");
    settings.put("taskmanager.memory.task.heap.size", "256m");
    settings.put("taskmanager.memory.framework.off-heap.size", "128m");
    settings.put("taskmanager.memory.task.off-heap.size", "64m");
    settings.put("taskmanager.memory.network.min", "64m");
    settings.put("taskmanager.memory.network.max", "64m");
    settings.put("taskmanager.memory.managed.size", "128m");
    settings.put("taskmanager.memory.jvm-metaspace.size", "192m");
    settings.put("taskmanager.memory.jvm-overhead.min", "64m");
    settings.put("taskmanager.memory.jvm-overhead.max", "64m");
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (name, value) -> text.append(name).append(": \"").append(value).append("\"\n"));
    Files.writeString(conf.resolve("config.yaml"), text);
  }

  String kafka() {
    return "127.0.0.1:" + brokerPort;
  }

  void startBroker() throws IOException {
    start(
        BROKER,
        System.getProperty("java.class.path"),
        List.of("-Xmx384m"),
        DrillBroker.class.getName(),
        List.of(dir.resolve("broker").toString(), String.valueOf(brokerPort)));
  }

  void startZooKeeper() throws IOException {
    start(
        ZOOKEEPER,
        flinkClasses(),
        List.of("-Xmx128m", "-Dzookeeper.admin.enableServer=false"),
        "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain",
        List.of(String.valueOf(zooKeeperPort), dir.resolve("zookeeper").toString()));
  }

  /** The job's settings and what else follows are given to the job as the operator gives them. */
  void startJobManager(List<String> options, List<String> jobSettings) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--configDir", conf.toString(), "--job-classname", DetectionJob.class.getName()));
    arguments.addAll(options);
    arguments.add("--"); // or --config would be taken for short of --configDir
    arguments.addAll(jobSettings);
    start(
        JOB_MANAGER,
        flinkClasses(),
        List.of("-Xmx512m"),
        StandaloneApplicationClusterEntryPoint.class.getName(),
        arguments);
  }

  void startTaskManager(String id) throws IOException {
    start(
        id,
        flinkClasses(),
        List.of("-Xmx384m", "-XX:MaxDirectMemorySize=256m", "-XX:MaxMetaspaceSize=192m"),
        TaskManagerRunner.class.getName(),
        List.of("--configDir", conf.toString(), "-D", "taskmanager.resource-id=" + id));
  }

  /** As the chart starts it, watching this cluster as it watches one on Kubernetes. */
  void startGuard(String kubernetes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(tree.resolve("opt/stillwatch/stillwatch").toString());
    command.addAll(ChartConfiguration.guard(state(), "http://127.0.0.1:" + restPort));
    command.addAll(List.of("--kubernetes", kubernetes));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(GUARD).toFile());
    builder.environment().put("FLINK_HOME", tree.resolve("opt/flink").toString());
    builder.environment().put("STILLWATCH_JAVA_OPTS", "-Xmx256m");
    processes.put(GUARD, builder.start());
  }

  ClusterRest rest() {
    return new ClusterRest(restPort);
  }

  /** The job's own jars are not among them: Flink loads them as it does in a pod. */
  private String flinkClasses() {
    // The entry point is in Flink's distribution and in no jar of the tree.
    String entryPoint =
        StandaloneApplicationClusterEntryPoint.class
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .getPath();
    return tree.resolve("opt/flink/lib") + "/*:" + entryPoint;
  }

  private void start(
      String name, String classes, List<String> flags, String main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    // They do not live long enough for the second compiler to pay.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Djava.io.tmpdir=" + dir.resolve("tmp"));
    command.add("-Dlog4j2.configurationFile=" + conf.resolve("log4j.properties"));
    for (String opened : List.of("java.util", "java.lang", "java.time")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", classes, main));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
    builder.environment().put("FLINK_CONF_DIR", conf.toString());
    builder.environment().put("FLINK_LIB_DIR", tree.resolve("opt/flink/lib").toString());
    processes.put(name, builder.start());
  }

  /** Ends one as a power switch would, and makes sure that this is what ended it. */
  void kill(String id) throws InterruptedException {
    Process process = running(id);
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != KILLED) {
      throw new AssertionError(id + " was not ended by SIGKILL");
    }
    processes.remove(id);
  }

  /** Waits for one that ends by itself. */
  void awaitEnd(String id) throws InterruptedException {
    if (!processes.get(id).waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError(id + " has not ended");
    }
  }

  /** Holds one as a full machine or a long pause of its collector would. */
  void freeze(String id) throws Exception {
    signal("-STOP", id);
  }

  void thaw(String id) throws Exception {
    signal("-CONT", id);
  }

  private void signal(String signal, String id) throws Exception {
    String pid = String.valueOf(running(id).pid());
    if (new ProcessBuilder("kill", signal, pid).start().waitFor() != 0) {
      throw new AssertionError(id + " could not be sent " + signal);
    }
  }

  private Process running(String id) {
    Process process = processes.get(id);
    if (!process.isAlive()) {
      throw new AssertionError(id + " had ended by itself, with " + process.exitValue());
    }
    return process;
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

  String logOf(String name) throws IOException {
    return Files.readString(log(name));
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

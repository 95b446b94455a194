package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.NewestCheckpoint;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jars on a cluster of processes, under the chart's configuration and in flowing
 * traffic, are met by one fault after the other. What is in force at the end is what the driver
 * puts in force; after each fault actions come again.
 */
@Tag("drill")
@Timeout(1_200)
class ClusterDrillTest {

  private static final long SEED = Long.getLong("stillwatch.drill.seed", 23);
  private static final int PAIRS = 60;
  private static final int EVENTS_OF_EACH = 2_500;
  private static final int SCALE_EVENTS_OF_EACH = 700;
  private static final int EVENTS_PER_SECOND = 400;
  private static final int PARALLELISM = 2;

  /** A cluster that begins is three processes more, on a machine that may be full. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Duration AWAY = Duration.ofSeconds(75);

  private static final String TM_1 = "taskmanager-1";
  private static final String TM_2 = "taskmanager-2";

  private final Topics topics = new Topics("cluster.");

  @Test
  void noFaultOfOneProcessLosesAnAction(@TempDir Path dir) throws Exception {
    List<InferenceEvent> stream = Crowd.of(SEED, PAIRS, EVENTS_OF_EACH);
    Path tree = tree(dir);
    try (OperatorEnd operator = new OperatorEnd();
        ClusterProcesses cluster =
            new ClusterProcesses(dir, tree, Path.of("target", "cluster-drill"))) {
      startKafka(cluster);
      List<String> settings = settings(dir, cluster.kafka());
      cluster.startZooKeeper();
      cluster.configure("drill-1", PARALLELISM);
      cluster.startJobManager(List.of(), settings);
      cluster.startTaskManager(TM_1);
      cluster.startTaskManager(TM_2);
      int events;
      try (ActionWatch watch = new ActionWatch(cluster.kafka(), topics.actions());
          DrillTraffic traffic =
              new DrillTraffic(cluster.kafka(), topics.events(), stream, EVENTS_PER_SECOND)) {
        Drill drill = new Drill(cluster, cluster.rest(), watch, traffic);
        drill.awaitRunning();
        cluster.startGuard(operator.address());
        assertEquals(
            Set.of(TM_1, TM_2), drill.rest.tasks(drill.job()).taskManagers(), "both have tasks");
        traffic.flowTo(stream.size());

        killTaskManager(drill);
        freezeTaskManager(drill);
        killJobManager(drill, settings);
        killBroker(drill);
        killBrokerAndJobManager(drill, settings);
        rescale(drill, settings);
        upgrade(drill, tree, dir, settings);
        assertTrue(operator.untouched(), "the guard stepped in where no checkpoint was damaged");
        damageNewestCheckpoint(drill, operator, settings);

        drill.ready();
        events = traffic.acknowledged() + 1_000;
        assertTrue(events < stream.size(), "the traffic ended before the faults did");
        traffic.flowTo(events);
        Settled.until(
            "all events are published",
            () -> traffic.acknowledged() == events,
            traffic::acknowledged);
        Recording driver = Recording.of(stream.subList(0, events));
        Set<String> due = lines(driver.actions);
        Settled.until(
            "all actions have come",
            () -> seen(watch).containsAll(due),
            () -> seen(watch).size() + " of " + due.size());
        Thread.sleep(2_000); // what must not come would come now
        List<EnforcementAction> rows =
            Wire.decode(EnforcementAction.class, Wire.read(cluster.kafka(), topics.actions()));
        Set<String> unique = lines(rows);
        Set<String> lost = new HashSet<>(due);
        lost.removeAll(unique);
        System.out.printf(
            "{\"trial\":\"cluster\",\"seed\":%d,\"events\":%d,\"rows\":%d,\"duplicates\":%d,"
                + "\"lost\":%d}%n",
            SEED, events, rows.size(), rows.size() - unique.size(), lost.size());
        assertEquals(Set.of(), lost, "lost rows");
        assertEquals(due, unique, "every row is one of the driver's");
        assertEquals(Wire.inForce(driver.actions), Wire.inForce(rows));
        assertTrue(Wire.read(cluster.kafka(), topics.deadLetters()).isEmpty());
      }
    }
  }

  /**
   * What it costs that records go from process to process: the same tasks, on the same cores, in
   * one TaskManager and in two. The whole stream waits on Kafka when the job begins.
   */
  @Test
  void twoTaskManagersOnTheSameCoresDoWhatOneDoes(@TempDir Path dir) throws Exception {
    List<InferenceEvent> stream = Crowd.of(SEED, PAIRS, SCALE_EVENTS_OF_EACH);
    Set<String> due = lines(Recording.of(stream).actions);
    Path tree = tree(dir);
    for (List<String> taskManagers : List.of(List.of(TM_1), List.of(TM_1, TM_2))) {
      Path own = dir.resolve("of-" + taskManagers.size());
      try (ClusterProcesses cluster =
          new ClusterProcesses(own, tree, Path.of("target", "scale-drill"))) {
        startKafka(cluster);
        Wire.publish(cluster.kafka(), topics.events(), stream);
        cluster.startZooKeeper();
        cluster.configure("scale", PARALLELISM);
        try (ActionWatch watch = new ActionWatch(cluster.kafka(), topics.actions())) {
          for (String taskManager : taskManagers) {
            cluster.startTaskManager(taskManager);
          }
          cluster.startJobManager(List.of(), settings(own, cluster.kafka()));
          Settled.until(
              "all actions have come",
              () -> seen(watch).containsAll(due),
              () -> seen(watch).size() + " of " + due.size() + "; see target/scale-drill/*.log");
          assertEquals(
              Set.copyOf(taskManagers), cluster.rest().tasks(cluster.rest().job()).taskManagers());
          System.out.printf(
              "{\"trial\":\"scale\",\"task_managers\":%d,\"tasks_of_each_operator\":%d,"
                  + "\"events_per_s\":%.0f}%n",
              taskManagers.size(), PARALLELISM, rate(watch.seen(), stream));
        }
      }
    }
  }

  /** Events a second, from the first action until the last by the exchanges that decided them. */
  private static double rate(List<ActionWatch.Seen> seen, List<InferenceEvent> stream) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < stream.size(); i++) {
      places.put(stream.get(i).getExchangeId(), i);
    }
    ActionWatch.Seen first = seen.get(0);
    ActionWatch.Seen last = seen.get(seen.size() - 1);
    int events =
        places.get(last.row().getEvidence().getExchangeId())
            - places.get(first.row().getEvidence().getExchangeId());
    return events * 1e3 / Math.max(1, last.writtenAtMs() - first.writtenAtMs());
  }

  private static void killTaskManager(Drill drill) throws Exception {
    drill.ready();
    int before = drill.rest.tasks(drill.job()).attempt();
    long at = System.currentTimeMillis();
    drill.cluster.kill(TM_1);
    drill.awaitOn(TM_2, before);
    drill.awaitActions("kill -9 TaskManager", at);
    drill.cluster.startTaskManager(TM_1);
  }

  private static void freezeTaskManager(Drill drill) throws Exception {
    drill.ready();
    int before = drill.rest.tasks(drill.job()).attempt();
    long at = System.currentTimeMillis();
    drill.cluster.freeze(TM_2);
    drill.awaitOn(TM_1, before);
    drill.awaitActions("SIGSTOP TaskManager", at);
    // It believes that it still has its tasks, and may write before it is told.
    drill.cluster.thaw(TM_2);
    Settled.until(
        "the thawed one is there again",
        () -> drill.rest.freeSlots() == PARALLELISM,
        drill.rest::freeSlots);
  }

  private static void killJobManager(Drill drill, List<String> settings) throws Exception {
    drill.ready();
    String job = drill.job();
    long at = System.currentTimeMillis();
    drill.cluster.kill(ClusterProcesses.JOB_MANAGER);
    drill.cluster.startJobManager(List.of(), settings);
    drill.awaitRunning();
    assertEquals(job, drill.job(), "another job, not the one that was");
    assertTrue(drill.rest.restoredCheckpoint(job).isPresent(), "it began anew");
    drill.awaitActions("kill -9 JobManager", at);
  }

  private static void killBroker(Drill drill) throws Exception {
    drill.ready();
    int before = drill.rest.tasks(drill.job()).attempt();
    long at = System.currentTimeMillis();
    drill.cluster.kill(ClusterProcesses.BROKER);
    int acknowledged = drill.traffic.acknowledged();
    drill.cluster.startBroker();
    Settled.until(
        "events are taken again",
        () -> drill.traffic.acknowledged() > acknowledged + 1_000,
        drill.traffic::acknowledged);
    drill.awaitActions("kill -9 broker", at);
    assertEquals(before, drill.rest.tasks(drill.job()).attempt(), "the job rode it out in place");
  }

  /** The next JobManager begins while Kafka is away, for longer than any client of it waits. */
  private static void killBrokerAndJobManager(Drill drill, List<String> settings) throws Exception {
    drill.ready();
    String job = drill.job();
    long at = System.currentTimeMillis();
    drill.cluster.kill(ClusterProcesses.BROKER);
    drill.cluster.kill(ClusterProcesses.JOB_MANAGER);
    drill.cluster.startJobManager(List.of(), settings);
    Thread.sleep(AWAY.toMillis());
    drill.cluster.startBroker();
    drill.awaitRunning();
    assertEquals(job, drill.job(), "another job, not the one that was");
    assertTrue(drill.rest.restoredCheckpoint(job).isPresent(), "it began anew");
    drill.awaitActions("kill -9 JobManager and broker, which is back after " + AWAY, at);
  }

  private static void rescale(Drill drill, List<String> settings) throws Exception {
    drill.ready();
    long at = System.currentTimeMillis();
    drill.beginFrom(drill.endWithSavepoint(), "drill-2", 2 * PARALLELISM, settings);
    long accounts =
        drill.rest.tasks(drill.job()).all().stream()
            .filter(task -> task.vertex().contains("accounts"))
            .count();
    assertEquals(2 * PARALLELISM, accounts, "tasks of accounts");
    drill.awaitActions("rescale from 2 to 4 by a savepoint", at);
  }

  /** The jar is another one, and every process another, as where pods of a new image begin. */
  private static void upgrade(Drill drill, Path tree, Path work, List<String> settings)
      throws Exception {
    drill.ready();
    String version = drill.rest.version(drill.job());
    assertFalse(version.isEmpty() || version.equals(NextRelease.VERSION), version);
    long at = System.currentTimeMillis();
    String savepoint = drill.endWithSavepoint();
    NextRelease.into(tree, work);
    drill.beginFrom(savepoint, "drill-3", 2 * PARALLELISM, settings);
    assertEquals(NextRelease.VERSION, drill.rest.version(drill.job()));
    assertTrue(
        drill.rest.tasks(drill.job()).all().stream()
            .anyMatch(task -> task.vertex().contains(NextRelease.OPERATOR)),
        "the new operator does not run");
    drill.awaitActions("upgrade with changed code by a savepoint", at);
  }

  /**
   * Flink tries a damaged checkpoint again and again; the guard, which has watched all the time,
   * proves the damage and names an older one to the operator, whose part is played here.
   */
  private static void damageNewestCheckpoint(
      Drill drill, OperatorEnd operator, List<String> settings) throws Exception {
    drill.ready();
    String job = drill.job();
    int before = drill.rest.tasks(job).attempt();
    long at = System.currentTimeMillis();
    drill.cluster.kill(TM_1);
    drill.cluster.kill(TM_2); // no newer checkpoint comes
    Path checkpoints = drill.cluster.state().resolve("checkpoints");
    Path newest = NewestCheckpoint.under(checkpoints).orElseThrow().directory();
    assertTrue(Damage.ofOwnFiles(newest) > 0, "nothing was damaged in " + newest);
    drill.cluster.startTaskManager(TM_1);
    drill.cluster.startTaskManager(TM_2);
    String restored = operator.awaitRestore();
    drill.say("newest checkpoint damaged", "older_one_named_s", System.currentTimeMillis() - at);
    ClusterRest.Tasks tasks = drill.rest.tasks(job);
    assertTrue(tasks.attempt() > before && !tasks.run(), "the damage did not keep the job down");
    assertFalse(restored.endsWith(newest.getFileName().toString()), "the guard named " + restored);
    String guard = drill.cluster.logOf(ClusterProcesses.GUARD);
    assertTrue(guard.contains(newest.getFileName() + " is damaged: "), guard);
    drill.cluster.kill(ClusterProcesses.GUARD);
    drill.cluster.kill(ClusterProcesses.JOB_MANAGER);
    drill.cluster.kill(TM_1);
    drill.cluster.kill(TM_2);
    drill.beginFrom(restored, "drill-4", PARALLELISM, settings);
    drill.awaitActions("newest checkpoint damaged", at);
  }

  /** The cluster in traffic. */
  private record Drill(
      ClusterProcesses cluster, ClusterRest rest, ActionWatch watch, DrillTraffic traffic) {

    String job() throws Exception {
      return rest.job();
    }

    void awaitRunning() throws Exception {
      until("all tasks run", () -> rest.tasks(job()).run());
    }

    /** Settled before the next fault: running, with checkpoints of its own, actions coming. */
    void ready() throws Exception {
      awaitRunning();
      long before = rest.completedCheckpoints(job());
      until("two more checkpoints", () -> rest.completedCheckpoints(job()) >= before + 2);
      long now = System.currentTimeMillis();
      until("actions come", () -> arrivedSince(now));
      cluster.checkAlive();
    }

    /** Ends the job and all of Flink's processes; where the savepoint is. */
    String endWithSavepoint() throws Exception {
      String savepoint =
          rest.stopWithSavepoint(job(), cluster.state().resolve("savepoints").toUri().toString());
      cluster.awaitEnd(ClusterProcesses.JOB_MANAGER);
      cluster.kill(TM_1);
      cluster.kill(TM_2);
      return savepoint;
    }

    /** Begins the job from there, in processes that know of nothing before. */
    void beginFrom(String savepoint, String clusterId, int parallelism, List<String> settings)
        throws Exception {
      cluster.configure(clusterId, parallelism);
      cluster.startJobManager(List.of("--fromSavepoint", savepoint), settings);
      cluster.startTaskManager(TM_1);
      cluster.startTaskManager(TM_2);
      awaitRunning();
      assertTrue(rest.restoredCheckpoint(job()).isPresent(), "it began anew");
    }

    /** All tasks run on one TaskManager, at a later attempt than that. */
    void awaitOn(String taskManager, int attempt) throws Exception {
      until(
          "all tasks run on " + taskManager,
          () -> {
            ClusterRest.Tasks tasks = rest.tasks(job());
            return tasks.run()
                && tasks.taskManagers().equals(Set.of(taskManager))
                && !tasks.attempts().contains(attempt);
          });
    }

    /** Waits for one that has come since now, and says how long after the fault they came again. */
    void awaitActions(String fault, long faultAtMs) throws Exception {
      int rows = watch.seen().size();
      until("an action after: " + fault, () -> watch.seen().size() > rows);
      say(fault, "next_action_s", endOfSilence(watch.seen(), faultAtMs) - faultAtMs);
    }

    /**
     * When the longest silence since the fault ended. What was cut off from its JobManager acts on
     * for some seconds, and before all tasks are seen to run the first ones have acted again.
     */
    private static long endOfSilence(List<ActionWatch.Seen> seen, long faultAtMs) {
      long longestMs = 0;
      long end = faultAtMs;
      long before = faultAtMs;
      for (ActionWatch.Seen one : seen) {
        if (one.arrivedAtMs() - before > longestMs) {
          longestMs = one.arrivedAtMs() - before;
          end = one.arrivedAtMs();
        }
        before = Math.max(before, one.arrivedAtMs());
      }
      return end;
    }

    void say(String fault, String what, long ms) {
      System.out.printf("{\"drill\":\"%s\",\"%s\":%.1f}%n", fault, what, ms / 1e3);
    }

    private boolean arrivedSince(long ms) {
      List<ActionWatch.Seen> seen = watch.seen();
      return !seen.isEmpty() && seen.get(seen.size() - 1).arrivedAtMs() >= ms;
    }

    /** A JobManager that is not there, or not yet, is asked again. */
    void until(String what, Callable<Boolean> condition) throws Exception {
      Settled.until(
          PATIENCE,
          what,
          () -> {
            try {
              return condition.call();
            } catch (IOException | AssertionError e) {
              return false;
            }
          },
          () -> "see target/cluster-drill/*.log");
    }
  }

  private void startKafka(ClusterProcesses cluster) throws Exception {
    cluster.startBroker();
    KafkaAccess kafka = KafkaAccess.to(cluster.kafka());
    try (Admin admin = kafka.admin()) {
      TopicSetup.create(admin, topics, (short) 1, 4);
    }
    Ground.promoteAll(kafka, topics);
  }

  /** The image's files, as they are shipped. */
  private static Path tree(Path dir) throws Exception {
    Path tree = dir.resolve("tree");
    Process assemble =
        new ProcessBuilder("../../deploy-k8s/image/assemble", "--whole", tree.toString())
            .inheritIO()
            .start();
    assertEquals(0, assemble.waitFor(), "the tree could not be assembled");
    return tree;
  }

  /** As {@link Ground#recorded} has them, in a file. */
  private List<String> settings(Path dir, String kafka) throws IOException {
    String lines =
        """
        bootstrap.servers=%s
        topics.prefix=%s
        hash.key=%s
        trust.received.at=true
        budget.accounts.per.hour=1000000
        budget.accounts.least=1000000
        checkpoint.dir=%s
        checkpoint.interval=1s
        """
            .formatted(
                kafka,
                topics.prefix(),
                Ground.HASH_KEY,
                dir.resolve("state").resolve("checkpoints").toUri());
    Path file = Files.writeString(dir.resolve("drill.properties"), lines);
    return List.of("--config", file.toString());
  }

  private static Set<String> seen(ActionWatch watch) {
    return lines(watch.seen().stream().map(ActionWatch.Seen::row).toList());
  }

  private static Set<String> lines(Collection<EnforcementAction> rows) {
    return rows.stream().map(RecordJson::write).collect(Collectors.toSet());
  }
}

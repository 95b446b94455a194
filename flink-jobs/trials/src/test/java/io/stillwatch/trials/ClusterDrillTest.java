package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job runs on a Flink cluster of several processes, spread over two TaskManagers, and one of
 * them is killed in mid-traffic: what is in force at the end is what the driver puts in force.
 */
@Tag("drill")
@Timeout(600)
class ClusterDrillTest {

  private static final long SEED = Long.getLong("stillwatch.drill.seed", 23);
  private static final int EVENTS = 20_000;
  private static final int EVENTS_PER_SECOND = 1_000;
  private static final int PAIRS = 10;
  private static final int PARALLELISM = 2;

  /** Long enough that a restored task has something to do again. */
  private static final int CHECKPOINT_INTERVAL_MS = 1_000;

  private static final String VICTIM = "taskmanager-1";
  private static final String SURVIVOR = "taskmanager-2";

  /** How the job came back: which attempt stayed, and how long after the kill. */
  private record Recovery(int attempt, long runningMs, long nextActionMs) {}

  @Test
  void aClusterThatLosesATaskManagerLeavesInForceWhatTheDriverDoes(@TempDir Path dir)
      throws Exception {
    List<InferenceEvent> stream = Crowd.of(SEED, PAIRS, EVENTS / PAIRS);
    Recording driver = Recording.of(stream);
    Set<String> due = lines(driver.actions);
    Random random = new Random(SEED);
    try (Ground ground = Ground.start(dir);
        // Each TaskManager could run the whole job: one is enough to go on.
        ClusterProcesses cluster =
            new ClusterProcesses(dir, Path.of("target", "cluster-drill"), PARALLELISM)) {
      Topics topics = ground.enforced("cluster.", 4);
      String kafka = ground.bootstrapServers();
      cluster.startJobManager();
      cluster.startTaskManager(VICTIM);
      cluster.startTaskManager(SURVIVOR);
      ClusterRest rest = cluster.rest();
      Settled.until(
          "both TaskManagers are there",
          () -> {
            cluster.checkAlive();
            return rest.freeSlots() == 2 * PARALLELISM;
          },
          rest::freeSlots);
      cluster.submit(settings(dir, kafka, topics));
      String job = rest.job();
      Settled.until("all tasks run", () -> rest.tasks(job).run(), () -> rest.tasks(job));
      ClusterRest.Tasks before = rest.tasks(job);
      assertEquals(Set.of(VICTIM, SURVIVOR), before.taskManagers(), "both have tasks");
      Recovery recovery;
      try (ActionWatch watch = new ActionWatch(kafka, topics.actions());
          DrillTraffic traffic =
              new DrillTraffic(kafka, topics.events(), stream, EVENTS_PER_SECOND)) {
        traffic.flowTo(stream.size());
        Settled.until(
            "half of the events are published",
            () -> traffic.acknowledged() >= stream.size() / 2,
            traffic::acknowledged);
        Thread.sleep(random.nextInt(CHECKPOINT_INTERVAL_MS));
        assertFalse(watch.seen().isEmpty(), "no action before the kill");
        assertTrue(rest.completedCheckpoints(job) > 0, "no checkpoint before the kill");
        assertEquals(Set.of(0), rest.tasks(job).attempts(), "a restart before the kill");
        assertTrue(traffic.acknowledged() < stream.size(), "the traffic had stopped before");
        recovery = kill(cluster, rest, job, watch);
        Settled.until(
            "all events are published",
            () -> traffic.acknowledged() == stream.size(),
            traffic::acknowledged);
        Settled.until(
            "all actions have come",
            () -> seen(watch).containsAll(due),
            () -> seen(watch).size() + " of " + due.size());
        // What must not come would come now.
        Thread.sleep(2L * CHECKPOINT_INTERVAL_MS);
      }
      assertTrue(rest.tasks(job).run());
      assertEquals(
          Set.of(recovery.attempt), rest.tasks(job).attempts(), "a restart after the recovery");
      OptionalLong checkpoint = rest.restoredCheckpoint(job);
      assertTrue(checkpoint.isPresent(), "it began anew instead of going on");

      List<EnforcementAction> rows =
          Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()));
      Set<String> unique = lines(rows);
      Set<String> lost = new HashSet<>(due);
      lost.removeAll(unique);
      System.out.printf(
          "{\"trial\":\"cluster\",\"seed\":%s,\"events\":%s,\"tasks\":%s,\"tasks_killed\":%s,"
              + "\"restarts\":%s,\"checkpoint\":%s,\"running_s\":%s,\"next_action_s\":%s,"
              + "\"rows\":%s,\"duplicates\":%s,\"lost\":%s}%n",
          SEED,
          stream.size(),
          before.all().size(),
          before.on(VICTIM),
          recovery.attempt,
          checkpoint.getAsLong(),
          recovery.runningMs / 1e3,
          recovery.nextActionMs / 1e3,
          rows.size(),
          rows.size() - unique.size(),
          lost.size());
      assertEquals(Set.of(), lost, "lost rows");
      assertEquals(due, unique, "every row is one of the driver's");
      assertEquals(Wire.inForce(driver.actions), Wire.inForce(rows));
      assertTrue(Wire.read(kafka, topics.deadLetters()).isEmpty());
    }
  }

  /** Kills the victim and waits until the job runs again and has written an action. */
  private static Recovery kill(
      ClusterProcesses cluster, ClusterRest rest, String job, ActionWatch watch) throws Exception {
    long killedAtMs = System.currentTimeMillis();
    cluster.kill(VICTIM);
    // The survivor's tasks may still write a while. When the attempts rise they have ended.
    Settled.until(
        "every task is tried again",
        () -> !rest.tasks(job).attempts().contains(0),
        () -> rest.tasks(job));
    long triedAgainAtMs = System.currentTimeMillis();
    // The first try may still go to the dead one, which the JobManager gives up only later.
    Settled.until(
        "all tasks run on the survivor",
        () -> {
          ClusterRest.Tasks tasks = rest.tasks(job);
          return tasks.run() && tasks.taskManagers().equals(Set.of(SURVIVOR));
        },
        () -> rest.tasks(job));
    long runsAtMs = System.currentTimeMillis();
    int attempt = rest.tasks(job).attempt();
    Settled.until(
        "an action of a new attempt",
        () -> writtenSince(watch, triedAgainAtMs).isPresent(),
        () -> rest.tasks(job));
    long nextActionAtMs = writtenSince(watch, triedAgainAtMs).getAsLong();
    return new Recovery(attempt, runsAtMs - killedAtMs, nextActionAtMs - killedAtMs);
  }

  /** As {@link Ground#recorded} has them, in a file. */
  private static List<String> settings(Path dir, String kafka, Topics topics) throws Exception {
    String lines =
        """
        bootstrap.servers=%s
        topics.prefix=%s
        hash.key=%s
        trust.received.at=true
        budget.accounts.per.hour=1000000
        budget.accounts.least=1000000
        checkpoint.dir=%s
        checkpoint.interval=%dms
        parallelism=%d
        """
            .formatted(
                kafka,
                topics.prefix(),
                Ground.HASH_KEY,
                dir.resolve("checkpoints").toUri(),
                CHECKPOINT_INTERVAL_MS,
                PARALLELISM);
    Path file = Files.writeString(dir.resolve("drill.properties"), lines);
    return List.of("--config", file.toString());
  }

  private static Set<String> seen(ActionWatch watch) {
    return lines(watch.seen().stream().map(ActionWatch.Seen::row).toList());
  }

  private static Set<String> lines(Collection<EnforcementAction> rows) {
    return rows.stream().map(RecordJson::write).collect(Collectors.toSet());
  }

  private static OptionalLong writtenSince(ActionWatch watch, long ms) {
    return watch.seen().stream()
        .mapToLong(ActionWatch.Seen::writtenAtMs)
        .filter(at -> at >= ms)
        .min();
  }
}

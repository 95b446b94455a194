package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.NewestCheckpoint;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded engine's process, its broker in it, is killed in mid-traffic and started again, at
 * random instants: what is in force at the end is what an undisturbed run leaves in force.
 */
@Timeout(1_200)
@Order(1)
class KillDrillTest {

  /** {@code -Dstillwatch.drill.kills=10} makes the drill longer. */
  private static final int KILLS = Integer.getInteger("stillwatch.drill.kills", 2);

  private static final long SEED = Long.getLong("stillwatch.drill.seed", 17);
  private static final int EVENTS_PER_LIFE = 5_000;
  private static final int EVENTS_PER_SECOND = 1_500;
  private static final int PAIRS = 10;

  /** Share of a life's events that may come before it has taken a checkpoint. */
  private static final double BEFORE_A_CHECKPOINT = 0.3;

  @Test
  void anEngineThatIsKilledAgainAndAgainLeavesInForceWhatAnUndisturbedOneDoes(@TempDir Path dir)
      throws Exception {
    List<InferenceEvent> stream = Crowd.of(SEED, PAIRS, EVENTS_PER_LIFE * (KILLS + 1) / PAIRS);
    Recording driver = Recording.of(stream);
    Random random = new Random(SEED);
    int port = DrillPort.free();
    String kafka = "127.0.0.1:" + port;
    Path log = Path.of("target", "drill-engine.log");
    List<Long> gapsMs = new ArrayList<>();
    List<Long> readyMs = new ArrayList<>();
    int killedOnTheWayUp = 0;

    EngineProcess engine = EngineProcess.start(dir, port, log);
    try {
      String restored = engine.awaitReady();
      assertEquals(DrillEngine.NONE, restored, "the first life has nothing to go on from");
      try (ActionWatch watch = new ActionWatch(kafka, Topics.standard().actions());
          DrillTraffic traffic =
              new DrillTraffic(kafka, Topics.standard().events(), stream, EVENTS_PER_SECOND)) {
        for (int kill = 0; kill < KILLS; kill++) {
          String before = restored;
          traffic.flowTo((int) (EVENTS_PER_LIFE * (kill + BEFORE_A_CHECKPOINT)));
          Settled.until(
              "this life has taken a checkpoint",
              () -> !checkpointsOf(dir).startsWith(jobOf(before)),
              () -> checkpointsOf(dir));
          int end = EVENTS_PER_LIFE * (kill + 1);
          int at = end - (int) (EVENTS_PER_LIFE * (0.1 + 0.5 * random.nextDouble()));
          // So far on that the traffic flows at the kill, and meets the engine on its way up.
          int limit = end + (int) (EVENTS_PER_LIFE * BEFORE_A_CHECKPOINT);
          traffic.flowTo(limit);
          Settled.until(
              at + " events are published",
              () -> traffic.acknowledged() >= at,
              traffic::acknowledged);
          Thread.sleep(random.nextInt(50));
          engine.kill();
          int published = traffic.acknowledged();
          assertTrue(published < limit, "the traffic had stopped before the kill");
          if (random.nextInt(3) == 0) {
            // Now and then it is killed again before it is up.
            killedOnTheWayUp++;
            engine = EngineProcess.start(dir, port, log);
            Thread.sleep(500 + random.nextInt(6_000));
            engine.kill();
          }
          long startedAtMs = System.currentTimeMillis();
          engine = EngineProcess.start(dir, port, log);
          restored = engine.awaitReady();
          readyMs.add(System.currentTimeMillis() - startedAtMs);
          assertNotEquals(DrillEngine.NONE, restored, "it must not start without state");
          assertNotEquals(before, restored, "it goes on from a checkpoint of the last life");
          Settled.until(
              "an action after the kill",
              () -> writtenSince(watch, startedAtMs).isPresent(),
              () -> published + " published before, now " + traffic.acknowledged());
          gapsMs.add(writtenSince(watch, startedAtMs).getAsLong() - startedAtMs);
        }
        traffic.flowTo(stream.size());
        Settled.until(
            "all events are published",
            () -> traffic.acknowledged() == stream.size(),
            traffic::acknowledged);
        Set<String> due = lines(driver.actions);
        Settled.until(
            "all actions have come",
            () -> lines(rows(watch)).containsAll(due),
            () -> lines(rows(watch)).size() + " of " + due.size());
        // What must not come would come now.
        Thread.sleep(1_000);
        assertTrue(engine.isAlive());
      }
      List<EnforcementAction> rows =
          Wire.decode(EnforcementAction.class, Wire.read(kafka, Topics.standard().actions()));
      Set<String> due = lines(driver.actions);
      Set<String> unique = lines(rows);
      Set<String> lost = new HashSet<>(due);
      lost.removeAll(unique);
      System.out.println(
          "{\"drill\":\"kill-9\",\"seed\":"
              + SEED
              + ",\"kills\":"
              + KILLS
              + ",\"killed_on_the_way_up\":"
              + killedOnTheWayUp
              + ",\"events\":"
              + stream.size()
              + ",\"unique\":"
              + unique.size()
              + ",\"duplicate\":"
              + (rows.size() - unique.size())
              + ",\"lost\":"
              + lost.size()
              + ",\"ready_ms\":"
              + readyMs
              + ",\"gap_ms\":"
              + gapsMs
              + "}");
      assertEquals(Set.of(), lost, "lost rows");
      assertEquals(due, unique, "every row is one of the driver's");
      assertEquals(Wire.inForce(driver.actions), Wire.inForce(rows));
    } finally {
      engine.close();
    }
  }

  private static List<EnforcementAction> rows(ActionWatch watch) {
    return watch.seen().stream().map(ActionWatch.Seen::row).toList();
  }

  private static Set<String> lines(List<EnforcementAction> rows) {
    return rows.stream().map(RecordJson::write).collect(Collectors.toSet());
  }

  private static String checkpointsOf(Path dir) throws Exception {
    return NewestCheckpoint.under(dir.resolve("checkpoints"))
        .map(found -> found.directory().toString())
        .orElse(DrillEngine.NONE);
  }

  /** The directory of the job that wrote a checkpoint, or a name that no checkpoint has. */
  private static String jobOf(String checkpoint) {
    return checkpoint.equals(DrillEngine.NONE)
        ? DrillEngine.NONE
        : Path.of(checkpoint).getParent().toString();
  }

  /** When the first row was written that was written since; one clock, as it is one machine. */
  private static OptionalLong writtenSince(ActionWatch watch, long ms) {
    return watch.seen().stream()
        .mapToLong(ActionWatch.Seen::writtenAtMs)
        .filter(at -> at >= ms)
        .min();
  }
}

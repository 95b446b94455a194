package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.NewestCheckpoint;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine, the broker and a subscriber are killed in mid-traffic, in turn and together. What the
 * subscriber holds at the end is what the driver puts in force: no action lost, none in force that
 * should not be, and no row that took effect twice.
 */
@Tag("drill")
@Timeout(1_200)
class SubscriberDrillTest {

  private enum Part {
    BROKER,
    ENGINE,
    SUBSCRIBER
  }

  private static final List<EnumSet<Part>> FAULTS =
      List.of(
          EnumSet.of(Part.SUBSCRIBER),
          EnumSet.of(Part.ENGINE),
          EnumSet.of(Part.BROKER),
          EnumSet.of(Part.ENGINE, Part.SUBSCRIBER),
          EnumSet.of(Part.BROKER, Part.SUBSCRIBER),
          EnumSet.allOf(Part.class));

  private static final long SEED = Long.getLong("stillwatch.drill.seed", 31);
  private static final int EVENTS_OF_A_FAULT = 6_000;
  private static final int EVENTS_PER_SECOND = 600;
  private static final int PAIRS = 12;
  private static final Path LOG = Path.of("target", "subscriber-drill.log");

  private final Map<Part, EngineProcess> running = new EnumMap<>(Part.class);
  private Path dir = Path.of("");
  private int port;
  private Instant end = Instant.EPOCH;
  private int tookEffectTwice;

  @Test
  void whateverIsKilledTheSubscriberHoldsWhatTheDriverPutsInForce(@TempDir Path folder)
      throws Exception {
    dir = folder;
    List<InferenceEvent> stream =
        Crowd.of(SEED, PAIRS, EVENTS_OF_A_FAULT * (FAULTS.size() + 1) / PAIRS);
    end = stream.stream().map(InferenceEvent::getOccurredAt).max(Instant::compareTo).orElseThrow();
    Recording driver = Recording.of(stream);
    port = DrillPort.free();
    try {
      start(Part.BROKER);
      KafkaAccess kafka = KafkaAccess.to(kafka());
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, Topics.standard(), (short) 1, 4);
      }
      Ground.promoteAll(kafka, Topics.standard());
      start(Part.ENGINE);
      start(Part.SUBSCRIBER);
      try (DrillTraffic traffic =
          new DrillTraffic(kafka(), Topics.standard().events(), stream, EVENTS_PER_SECOND)) {
        for (int fault = 0; fault < FAULTS.size(); fault++) {
          meet(FAULTS.get(fault), EVENTS_OF_A_FAULT * fault, traffic);
        }
        traffic.flowTo(stream.size());
        Settled.until(
            "all events are published",
            () -> traffic.acknowledged() == stream.size(),
            traffic::acknowledged);
      }
      Set<String> due = inForce(driver.actions);
      assertTrue(due.size() > 10, "hardly anything is in force: " + due);
      Settled.until("the subscriber holds it all", () -> held().equals(due), this::held);
      Thread.sleep(2_000); // what must not come would come now
      assertEquals(due, held());

      List<EnforcementAction> rows =
          Wire.decode(EnforcementAction.class, Wire.read(kafka(), Topics.standard().actions()));
      Set<String> unique = rows.stream().map(RecordJson::write).collect(Collectors.toSet());
      Set<String> all = driver.actions.stream().map(RecordJson::write).collect(Collectors.toSet());
      Set<String> lost = new HashSet<>(all);
      lost.removeAll(unique);
      System.out.printf(
          "{\"drill\":\"subscriber\",\"seed\":%d,\"faults\":%d,\"events\":%d,\"rows\":%d,"
              + "\"lost\":%d,\"duplicates_on_the_wire\":%d,\"duplicates_in_effect\":%d,"
              + "\"in_force\":%d}%n",
          SEED,
          FAULTS.size(),
          stream.size(),
          rows.size(),
          lost.size(),
          rows.size() - unique.size(),
          tookEffectTwice,
          due.size());
      assertEquals(Set.of(), lost, "lost rows");
      assertEquals(all, unique, "every row is one of the driver's");
      assertEquals(0, tookEffectTwice);
    } finally {
      running.values().forEach(EngineProcess::close);
    }
  }

  private void meet(EnumSet<Part> parts, int from, DrillTraffic traffic) throws Exception {
    traffic.flowTo(from + EVENTS_OF_A_FAULT);
    int at = from + EVENTS_OF_A_FAULT / 2;
    Settled.until(
        at + " events are published", () -> traffic.acknowledged() >= at, traffic::acknowledged);
    Settled.until(
        "the engine has a checkpoint",
        () -> NewestCheckpoint.under(dir.resolve("engine/checkpoints")).isPresent(),
        traffic::acknowledged);
    long killedAtMs = System.currentTimeMillis();
    if (parts.contains(Part.SUBSCRIBER)) {
      held(); // counts what took effect twice in this life
    }
    for (Part part : parts) {
      process(part).kill();
    }
    for (Part part : Part.values()) { // the broker first: the others need it
      if (parts.contains(part)) {
        start(part);
      }
    }
    System.out.printf(
        "{\"killed\":\"%s\",\"ready_again_ms\":%d}%n",
        parts, System.currentTimeMillis() - killedAtMs);
  }

  private void start(Part part) throws Exception {
    EngineProcess process =
        switch (part) {
          case BROKER ->
              EngineProcess.start(
                  DrillBroker.class, LOG, dir.resolve("kafka").toString(), String.valueOf(port));
          case ENGINE ->
              EngineProcess.start(
                  DrillEngine.class, LOG, dir.resolve("engine").toString(), kafka());
          case SUBSCRIBER ->
              EngineProcess.start(
                  DrillSubscriber.class, LOG, kafka(), String.valueOf(end.toEpochMilli()));
        };
    running.put(part, process);
    process.awaitReady();
  }

  private EngineProcess process(Part part) {
    EngineProcess process = running.get(part);
    if (process == null) {
      throw new IllegalStateException(part + " was never started");
    }
    return process;
  }

  private String kafka() {
    return "127.0.0.1:" + port;
  }

  /** What the subscriber holds. */
  private Set<String> held() throws Exception {
    String answer = process(Part.SUBSCRIBER).ask("what holds?");
    int space = answer.indexOf(' ');
    tookEffectTwice += Integer.parseInt(answer.substring(0, space));
    String names = answer.substring(space + 1);
    return names.isEmpty() ? Set.of() : new TreeSet<>(List.of(names.split(",", -1)));
  }

  private Set<String> inForce(Collection<EnforcementAction> rows) {
    return Wire.inForce(rows).values().stream()
        .filter(row -> row.getState() == ActionState.ACTIVE && row.getExpiresAt().isAfter(end))
        .map(DrillSubscriber::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.EngineCounts;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The job, on RocksDB and a real Kafka, says what the driver says on one thread without Flink. */
@Timeout(600)
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class JobAgainstDriverTest {

  private static final List<InferenceEvent> STREAM = Crowd.of(11, 10, 500);
  private static final Recording DRIVER =
      Recording.of(STREAM, Recording.enforcing(), HearingDesk::new);

  private static Ground ground;

  @BeforeAll
  static void start(@TempDir Path dir) throws Exception {
    ground = Ground.start(dir);
    assertTrue(DRIVER.findings.size() > 100, "the stream has something to find");
    assertTrue(DRIVER.actions.size() > 30, "and something to act on");
    assertTrue(DRIVER.campaigns.size() > 30, "and links to tell of: " + DRIVER.campaigns.size());
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void oneTaskSaysWhatTheDriverSays() throws Exception {
    packed(1);
  }

  @Test
  void twoTasksSayWhatTheDriverSays() throws Exception {
    packed(2);
  }

  @Test
  void fourTasksSayWhatTheDriverSays() throws Exception {
    packed(4);
  }

  /** Its findings carry no counters of the profile: see StockMatches. */
  @Test
  void stockFlinkCepSaysWhatTheDriverSays() throws Exception {
    run(
        "cep.",
        2,
        "flink-cep",
        finding -> Finding.newBuilder(finding).setEvidence(bare(finding.getEvidence())).build(),
        action ->
            EnforcementAction.newBuilder(action).setEvidence(bare(action.getEvidence())).build());
  }

  private static void packed(int parallelism) throws Exception {
    run("p" + parallelism + ".", parallelism, "packed", UnaryOperator.identity(), a -> a);
  }

  private static void run(
      String prefix,
      int parallelism,
      String engineName,
      UnaryOperator<Finding> findingView,
      UnaryOperator<EnforcementAction> actionView)
      throws Exception {
    Topics topics = ground.enforced(prefix, 4);
    String kafka = ground.bootstrapServers();
    Wire.publish(kafka, topics.events(), STREAM);
    try (EmbeddedEngine engine =
        ground
            .engine(topics)
            .set("parallelism", String.valueOf(parallelism))
            .set("engine", engineName)
            .desk(HearingDesk::new)
            .start()) {
      engine.awaitRunning(Settled.PATIENCE);
      EngineCounts counts = Settled.after(engine, STREAM.size());
      assertEquals(STREAM.size(), counts.accepted());
      assertEquals(0, counts.rejected());
      assertFalse(engine.ended().isDone());
    }
    List<Finding> findings = Wire.decode(Finding.class, Wire.read(kafka, topics.findings()));
    assertEquals(
        findings(DRIVER.findings, findingView), findings(findings, findingView), "findings");
    List<EnforcementAction> rows =
        Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()));
    assertEquals(
        lines(lastSaid(DRIVER.actions), actionView), lines(Wire.inForce(rows), actionView), "rows");
    assertEquals(
        notes(DRIVER.campaigns),
        notes(Wire.decode(Campaign.class, Wire.read(kafka, topics.campaigns()))),
        "what links told");
    assertTrue(Wire.read(kafka, topics.deadLetters()).isEmpty());
  }

  /** Each once: the log of the job may repeat one. */
  private static String notes(Collection<Campaign> campaigns) {
    return String.join(
        "\n", campaigns.stream().map(Campaign::getCampaignId).distinct().sorted().toList());
  }

  /** A multiset, told in lines. */
  private static String findings(Collection<Finding> findings, UnaryOperator<Finding> view) {
    return String.join("\n", findings.stream().map(view).map(RecordJson::write).sorted().toList());
  }

  /** The driver's last row of each key; that it is also the greatest is for the job to show. */
  private static Map<String, EnforcementAction> lastSaid(List<EnforcementAction> rows) {
    Map<String, EnforcementAction> last = new TreeMap<>();
    for (EnforcementAction row : rows) {
      last.putAll(Wire.inForce(List.of(row)));
    }
    return last;
  }

  private static String lines(
      Map<String, EnforcementAction> rows, UnaryOperator<EnforcementAction> view) {
    StringBuilder lines = new StringBuilder();
    rows.forEach(
        (key, row) ->
            lines.append(key).append(' ').append(RecordJson.write(view.apply(row))).append('\n'));
    return lines.toString();
  }

  private static Evidence bare(Evidence evidence) {
    return Evidence.newBuilder(evidence).setProfile(Map.of()).build();
  }
}

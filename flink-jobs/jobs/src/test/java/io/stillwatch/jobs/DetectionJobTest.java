package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.language.StarterBook;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class DetectionJobTest {

  private static final String KEY = "000102030405060708090a0b0c0d0e0f";

  @Test
  void everyOperatorThatCanHoldStateHasAUidAndNoneTwice() throws Exception {
    assertEquals(
        "[accounts, actions, actions-count, active, asks, book, budget, campaigns, dead-letters,"
            + " desk, events, feedback, findings, findings-count, hand-overs, intake, join, ledger,"
            + " links, signals, sources, status]",
        uids(settings("packed")));
    TreeSet<String> stock =
        new TreeSet<>(
            Set.of(
                "actions",
                "actions-count",
                "active",
                "asks",
                "book",
                "budget",
                "campaigns",
                "dead-letters",
                "desk",
                "events",
                "feedback",
                "findings",
                "findings-count",
                "hand-overs",
                "intake",
                "join",
                "ledger",
                "links",
                "looks",
                "signals",
                "sources",
                "status"));
    for (PatternSpec pattern : StarterBook.book().only(Sequence.class).all()) {
      stock.add("cep-" + pattern.id() + "-v1");
      stock.add("cep-" + pattern.id() + "-v1-hears");
    }
    // Stock Flink's operators are those of the book as it stands when the job is built.
    Topics topics = SharedBroker.freshTopics(1);
    assertEquals(
        stock.toString(), uids(settings("flink-cep", SharedBroker.bootstrap(), topics.prefix())));
  }

  /** A JobManager that takes over runs main anew; the job is over for good where that fails. */
  @Test
  void theJobIsSubmittedAlsoWhereKafkaIsAway() {
    Submission.awaitedByThisThread();
    try {
      String[] arguments = {
        "--bootstrap.servers", "127.0.0.1:1", "--hash.key", KEY, "--checkpoint.dir", "file:///c"
      };
      assertThrows(Submission.Made.class, () -> DetectionJob.main(arguments));
    } finally {
      Submission.awaitedNoMore();
    }
  }

  /** Tells that a job was submitted, and goes no further. */
  private static final class Submission extends StreamExecutionEnvironment {

    static final class Made extends RuntimeException {
      private static final long serialVersionUID = 1L;
    }

    static void awaitedByThisThread() {
      initializeContextEnvironment(configuration -> new Submission());
    }

    static void awaitedNoMore() {
      resetContextEnvironment();
    }

    @Override
    public JobExecutionResult execute(String jobName) {
      assertTrue(getTransformations().size() > 10, "the job is not laid out");
      throw new Made();
    }
  }

  @Test
  void nothingOfAnEmbeddedEngineListensBeyondThisMachineOrTakesOrders() {
    Configuration c =
        JobConfiguration.embedded(settings("packed"), Path.of("/w"), Optional.empty());
    assertEquals("127.0.0.1", c.get(RestOptions.BIND_ADDRESS));
    assertEquals("0", c.get(RestOptions.BIND_PORT));
    assertFalse(c.get(WebOptions.SUBMIT_ENABLE));
    assertFalse(c.get(WebOptions.CANCEL_ENABLE));
    assertEquals("/w", c.get(CoreOptions.TMP_DIRS));
    assertTrue(c.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty());
  }

  @Test
  void theCheckpointToGoOnFromIsHandedToFlink() {
    NewestCheckpoint.Found found = new NewestCheckpoint.Found(Path.of("/c/a job/chk-3"), 3, 0);
    Configuration c =
        JobConfiguration.embedded(settings("packed"), Path.of("/w"), Optional.of(found));
    assertEquals("file:/c/a job/chk-3", c.get(StateRecoveryOptions.SAVEPOINT_PATH));
  }

  private static String uids(JobSettings settings) {
    StreamExecutionEnvironment env =
        new StreamExecutionEnvironment(JobConfiguration.ofJob(settings));
    DetectionJob.build(env, settings);
    StreamGraph graph = env.getStreamGraph();
    TreeSet<String> uids = new TreeSet<>();
    for (StreamNode node : graph.getStreamNodes()) {
      String uid = node.getTransformationUID();
      assertNotNull(uid, "no uid: " + node.getOperatorName());
      assertEquals(JobsLimits.MAX_PARALLELISM, maxParallelism(graph, node), uid);
      // A sink becomes a writer and a committer, of which Flink names the second after the first.
      if (!uid.startsWith("Sink Committer: ")) {
        assertTrue(uids.add(uid), "twice: " + uid);
      }
    }
    return uids.toString();
  }

  private static int maxParallelism(StreamGraph graph, StreamNode node) {
    return node.getMaxParallelism() > 0
        ? node.getMaxParallelism()
        : graph.getExecutionConfig().getMaxParallelism();
  }

  private static JobSettings settings(String engine) {
    return settings(engine, "127.0.0.1:1", "");
  }

  private static JobSettings settings(String engine, String kafka, String prefix) {
    return JobSettings.load(
        JobSettings.Place.CLUSTER,
        null,
        Map.of(
            "bootstrap.servers",
            kafka,
            "topics.prefix",
            prefix,
            "hash.key",
            KEY,
            "engine",
            engine,
            "parallelism",
            "2",
            "data.dir",
            "/data"));
  }
}

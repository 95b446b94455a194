package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.DetectionJob;
import io.stillwatch.jobs.JobConfiguration;
import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This code goes on from the state of every release before it.
 *
 * <p>A golden savepoint was taken in the middle of a stream: patterns half matched, episodes open,
 * one campaign found and links held of which the next one comes, budgets used up, rows in force.
 * What the release that took it found in the rest stands beside it. It is taken only if the state
 * of each operator that remembers tells: with that one forgotten, something else is found. {@code
 * -Dstillwatch.golden=RELEASE} takes a new one; src/test/resources/golden/README.md has the
 * command.
 */
@Timeout(600)
class GoldenSavepointTest {

  private static final String MAKE = "stillwatch.golden";
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
  private static final int BEFORE_THE_SAVEPOINT = 3_600;

  /** Without the state of any of these the rest of the stream comes to something else. */
  private static final List<String> REMEMBER =
      List.of("accounts", "links", "desk", "budget", "ledger");

  @TempDir private Path dir;
  private Ground ground;
  private Topics topics;

  @BeforeEach
  void start() throws Exception {
    begin("at-first");
  }

  /** A broker of its own, as the topics have to have the names that the savepoint knows. */
  private void begin(String name) throws Exception {
    ground = Ground.start(dir.resolve(name));
    topics = ground.enforced("golden.", 1);
  }

  @AfterEach
  void stop() {
    ground.close();
  }

  static List<Path> releases() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDEN)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void theStateOfThatReleaseIsGoneOnFrom(Path golden) throws Exception {
    Set<String> expected = new TreeSet<>(Files.readAllLines(golden.resolve("expected.txt")));
    publish(events());
    JobClient job = start(golden.resolve("savepoint"), "", false);
    try {
      Settled.until(
          "all is found that follows",
          () -> found().containsAll(expected),
          () ->
              "without "
                  + missing(expected, found())
                  + " and beside it "
                  + missing(found(), expected));
      Thread.sleep(500); // what must not come would come now
      assertEquals(String.join("\n", expected), String.join("\n", found()));
    } finally {
      end(job);
    }
  }

  /** If it were not, a task would begin without its state and nobody would know. */
  @Test
  void anOperatorThatHasLostItsNameIsNotDoneWithout() throws Exception {
    Path savepoint = releases().get(0).resolve("savepoint");
    for (String uid : List.of("accounts", "links")) {
      Exception e = assertThrows(Exception.class, () -> start(savepoint, uid, false), uid);
      assertTrue(
          ExceptionUtils.stringifyException(e).contains("Cannot map checkpoint/savepoint state"),
          () -> uid + ": " + ExceptionUtils.stringifyException(e));
    }
  }

  @Test
  @Timeout(600)
  @EnabledIfSystemProperty(named = MAKE, matches = "[0-9A-Za-z.-]+")
  void takeOne() throws Exception {
    Path golden = GOLDEN.resolve(System.getProperty(MAKE));
    List<byte[]> events = events();
    publish(events.subList(0, BEFORE_THE_SAVEPOINT));
    JobClient job = start(null, "", false);
    awaitQuiet();
    Set<String> before = found();
    Path taken =
        Path.of(
            URI.create(
                job.stopWithSavepoint(
                        false, ground.dir().toUri().toString(), SavepointFormatType.CANONICAL)
                    .get()));
    Set<String> after = foundFrom(taken, "", events);
    assertRemembered(before, after, "finding \\S+ v\\d+ of \\S+ episode \\S+");
    assertRemembered(before, after, "campaign \\S+");
    assertRemembered(before, after, "action \\S+ on \\S+");
    List<String> tellNothing = new ArrayList<>();
    for (String uid : REMEMBER) {
      if (foundFrom(taken, uid, events).equals(after)) {
        tellNothing.add(uid);
      }
    }
    assertEquals(List.of(), tellNothing, "their state could be lost and nobody would see it");
    replace(taken, golden.resolve("savepoint"));
    Files.write(golden.resolve("expected.txt"), after);
  }

  /** What a job finds in the rest, with one operator's state forgotten, if one is named. */
  private Set<String> foundFrom(Path savepoint, String forgotten, List<byte[]> events)
      throws Exception {
    stop();
    begin("without-" + forgotten);
    publish(events);
    JobClient job = start(savepoint, forgotten, true);
    awaitQuiet();
    end(job);
    return found();
  }

  /** Something that began before the savepoint goes on after it. */
  private static void assertRemembered(Set<String> before, Set<String> after, String what) {
    Set<String> both = named(before, what);
    both.retainAll(named(after, what));
    assertTrue(!both.isEmpty(), "nothing that follows depends on the state of: " + what);
  }

  private static Set<String> named(Set<String> lines, String what) {
    Pattern pattern = Pattern.compile(what);
    Set<String> names = new TreeSet<>();
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.lookingAt()) {
        names.add(matcher.group());
      }
    }
    return names;
  }

  /** The job as a cluster runs it; one of its operators under another name, if that is asked. */
  private JobClient start(Path savepoint, String renamed, boolean withoutIt) throws Exception {
    JobSettings settings =
        JobSettings.load(
            JobSettings.Place.CLUSTER,
            null,
            Map.of(
                "bootstrap.servers",
                ground.bootstrapServers(),
                "topics.prefix",
                topics.prefix(),
                "hash.key",
                Ground.HASH_KEY,
                "trust.received.at",
                "true",
                "budget.accounts.per.hour",
                "2",
                "budget.accounts.least",
                "2",
                "parallelism",
                "1",
                "checkpoint.dir",
                ground.dir().resolve("checkpoints").toUri().toString()));
    Configuration configuration = JobConfiguration.ofJob(settings);
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
      configuration.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, withoutIt);
    }
    configuration.setString("rest.bind-port", "0");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    DetectionJob.build(env, settings);
    for (Transformation<?> transformation : env.getTransformations()) {
      rename(transformation, renamed, new HashSet<>());
    }
    return env.executeAsync();
  }

  /** Waits until it is over: a task that still ran would write where the trial tidies up. */
  private static void end(JobClient job) throws Exception {
    job.cancel().get();
    job.getJobExecutionResult()
        .handle((result, cancelled) -> result)
        .get(Settled.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void rename(Transformation<?> from, String uid, Set<Integer> seen) {
    if (seen.add(from.getId())) {
      if (uid.equals(from.getUid())) {
        from.setUid(uid + "-renamed");
      }
      from.getInputs().forEach(input -> rename(input, uid, seen));
    }
  }

  private void publish(List<byte[]> records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = Wire.producer(ground.bootstrapServers())) {
      for (byte[] record : records) {
        producer.send(new ProducerRecord<>(topics.events(), 0, null, record));
      }
      producer.flush();
    }
  }

  /** Until nothing has been found for some seconds. */
  private void awaitQuiet() throws Exception {
    Set<String> before = Set.of("nothing yet");
    for (Set<String> now = found(); !now.equals(before) || now.isEmpty(); ) {
      before = now;
      Thread.sleep(8_000);
      now = found();
    }
  }

  /**
   * What stands on the topics, each once, told by what a subscriber could not do without: wording
   * and weights may change from release to release.
   */
  private Set<String> found() throws IOException {
    String kafka = ground.bootstrapServers();
    Set<String> lines = new TreeSet<>();
    for (Finding finding : Wire.decode(Finding.class, Wire.read(kafka, topics.findings()))) {
      lines.add(
          finding.getCampaignId() == null
              ? String.format(
                  "finding %s v%d of %s, episode %s, revision %d, matches %d",
                  finding.getPatternId(),
                  finding.getPatternVersion(),
                  finding.getAccountId(),
                  finding.getEpisode(),
                  finding.getRevision(),
                  finding.getMatches())
              : "campaign " + finding.getCampaignId() + ", member " + finding.getAccountId());
    }
    for (EnforcementAction row :
        Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()))) {
      lines.add(
          String.format(
              "action %s on %s, %s, revision %d, %s until %s",
              row.getKind(),
              row.getSubjectId(),
              row.getActionId(),
              row.getRevision(),
              row.getState(),
              row.getExpiresAt()));
    }
    return lines;
  }

  private static Set<String> missing(Set<String> expected, Set<String> found) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(found);
    return missing;
  }

  private static List<byte[]> events() throws IOException {
    List<byte[]> events = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(GOLDEN.resolve("events.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return events;
  }

  private static void replace(Path taken, Path golden) throws IOException {
    Files.createDirectories(golden);
    try (Stream<Path> old = Files.list(golden)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(taken)) {
      for (Path file : files.toList()) {
        Files.copy(file, golden.resolve(file.getFileName().toString()));
      }
    }
  }
}

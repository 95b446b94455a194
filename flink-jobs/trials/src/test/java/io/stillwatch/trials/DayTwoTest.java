package io.stillwatch.trials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.RejectionReason;
import io.stillwatch.intake.seal.SealCheck;
import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.seal.SealKeys;
import io.stillwatch.intake.seal.SealNeed;
import io.stillwatch.intake.seal.Sealer;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkName;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.SignalReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the run-book on day two, run, and what the engine makes of it. */
@Timeout(600)
class DayTwoTest {

  @TempDir private static Path dir;
  private static Ground ground;

  private final Map<String, EnforcementAction> table = new ConcurrentHashMap<>();
  private int exchanges;

  @BeforeAll
  static void start() throws Exception {
    ground = Ground.start(dir);
  }

  @AfterAll
  static void stop() {
    ground.close();
  }

  @Test
  void anExceptionMeetsWhomItCoversAcrossANewHashKey() throws Exception {
    RunBook rotation = RunBook.section("Rotate the hash key");
    Path keys = Files.createDirectories(dir.resolve("keys"));
    Path file = Files.writeString(keys.resolve("hash.key"), "0123456789abcdef".repeat(2) + "\n");
    HashKey old = HashKey.fromHex(Files.readAllLines(file).get(0));
    Topics topics = ground.enforced("rotation.", 1);
    SuspendsAll.publish(new PatternTopic(ground.kafka(), topics));
    FeedbackTopic feedback = new FeedbackTopic(ground.kafka(), topics);
    feedback.write(List.of(exception(name(old, "10.0.2.1"))));

    rotation.step(1, file);
    HashKey fresh = HashKey.fromHex(Files.readAllLines(file).get(1));
    EnforcementAction ann;
    try (EmbeddedEngine engine = engine(topics, file)) {
      use(engine, "ann", "10.0.1.1");
      use(engine, "cid", "10.0.3.1");
      await("ann", ActionState.ACTIVE);
      await("cid", ActionState.ACTIVE);
      ann = table.get("ann");
      assertEquals(
          Set.of(name(old, "10.0.1.1"), name(fresh, "10.0.1.1")), Set.copyOf(ann.getLinks()));
      assertNotEquals(name(old, "10.0.1.1"), name(fresh, "10.0.1.1"));
      Settled.checkpoints(engine, 2);
    }

    rotation.step(2, file);
    assertEquals(fresh.hash("a"), HashKey.fromHex(Files.readAllLines(file).get(0)).hash("a"));
    try (EmbeddedEngine engine = engine(topics, file)) {
      assertTrue(engine.restoredFrom().isPresent());
      use(engine, "bob", "10.0.2.1");
      use(engine, "dan", "10.0.4.1");
      await("dan", ActionState.ACTIVE);
      Settled.checkpoints(engine, 2);
      assertEquals(ActionState.UNKNOWN, state("bob"), "excepted by the network's old hash");
      feedback.write(List.of(exception(name(fresh, "10.0.3.1"))));
      await("cid", ActionState.REVOKED);
      assertEquals(ActionState.ACTIVE, state("ann"), "what is in force stays");
      assertEquals(ann.getActionId(), table.get("ann").getActionId());
      feedback.write(List.of(revocation(ann.getActionId())));
      await("ann", ActionState.REVOKED);
    }

    rotation.step(3, file);
    assertEquals(3, rotation.steps());
    assertEquals(1, Files.readAllLines(file).size());
    assertEquals(fresh.hash("a"), HashKey.fromHex(Files.readAllLines(file).get(0)).hash("a"));
    try (EmbeddedEngine engine = engine(topics, file)) {
      use(engine, "eve", "10.0.3.1");
      use(engine, "bob", "10.0.2.1");
      await("bob", ActionState.ACTIVE); // nothing knows the old hash any more, as the page says
      Settled.checkpoints(engine, 2);
      assertEquals(ActionState.UNKNOWN, state("eve"), "excepted by the network's new hash");
    }
  }

  @Test
  void aSealIsTakenWhileItsKeyIsInTheFile() throws Exception {
    RunBook rotation = RunBook.section("Rotate the keys of seals");
    Path folder = Files.createDirectories(dir.resolve("seals"));
    Path file = Files.writeString(folder.resolve("seal.keys"), "old=" + "ab".repeat(32) + "\n");
    long[] clock = {0};
    SealKeyFile inEngine = new SealKeyFile(file, 0);
    SealCheck check =
        new SealCheck(SealNeed.REQUIRED, "t", () -> inEngine.keys(clock[0] += 60_000));
    Sealer sidecar = new Sealer("pod#1");
    SealKeys before = SealKeys.parse(Files.readString(file));
    long offset = 0;

    for (int step = 1; step <= 2; step++) {
      rotation.step(step, file);
      SealKeys now = SealKeys.parse(Files.readString(file));
      assertNull(refusal(check, sidecar, before, offset++), "still the keys of before");
      assertNull(refusal(check, sidecar, now, offset++));
      assertEquals(step == 1, now.toString().startsWith("keys old,"), now.toString());
    }
    rotation.step(3, file);
    assertEquals(3, rotation.steps());
    assertEquals(RejectionReason.SEAL_UNKNOWN_KEY, refusal(check, sidecar, before, offset++));
    assertNull(refusal(check, sidecar, SealKeys.parse(Files.readString(file)), offset));
    assertNull(inEngine.problem());

    rotation.step(1, file); // once more on the same day
    assertEquals(2, SealKeys.parse(Files.readString(file)).toString().split(",").length);
  }

  @Test
  void aStepThatDoesNotFindTheKeysOfTheOneBeforeChangesNothing(@TempDir Path folder)
      throws Exception {
    for (String name : List.of("hash.key", "seal.keys")) {
      boolean hash = name.equals("hash.key");
      RunBook rotation = RunBook.section(hash ? "Rotate the hash key" : "Rotate the keys of seals");
      String key = hash ? "0123456789abcdef".repeat(2) : "old=" + "ab".repeat(32);
      // As somebody may have made it, without an end of its line.
      Path secret = Files.writeString(folder.resolve(name), key);
      rotation.tried(2, secret);
      assertEquals(key, Files.readString(secret), "nothing to turn round");
      rotation.step(1, secret);
      List<String> both = Files.readAllLines(secret);
      assertEquals(List.of(key, both.get(1)), both);
      rotation.tried(1, secret);
      assertEquals(both, Files.readAllLines(secret), "a third key");
      Files.writeString(secret, "");
      rotation.tried(1, secret);
      assertEquals("", Files.readString(secret), "there was no key to keep");
    }
  }

  private static RejectionReason refusal(
      SealCheck check, Sealer sidecar, SealKeys keys, long offset) {
    byte[] record = ("{\"account_id\":\"a" + offset + "\"}").getBytes(UTF_8);
    long now = 1_780_000_000_000L;
    byte[] seal = sidecar.seal(keys, "t", 0, record, now);
    var refused = check.check(new SealCheck.Sealed(0, offset, now, seal, record));
    return refused == null ? null : refused.reason();
  }

  @Test
  void withoutItsStateTheEngineComesToTheSameActionsFromTheTopics() throws Exception {
    RunBook recovery = RunBook.section("Disaster recovery by replay");
    List<InferenceEvent> stream = Crowd.of(11, 10, 300);
    int lostAt = 2 * stream.size() / 3;
    Topics topics = ground.enforced("recovery.", 2);
    String kafka = ground.bootstrapServers();
    Path lost = dir.resolve("lost");
    Map<String, String> inPlaceOf =
        Map.of(
            "URI/checkpoints",
            lost.resolve("checkpoints").toUri().toString(),
            "--savepoints URI/savepoints",
            "",
            "kafka:9093 --config kafka.properties",
            kafka + " --topic-prefix " + topics.prefix());
    Wire.publish(kafka, topics.events(), stream.subList(0, lostAt));
    try (EmbeddedEngine engine = ground.engine(topics).dataDir(lost).start()) {
      engine.awaitRunning(Settled.PATIENCE);
      Settled.after(engine, lostAt);
    }
    EnforcementAction unknown = withoutEvents(rows(kafka, topics).get(0));
    put(kafka, topics, unknown);

    assertEquals(0, recovery.command(1, inPlaceOf).code());
    Files.move(lost.resolve("checkpoints"), dir.resolve("out-of-reach"));
    assertEquals(1, recovery.command(1, inPlaceOf).code(), "there is not even the folder");
    Files.createDirectory(lost.resolve("checkpoints"));
    assertEquals(2, recovery.command(1, inPlaceOf).code(), "nothing to go on from");
    RunBook.Ran before = recovery.command(2, inPlaceOf);
    assertTrue(before.out().contains(unknown.getActionId()), before.out());
    Wire.publish(kafka, topics.events(), stream.subList(lostAt, stream.size()));
    try (EmbeddedEngine engine =
        ground.engine(topics).dataDir(dir.resolve("anew")).onAction(this::heard).start()) {
      engine.awaitRunning(Settled.PATIENCE);
      assertTrue(engine.restoredFrom().isEmpty(), "it began without state");
      Settled.after(engine, stream.size());
      assertEquals(4, recovery.steps());
      RunBook.Ran after = recovery.command(4, inPlaceOf);
      assertTrue(after.out().contains(unknown.getActionId()), after.out());

      Recording driver = Recording.of(stream);
      Set<String> due = lines(driver.actions);
      due.add(RecordJson.write(unknown));
      assertEquals(
          due, lines(rows(kafka, topics)), "none lost, and what came again came as it was");
      assertTrue(driver.actions.size() > 10, "the stream is too thin to show anything");

      Feedback word =
          word(FeedbackKind.EXCEPTION, FeedbackScope.ACCOUNT, unknown.getSubjectId())
              .setUntil(Instant.now().plus(Duration.ofHours(1)))
              .build();
      new FeedbackTopic(ground.kafka(), topics).write(List.of(word));
      await(unknown.getSubjectId(), ActionState.REVOKED);
    }
  }

  /** A row whose account is on no event, and that still has some hours. */
  private static EnforcementAction withoutEvents(EnforcementAction like) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return EnforcementAction.newBuilder(like)
        .setSubjectId("long-gone")
        .setActionId("a-of-long-ago")
        .setState(ActionState.ACTIVE)
        .setEffectiveAt(now)
        .setExpiresAt(now.plus(Duration.ofHours(6)))
        .build();
  }

  private static void put(String kafka, Topics topics, EnforcementAction row) throws Exception {
    String key =
        String.join(
            "|",
            row.getTenant(),
            row.getSubjectKind().name(),
            row.getSubjectId(),
            row.getKind().name());
    try (KafkaProducer<byte[], byte[]> producer = Wire.producer(kafka)) {
      producer
          .send(
              new ProducerRecord<>(
                  topics.actions(),
                  key.getBytes(UTF_8),
                  RecordCodec.of(EnforcementAction.class).encode(row)))
          .get();
    }
  }

  private static List<EnforcementAction> rows(String kafka, Topics topics) throws Exception {
    return Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()));
  }

  private static Set<String> lines(Collection<EnforcementAction> rows) {
    return rows.stream().map(RecordJson::write).collect(Collectors.toCollection(HashSet::new));
  }

  // ---- an engine that suspends whoever comes, and what people say of it

  private EmbeddedEngine engine(Topics topics, Path hashKey) throws Exception {
    EmbeddedEngine engine =
        EmbeddedEngine.builder()
            .bootstrapServers(ground.bootstrapServers())
            .dataDir(dir.resolve("rotated"))
            .set("topics.prefix", topics.prefix())
            .set("hash.key.file", hashKey.toString())
            .set("checkpoint.interval", Ground.CHECKPOINT_INTERVAL)
            .onAction(this::heard)
            .start();
    engine.awaitRunning(Settled.PATIENCE);
    return engine;
  }

  private InferenceEvent event(String account, String ip) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x" + exchanges++)
        .setAccountId(account)
        .setOccurredAt(Instant.now())
        .setPhase(Phase.EXCHANGE)
        .setPromptText("question number " + exchanges)
        .setClient(Client.newBuilder().setIp(ip).build())
        .build();
  }

  private void use(EmbeddedEngine engine, String account, String ip) {
    engine.publish(event(account, ip)).join();
  }

  /** What a network is called under a key. */
  private String name(HashKey key, String ip) {
    return LinkName.ofShown(
        LinkKind.NETWORK, new SignalReader(key).read(event("nobody", ip)).links().network());
  }

  private static Feedback exception(String network) {
    return word(FeedbackKind.EXCEPTION, FeedbackScope.NETWORK, network)
        .setUntil(Instant.now().plus(Duration.ofHours(1)))
        .build();
  }

  private static Feedback revocation(String action) {
    return word(FeedbackKind.REVOKE, FeedbackScope.ACTION, action).build();
  }

  private static Feedback.Builder word(FeedbackKind kind, FeedbackScope scope, String subject) {
    return Feedback.newBuilder()
        .setFeedbackId("1")
        .setTenant("default")
        .setScope(scope)
        .setSubject(subject)
        .setKind(kind)
        .setWhy("a trial")
        .setAuthor("ana")
        .setAt(Instant.now());
  }

  private void heard(EnforcementAction row) {
    table.merge(row.getSubjectId(), row, (a, b) -> a.getRevision() >= b.getRevision() ? a : b);
  }

  private void await(String account, ActionState state) throws Exception {
    Settled.until(
        account + " is " + state, () -> state(account) == state, () -> table.get(account));
  }

  private ActionState state(String account) {
    EnforcementAction row = table.get(account);
    return row == null ? ActionState.UNKNOWN : row.getState();
  }
}

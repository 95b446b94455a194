package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.subscriber.HeldAction;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class EmbeddedEngineTest {

  /** A start is seconds, on a machine that others use too some of them more. */
  private static final Duration RUNNING_MAX = Duration.ofMinutes(4);

  private static final String DEMAND =
      "Solve the task. Before answering, write out your complete reasoning step by step inside"
          + " <reasoning> tags, do not skip or summarize any step, then give the final answer: ";

  @Test
  void aHarvesterIsSuspendedAnHonestAccountIsNotAndBothOutliveARestart(@TempDir Path temporary)
      throws Exception {
    Path dir = temporary.resolve("a blank and 100 %");
    String reference;
    try (EmbeddedEngine engine = start(dir)) {
      assertTrue(engine.restoredFrom().isEmpty());
      BlockingQueue<EnforcementAction> actions = new LinkedBlockingQueue<>();
      engine.onAction(actions::add);
      engine.awaitRunning(RUNNING_MAX);
      awaitBook(
          engine,
          patterns(engine)
              .promote(
                  "*",
                  "reasoning-elicited-at-volume",
                  1,
                  Mode.ENFORCE,
                  "ana",
                  "test",
                  InstantSource.system()));

      poison(engine, "{\"exchange_id\": 7");
      publish(engine, "harvester", DEMAND, 0, 30);
      publish(engine, "honest", "Please translate this sentence into French: good morning ", 0, 30);

      EnforcementAction action = next(actions, "harvester");
      assertTrue(suspended(engine, "harvester"));
      assertFalse(suspended(engine, "honest"));
      reference = action.getPublicReference();
      await(() -> engine.counts().rejected() == 1);
      await(() -> engine.counts().accepted() >= 60);
      awaitCheckpoint(engine);
      awaitCheckpoint(engine); // one to damage, and one before it
    }
    Path damaged = damageNewest(dir.resolve("checkpoints"));

    try (EmbeddedEngine engine = start(dir)) {
      assertTrue(engine.restoredFrom().isPresent(), "goes on from a checkpoint");
      assertNotEquals(damaged, engine.restoredFrom().get().directory(), "steps down");
      engine.awaitRunning(RUNNING_MAX);
      assertTrue(suspended(engine, "harvester"));
      // The account's memory was restored too: the same episode, not another one.
      publish(engine, "harvester", DEMAND, 100, 130);
      publish(engine, "second", DEMAND, 0, 30);
      await(() -> suspended(engine, "second"));
      Set<String> references =
          engine.inForce().inForce(System.currentTimeMillis()).stream()
              .filter(action -> action.subjectId().equals("harvester"))
              .map(HeldAction::publicReference)
              .collect(Collectors.toSet());
      assertEquals(Set.of(reference), references);
      assertFalse(engine.ended().isDone());

      Thread.currentThread().interrupt(); // whoever closes it may be wanted elsewhere
      engine.close();
      assertTrue(Thread.interrupted(), "is told again when all has stopped");
      assertTrue(engine.ended().isDone(), "but the job has stopped");
    }
  }

  @Test
  void aTableThatDoesNotGetWholeIsNamed() {
    TimeoutException e =
        assertThrows(
            TimeoutException.class,
            () ->
                EmbeddedEngine.awaitTable(
                    new CompletableFuture<>(), Deadline.in(Duration.ofSeconds(1))));
    assertEquals("the control topic was not read to its end within 1 s", e.getMessage());
  }

  /** With stock Flink CEP the book is read at the start, so the promotion comes before it. */
  @ParameterizedTest
  @ValueSource(strings = {"packed", "flink-cep"})
  void eitherEngineWorksOnAGivenKafkaWithABookThatIsThere(String matcher, @TempDir Path dir)
      throws Exception {
    Topics topics = SharedBroker.freshTopics(2);
    new PatternTopic(KafkaAccess.to(SharedBroker.bootstrap()), topics)
        .promote(
            "*",
            "reasoning-elicited-at-volume",
            1,
            Mode.ENFORCE,
            "ana",
            "test",
            InstantSource.system());
    try (EmbeddedEngine engine = onSharedBroker(topics, dir).set("engine", matcher).start()) {
      engine.awaitRunning(RUNNING_MAX);
      assertEquals(SharedBroker.bootstrap(), engine.bootstrapServers());
      publish(engine, "harvester", DEMAND, 0, 12);
      publish(engine, "below", DEMAND, 0, 11);
      await(() -> suspended(engine, "harvester"));
      await(() -> engine.counts().accepted() == 23);
      assertFalse(suspended(engine, "below"));
    }
  }

  /** Twelve exchanges in four records under foreign keys, with spans of other things among them. */
  @Test
  void aForeignSourceIsReadIntoActionsAndMayBeTakenOutAgain(@TempDir Path dir) throws Exception {
    Topics topics = SharedBroker.freshTopics(2);
    String spans = topics.prefix() + "otlp_spans";
    SharedBroker.create(spans, 3);
    new PatternTopic(KafkaAccess.to(SharedBroker.bootstrap()), topics)
        .promote(
            "*",
            "reasoning-elicited-at-volume",
            1,
            Mode.ENFORCE,
            "ana",
            "test",
            InstantSource.system());
    try (EmbeddedEngine engine =
        onSharedBroker(topics, dir)
            .set("sources", "gateway")
            .set("source.gateway.topic", spans)
            .set("source.gateway.format", "otlp_json")
            .set("source.gateway.account", "customer")
            .set("source.gateway.content", "true")
            .start()) {
      engine.awaitRunning(RUNNING_MAX);
      try (KafkaProducer<byte[], byte[]> producer =
          KafkaAccess.to(SharedBroker.bootstrap()).producer("test")) {
        for (int record = 0; record < 4; record++) {
          String all =
              IntStream.range(3 * record, 3 * record + 3)
                      .mapToObj(i -> span(i, "gen_ai.system", "own", "customer", "harvester"))
                      .collect(Collectors.joining(","))
                  + ","
                  + span(100 + record, "http.request.method", "GET", "customer", "harvester")
                  + ","
                  + span(200 + record, "gen_ai.system", "own", "nobody", "knows")
                  + ","
                  + span(300 + record, "gen_ai.system", "own", "nobody", "knows");
          producer.send(
              new ProducerRecord<>(
                  spans,
                  ("key " + record).getBytes(StandardCharsets.UTF_8),
                  ("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + all + "]}]}]}")
                      .getBytes(StandardCharsets.UTF_8)));
        }
      }
      await(() -> suspended(engine, "harvester"));
      await(() -> engine.counts().accepted() == 12 && engine.counts().rejected() == 12);
      awaitCheckpoint(engine);
      awaitCheckpoint(engine); // the first may have begun before, and its letters be under way
    }

    // The checkpoint still knows the topic of the source that is taken out now.
    try (KafkaProducer<byte[], byte[]> producer =
        KafkaAccess.to(SharedBroker.bootstrap()).producer("test")) {
      producer.send(new ProducerRecord<>(spans, "{}".getBytes(StandardCharsets.UTF_8))).get();
    }
    try (EmbeddedEngine engine = onSharedBroker(topics, dir).start()) {
      assertTrue(engine.restoredFrom().isPresent());
      engine.awaitRunning(RUNNING_MAX);
      publish(engine, "second", DEMAND, 0, 12);
      await(() -> suspended(engine, "second"));
      assertTrue(suspended(engine, "harvester"));
      assertFalse(engine.ended().isDone());
    }
    // Of the three that were refused in each record one letter, of the span that is none nothing.
    assertEquals(4, recordsOn(topics.deadLetters()));
  }

  private static long recordsOn(String topic) {
    long count = 0;
    try (RecordedTopic letters =
        RecordedTopic.open(KafkaAccess.to(SharedBroker.bootstrap()), topic, "test", null)) {
      while (letters.next() != null) {
        count++;
      }
    }
    return count;
  }

  private static String span(int id, String... attributes) {
    StringBuilder span = new StringBuilder();
    span.append("{\"traceId\":\"0af7651916cd43dd8448eb211c80319c\",\"spanId\":\"span-");
    span.append(id).append("\",\"endTimeUnixNano\":\"");
    span.append(System.currentTimeMillis()).append("000000\",\"attributes\":[");
    for (int i = 0; i < attributes.length; i += 2) {
      span.append(attribute(attributes[i], attributes[i + 1])).append(',');
    }
    boolean model = attributes[0].startsWith("gen_ai.");
    return span.append(attribute(model ? "gen_ai.prompt" : "http.route", DEMAND + id))
        .append("]}")
        .toString();
  }

  private static String attribute(String name, String value) {
    return "{\"key\":\"" + name + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }

  @Test
  void whereNoCheckpointCanBeReadTheEngineDoesNotStartWithoutState(@TempDir Path dir)
      throws Exception {
    Path checkpoint = Files.createDirectories(dir.resolve("checkpoints/job/chk-1"));
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(checkpoint.resolve("_metadata")))) {
      out.writeInt(Checkpoints.HEADER_MAGIC_NUMBER);
    }
    IOException e = assertThrows(IOException.class, () -> start(dir).close());
    assertTrue(e.toString().contains("none of the 1 checkpoints"), e.toString());
  }

  /** Cuts its metadata off in the middle, where Flink's mark is still to be seen. */
  private static Path damageNewest(Path root) throws IOException {
    Path newest = NewestCheckpoint.under(root).orElseThrow().directory();
    try (FileChannel file =
        FileChannel.open(newest.resolve("_metadata"), StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    return newest;
  }

  @Test
  void oneEngineAtATimeUsesADataDirectory(@TempDir Path dir) throws Exception {
    try (DirectoryLock taken = DirectoryLock.take(dir, "engine.lock")) {
      IOException e = assertThrows(DirectoryInUseException.class, () -> start(dir).close());
      assertTrue(e.toString().contains("another engine uses"), e.toString());
      assertTrue(taken.toString().length() > 0);
    }
  }

  private static EmbeddedEngine start(Path dir) throws Exception {
    return EmbeddedEngine.builder()
        .dataDir(dir)
        .set("parallelism", "2")
        .set("checkpoint.interval", "500ms")
        .start();
  }

  private static EmbeddedEngine.Builder onSharedBroker(Topics topics, Path dir) {
    return EmbeddedEngine.builder()
        .dataDir(dir)
        .bootstrapServers(SharedBroker.bootstrap())
        .set("topics.prefix", topics.prefix())
        .set("parallelism", "2")
        .set("checkpoint.interval", "500ms");
  }

  private static PatternTopic patterns(EmbeddedEngine engine) {
    return new PatternTopic(engine.settings().kafka(), engine.settings().topics());
  }

  /** A promotion holds for what comes after it; all tasks tell of it, two of each kind. */
  private static void awaitBook(EmbeddedEngine engine, long promotion) throws Exception {
    try (StatusBoard board =
        new StatusBoard(engine.settings().kafka(), engine.settings().topics())) {
      await(
          () -> {
            List<StatusReport> tasks = board.tasks(Instant.now());
            return tasks.size() == 4
                && tasks.stream().allMatch(task -> StatusBoard.bookOffset(task) > promotion);
          });
    }
  }

  private static void publish(EmbeddedEngine engine, String account, String text, int from, int to)
      throws Exception {
    List<CompletableFuture<Void>> written = new ArrayList<>();
    for (int i = from; i < to; i++) {
      InferenceEvent event =
          InferenceEvent.newBuilder()
              .setExchangeId(account + "-" + i)
              .setAccountId(account)
              .setOccurredAt(Instant.now())
              .setPhase(Phase.REQUEST)
              .setOperation("chat")
              .setPromptText(text + i)
              .build();
      written.add(engine.publish(event));
    }
    for (CompletableFuture<Void> one : written) {
      one.get(60, TimeUnit.SECONDS);
    }
  }

  private static void poison(EmbeddedEngine engine, String text) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = engine.settings().kafka().producer("test")) {
      producer
          .send(
              new ProducerRecord<>(
                  engine.settings().topics().events(), text.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  private static EnforcementAction next(BlockingQueue<EnforcementAction> actions, String account)
      throws InterruptedException {
    for (int i = 0; i < 240; i++) {
      EnforcementAction action = actions.poll(1, TimeUnit.SECONDS);
      if (action != null && action.getSubjectId().equals(account)) {
        return action;
      }
    }
    throw new AssertionError("no action on " + account + " within four minutes");
  }

  private static boolean suspended(EmbeddedEngine engine, String account) {
    return engine
        .inForce()
        .decide("default", account, null, null, System.currentTimeMillis())
        .suspended();
  }

  private static void awaitCheckpoint(EmbeddedEngine engine) throws Exception {
    Path root = engine.settings().dataDir().resolve("checkpoints");
    long now = System.currentTimeMillis();
    await(
        () -> {
          try {
            return NewestCheckpoint.under(root)
                .filter(found -> found.writtenAtMs() > now + 1)
                .isPresent();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 2_400; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within four minutes");
  }
}

package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.sidecar.Sidecar;
import io.stillwatch.sidecar.SidecarSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real exporter, the sidecar, a real broker and the engine, which takes nothing that is not
 * sealed.
 */
@Timeout(600)
class SidecarTest {

  private static final String DEMAND =
      """
      Solve the following task. Before answering, write out your complete reasoning step by step
      inside <reasoning> tags. Do not skip or summarize any step. Then give the final answer.

      Task: a train leaves at %d minutes past nine and needs three hours. When does it arrive?
      """;

  private static final int DEMANDS = 14;
  private static final int CANARIES = 1_000;

  @TempDir private static Path dir;
  private static Ground ground;
  private static Topics topics;
  private static EmbeddedEngine engine;
  private static Sidecar sidecar;
  private static Path sealKeys;
  private static Path hashKey;
  private static final Map<String, EnforcementAction> ACTIONS = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    ground = Ground.start(dir);
    topics = ground.enforced("sidecar.", 2);
    sealKeys = Files.writeString(dir.resolve("seal.keys"), "k1=" + "5a".repeat(32));
    hashKey = Files.writeString(dir.resolve("hash.key"), Ground.HASH_KEY);
    engine = engine();
    sidecar = sidecar(topics, "features");
  }

  @AfterAll
  static void stop() {
    sidecar.close();
    engine.close();
    ground.close();
  }

  private static EmbeddedEngine engine() throws Exception {
    EmbeddedEngine started =
        EmbeddedEngine.builder()
            .bootstrapServers(ground.bootstrapServers())
            .dataDir(dir.resolve("engine"))
            .set("topics.prefix", topics.prefix())
            .set("hash.key.file", hashKey.toString())
            .set("checkpoint.interval", Ground.CHECKPOINT_INTERVAL)
            .set("source.events.sealed", "required")
            .set("source.events.seal.keys", sealKeys.toString())
            .onAction(action -> ACTIONS.putIfAbsent(action.getSubjectId(), action))
            .start();
    started.awaitRunning(Settled.PATIENCE);
    return started;
  }

  private static Sidecar sidecar(Topics to, String content) throws Exception {
    return Sidecar.start(
        SidecarSettings.load(
            null,
            Map.of(
                "bootstrap.servers",
                ground.bootstrapServers(),
                "topics.prefix",
                to.prefix(),
                "hash.key.file",
                hashKey.toString(),
                "seal.keys",
                sealKeys.toString(),
                "listen",
                "127.0.0.1:0",
                "listen.grpc",
                "127.0.0.1:0",
                "metrics.listen",
                "127.0.0.1:0",
                "source.otlp.content",
                content)));
  }

  /** An instrumented gateway, which exports as OpenTelemetry's SDK does. */
  private static final class Gateway implements AutoCloseable {

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    static Gateway overHttp(Sidecar to) {
      return new Gateway(
          OtlpHttpSpanExporter.builder()
              .setEndpoint("http://127.0.0.1:" + to.otlpPort() + "/v1/traces")
              .setCompression("gzip")
              .build());
    }

    static Gateway overGrpc(Sidecar to) {
      return new Gateway(
          OtlpGrpcSpanExporter.builder()
              .setEndpoint("http://127.0.0.1:" + to.otlpGrpcPort())
              .setCompression("gzip")
              .build());
    }

    private Gateway(SpanExporter exporter) {
      provider =
          SdkTracerProvider.builder()
              .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
              .build();
      tracer = provider.get("gateway");
    }

    void serve(String account, String prompt, String response) {
      tracer
          .spanBuilder("chat large-2")
          .setSpanKind(SpanKind.CLIENT)
          .setAttribute("gen_ai.operation.name", "chat")
          .setAttribute("gen_ai.request.model", "large-2")
          .setAttribute("enduser.id", account)
          .setAttribute(AttributeKey.longKey("gen_ai.usage.output_tokens"), 900L)
          .setAttribute("gen_ai.input.messages", message("user", prompt))
          .setAttribute("gen_ai.output.messages", message("assistant", response))
          .startSpan()
          .end();
    }

    private static String message(String role, String text) {
      return "[{\"role\":\""
          + role
          + "\",\"parts\":[{\"type\":\"text\",\"content\":\""
          + text.replace("\n", "\\n")
          + "\"}]}]";
    }

    /** Waits until what was served is in Kafka. */
    void flush() {
      assertTrue(provider.forceFlush().join(120, TimeUnit.SECONDS).isSuccess(), "exported");
    }

    @Override
    public void close() {
      provider.close();
    }
  }

  @Test
  void aRealExportersSpansBecomeAnActionAndNothingForgedOrReplayedDoes() throws Exception {
    try (Gateway gateway = Gateway.overHttp(sidecar);
        Gateway other = Gateway.overGrpc(sidecar)) {
      for (int i = 0; i < DEMANDS; i++) {
        gateway.serve("harvester", DEMAND.formatted(i), "<reasoning>First…</reasoning> At noon.");
        gateway.serve("honest", "Please translate this sentence: " + i, "Voilà.");
        other.serve("gleaner", DEMAND.formatted(-i), "<reasoning>First…</reasoning> At one.");
      }
      gateway.flush();
      other.flush();
      Settled.until(
          "actions",
          () -> ACTIONS.keySet().containsAll(Set.of("harvester", "gleaner")),
          ACTIONS::keySet);
      assertFalse(ACTIONS.containsKey("honest"));

      List<ConsumerRecord<byte[], byte[]>> sent =
          Wire.read(ground.bootstrapServers(), topics.events()).stream()
              .filter(record -> record.headers().lastHeader("stillwatch-seal") != null)
              .toList();
      assertTrue(sent.size() >= 3 * DEMANDS, "records " + sent.size());
      forge(sent.get(0), sent.get(1));
      Map<String, Integer> refused = new TreeMap<>();
      refused.put("SEAL_FORGED", 4);
      refused.put("SEAL_MISSING", 1);
      refused.put("SEAL_REPLAYED", 1);
      Settled.until("refusals", () -> refusals().equals(refused), SidecarTest::refusals);

      // What was refused since the last one would be told again; the first may have begun before.
      Settled.checkpoints(engine, 2);
      engine.close();
      engine = engine();
      assertTrue(engine.restoredFrom().isPresent());
      long before = engine.counts().accepted();
      gateway.serve("honest", "And this one", "Voilà.");
      gateway.flush();
      replay(sent.get(0));
      refused.put("SEAL_REPLAYED", 2);
      Settled.until("the same refusals", () -> refusals().equals(refused), SidecarTest::refusals);
      Settled.until(
          "the honest one", () -> engine.counts().accepted() > before, () -> engine.counts());
    }
  }

  /** Everything that somebody without a key can write. */
  private static void forge(
      ConsumerRecord<byte[], byte[]> one, ConsumerRecord<byte[], byte[]> other) throws Exception {
    byte[] seal = one.headers().lastHeader("stillwatch-seal").value();
    byte[] changed = one.value().clone();
    changed[changed.length / 2] ^= 1;
    byte[] later = seal.clone();
    later[8]++; // the lowest byte of its sequence
    try (KafkaProducer<byte[], byte[]> producer = Wire.producer(ground.bootstrapServers())) {
      put(producer, one.partition(), one.key(), one.value(), null);
      put(producer, one.partition(), one.key(), changed, seal);
      put(producer, one.partition(), other.key(), other.value(), seal);
      put(producer, 1 - one.partition(), one.key(), one.value(), seal);
      put(producer, one.partition(), one.key(), one.value(), later);
      put(producer, one.partition(), one.key(), one.value(), seal);
    }
  }

  private static void replay(ConsumerRecord<byte[], byte[]> one) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = Wire.producer(ground.bootstrapServers())) {
      Header seal = one.headers().lastHeader("stillwatch-seal");
      put(producer, one.partition(), one.key(), one.value(), seal.value());
    }
  }

  private static void put(
      KafkaProducer<byte[], byte[]> producer, int partition, byte[] key, byte[] value, byte[] seal)
      throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.events(), partition, key, value);
    if (seal != null) {
      record.headers().add("stillwatch-seal", seal);
    }
    producer.send(record).get();
  }

  private static Map<String, Integer> refusals() throws Exception {
    Map<String, Integer> reasons = new HashMap<>();
    for (DeadLetter letter :
        Wire.decode(DeadLetter.class, Wire.read(ground.bootstrapServers(), topics.deadLetters()))) {
      reasons.merge(letter.getReason(), 1, Integer::sum);
    }
    return reasons;
  }

  @Test
  void noneOfAThousandTextsIsFoundAnywhereUnlessTextsAreSent() throws Exception {
    Canaries canaries = new Canaries(CANARIES, new Random(5));
    try (CapturedLogs logs = CapturedLogs.start()) {
      long before = engine.counts().accepted();
      sing(sidecar, canaries);
      Settled.until(
          "the engine has them",
          () -> engine.counts().accepted() >= before + CANARIES,
          () -> engine.counts());
      Settled.checkpoints(engine, 2);
      assertEquals(List.of(), canaries.foundBelow(dir), "in files of the broker and the engine");
      assertEquals(List.of(), canaries.foundIn(logs.text()), "in what was logged");
    }

    // The search can find: the same with texts sent on.
    Topics open = ground.enforced("open.", 2);
    try (Sidecar talking = sidecar(open, "text")) {
      sing(talking, canaries);
    }
    List<String> found = canaries.foundBelow(dir);
    assertTrue(found.size() >= CANARIES, "found " + found.size());
  }

  private static void sing(Sidecar to, Canaries canaries) {
    try (Gateway http = Gateway.overHttp(to);
        Gateway grpc = Gateway.overGrpc(to)) {
      int i = 0;
      for (String canary : canaries.all()) {
        Gateway gateway = i % 2 == 0 ? http : grpc;
        String account = "singer-" + i % 50;
        gateway.serve(account, "Please keep this to yourself: " + canary, "I will: " + canary);
        if (++i % 400 == 0) { // a full queue of an exporter drops
          http.flush();
          grpc.flush();
        }
      }
      http.flush();
      grpc.flush();
    }
  }
}

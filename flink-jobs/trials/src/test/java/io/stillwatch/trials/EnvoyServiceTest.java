package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.stillwatch.envoy.EnvoyService;
import io.stillwatch.envoy.EnvoySettings;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.Staleness;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference enforcement service on a real broker, asked by a real client, while no engine runs:
 * actions, a freeze, its acknowledgement, and the loss of the broker.
 */
@Timeout(600)
class EnvoyServiceTest {

  /** What the README promises. */
  private static final Duration IN_FORCE_MAX = Duration.ofSeconds(5);

  private static final int FREEZES_MAX = 5;

  @Test
  void actionsFreezesAndTheLossOfTheBrokerShowAtTheGateway(@TempDir Path dir) throws Exception {
    Ground ground = Ground.start(dir);
    Topics topics = new Topics("envoy.");
    List<String> heard = new CopyOnWriteArrayList<>();
    ControlTopicListener alarms =
        new ControlTopicListener() {
          @Override
          public void stale(Staleness staleness) {
            heard.add("stale");
          }
        };
    try (Admin admin = ground.kafka().admin()) {
      TopicSetup.create(admin, topics, (short) 1, 2);
    }
    try (KafkaProducer<byte[], byte[]> producer = Wire.producer(ground.bootstrapServers())) {
      put(producer, topics, row("harvester", ActionKind.SUSPEND, Map.of()));
      try (EnvoyService service = EnvoyService.start(settings(ground), alarms)) {
        Gateway gateway = new Gateway(service.port());
        Settled.until("the service serves", gateway::serves, () -> heard);
        assertEquals(403, gateway.ask("harvester"));
        assertEquals(200, gateway.ask("honest"));

        put(
            producer,
            topics,
            row("grader", ActionKind.THROTTLE, Map.of("requests_per_minute", "1")));
        Settled.until("the throttle", () -> gateway.ask("grader") == 429, () -> heard);

        bestIsInForceInTime(
            () -> {
              long sinceNs = System.nanoTime();
              freeze(producer, topics, FeedbackKind.FREEZE);
              Settled.until("the freeze", () -> gateway.ask("harvester") == 200, () -> heard);
              long frozenNs = System.nanoTime();
              assertEquals(200, gateway.ask("grader"));
              long againNs = System.nanoTime();
              freeze(producer, topics, FeedbackKind.RESUME);
              Settled.until("its end", () -> gateway.ask("harvester") == 403, () -> heard);
              return Duration.ofNanos(Math.max(frozenNs - sinceNs, System.nanoTime() - againNs));
            });

        Settled.until("it acknowledges", () -> acknowledged(ground, topics), () -> heard);

        ground.close();
        // One of two requests in a row would be throttled, were the row still in force.
        Settled.until(
            "it fails open, as it is set",
            () -> gateway.ask("grader") == 200 && gateway.ask("grader") == 200,
            () -> heard);
        assertEquals(403, gateway.ask("harvester"), "fails closed");
        Settled.until("the alarm", () -> heard.contains("stale"), () -> heard);
        gateway.close();
      }
    }
  }

  /** A busy machine delays some of them, a way that is too long delays all. */
  private static void bestIsInForceInTime(Callable<Duration> freezeAndResume) throws Exception {
    List<Duration> took = new ArrayList<>();
    do {
      took.add(freezeAndResume.call());
    } while (Collections.min(took).compareTo(IN_FORCE_MAX) > 0 && took.size() < FREEZES_MAX);
    assertTrue(Collections.min(took).compareTo(IN_FORCE_MAX) <= 0, () -> "they took " + took);
  }

  private static EnvoySettings settings(Ground ground) {
    return EnvoySettings.load(
        null,
        Map.of(
            "bootstrap.servers", ground.bootstrapServers(),
            "topics.prefix", "envoy.",
            "listen", "127.0.0.1:0",
            "name", "trial",
            "identity.account", "context:account",
            "stale.after.seconds", "15",
            "stale.let.go", "throttle"));
  }

  private static boolean acknowledged(Ground ground, Topics topics) throws Exception {
    return Wire.decode(StatusReport.class, Wire.read(ground.bootstrapServers(), topics.status()))
        .stream()
        .anyMatch(
            report ->
                report.getReporter().equals("subscriber:trial")
                    && report.getCounts().getOrDefault("rows.changing", 0L) == 2
                    && report.getCounts().getOrDefault("received_to_enforced_ms.count", 0L) == 1
                    && report.getCounts().getOrDefault("checks.suspended", 0L) > 0
                    && report.getCounts().containsKey("applied.envoy.enforcement.actions-0"));
  }

  private static void freeze(
      KafkaProducer<byte[], byte[]> producer, Topics topics, FeedbackKind kind) throws Exception {
    Feedback said =
        Feedback.newBuilder()
            .setFeedbackId("freeze")
            .setTenant("default")
            .setScope(FeedbackScope.TENANT)
            .setSubject("default")
            .setKind(kind)
            .setWhy("a trial")
            .setAuthor("ana")
            .setAt(Instant.now())
            .build();
    producer
        .send(
            new ProducerRecord<>(
                topics.feedback(),
                "default|TENANT|default|freeze".getBytes(StandardCharsets.UTF_8),
                RecordCodec.of(Feedback.class).encode(said)))
        .get();
  }

  private static void put(
      KafkaProducer<byte[], byte[]> producer, Topics topics, EnforcementAction row)
      throws Exception {
    String key = "default|ACCOUNT|" + row.getSubjectId() + "|" + row.getKind();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.actions(),
            key.getBytes(StandardCharsets.UTF_8),
            RecordCodec.of(EnforcementAction.class).encode(row));
    record.headers().add("ce_specversion", "1.0".getBytes(StandardCharsets.UTF_8));
    record.headers().add("ce_type", "of tomorrow".getBytes(StandardCharsets.UTF_8));
    producer.send(record).get();
  }

  private static EnforcementAction row(
      String account, ActionKind kind, Map<String, String> parameters) {
    Instant now = Instant.now();
    return EnforcementAction.newBuilder()
        .setActionId("id-" + account)
        .setRevision(1)
        .setTenant("default")
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId(account)
        .setKind(kind)
        .setParameters(parameters)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(now)
        .setEffectiveAt(now)
        .setReceivedAt(now)
        .setExpiresAt(now.plus(Duration.ofHours(1)))
        .setPatternId("trial")
        .setPatternVersion(1)
        .setPublicReference("SW-0000-0000-0000")
        .setReasonCode("trial")
        .setExplanation("trial")
        .setEvidence(
            Evidence.newBuilder().setExchangeId("x").setFirstAt(now).setLastAt(now).build())
        .build();
  }

  /** Asks as Envoy does, and says with which status the request would be answered. */
  private static final class Gateway implements AutoCloseable {

    private final ManagedChannel channel;

    Gateway(int port) {
      channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    boolean serves() {
      return HealthGrpc.newBlockingStub(channel)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    }

    int ask(String account) {
      CheckResponse answer =
          AuthorizationGrpc.newBlockingStub(channel)
              .check(
                  CheckRequest.newBuilder()
                      .setAttributes(
                          AttributeContext.newBuilder().putContextExtensions("account", account))
                      .build());
      return answer.hasDeniedResponse()
          ? answer.getDeniedResponse().getStatus().getCodeValue()
          : 200;
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}

package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.InferenceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exporters get to hear, and what then stands on the topic. */
class OtlpHttpTest {

  private static final int BODY_MAX = 1 << 20;
  private static final int MEMORY_MAX = SidecarLimits.BODY_COPIES * BODY_MAX;

  private final HttpClient client = HttpClient.newHttpClient();
  private final MemoryBudget memory = new MemoryBudget(MEMORY_MAX);
  private Receiving.Topic producer;
  private Receiving receiving;
  private SourceCounts counts;
  private OtlpHttp http;

  @BeforeEach
  void start(@TempDir Path dir) throws IOException {
    receiving = new Receiving(dir, BODY_MAX);
    producer = receiving.producer();
    counts = receiving.counts();
    http =
        OtlpHttp.start(
            new InetSocketAddress("127.0.0.1", 0), receiving.reception(), memory, BODY_MAX);
  }

  @AfterEach
  void stop() throws InterruptedException {
    http.close();
    assertEquals(0, memory.used(), "memory that nobody gave back");
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path));
  }

  private HttpResponse<byte[]> post(String path, String type, byte[] body) throws Exception {
    return client.send(
        to(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> traces(byte[] body) throws Exception {
    return post("/v1/traces", "application/x-protobuf", body);
  }

  @Test
  void eventsStandOnTheTopicSealedAndWithoutTextOnceItIsAnswered() throws Exception {
    HttpResponse<byte[]> answer =
        traces(new Spans().chat("a-1", Spans.DEMAND).chat("a-2", "hello").other().protobuf());
    assertEquals(200, answer.statusCode());
    assertEquals(0, answer.body().length, "all taken");
    List<InferenceEvent> events = receiving.sealedEvents();
    assertEquals(2, events.size());
    for (InferenceEvent event : events) {
      assertNull(event.getPromptText());
      assertNotNull(event.getFeatures());
    }
    producer
        .history()
        .forEach(
            record ->
                assertFalse(new String(record.value(), UTF_8).contains("reasoning step by step")));
    InferenceEvent first = events.get(0);
    assertEquals("a-1", first.getAccountId());
    assertTrue(
        first.getFeatures().getScores().getOrDefault("cot_elicitation", 0.0) > 0.5,
        () -> first.getFeatures().toString());
    assertEquals("default|a-1", new String(producer.history().get(0).key(), UTF_8));
    assertEquals(2, counts.accepted());
    assertEquals(1, counts.rejected(RejectionReason.NO_EXCHANGE));
  }

  @Test
  void whatIsNotTakenIsToldInTheAnswer() throws Exception {
    HttpResponse<byte[]> answer =
        traces(new Spans().chat("a-1", "hello").nobodys().nobodys().other().protobuf());
    assertEquals(200, answer.statusCode());
    var partial = ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess();
    assertEquals(2, partial.getRejectedSpans());
    assertEquals("2 NO_ACCOUNT", partial.getErrorMessage());
    assertEquals(2, counts.rejected(RejectionReason.NO_ACCOUNT));
  }

  @Test
  void jsonIsAnsweredInJson() throws Exception {
    HttpResponse<byte[]> answer = post("/v1/traces", "application/json", Spans.json("a-3"));
    assertEquals(200, answer.statusCode());
    assertEquals("{}", new String(answer.body(), UTF_8));
    assertEquals(1, producer.history().size());
    HttpResponse<byte[]> broken =
        post(
            "/v1/traces", "application/json; charset=utf-8", "{\"resourceSpans\":".getBytes(UTF_8));
    assertEquals(400, broken.statusCode());
    assertEquals("{\"code\":3,\"message\":\"MALFORMED\"}", new String(broken.body(), UTF_8));
  }

  @Test
  void whoeverFindsNoRoomIsToldWhenToComeAgainAndLosesNothing() throws Exception {
    MemoryBudget.Lease all = memory.lease();
    assertTrue(all.take(MEMORY_MAX));
    byte[] body = new Spans().chat("a-1", "hello").protobuf();
    HttpResponse<byte[]> answer = traces(body);
    assertEquals(503, answer.statusCode());
    assertEquals("2", answer.headers().firstValue("Retry-After").orElse(""));
    assertEquals(1, counts.deferrals(Deferral.NO_MEMORY));
    all.close();
    assertEquals(200, traces(body).statusCode());
    assertEquals(1, counts.accepted());
  }

  @Test
  void whatKafkaDoesNotTakeIsNotAnsweredAsTaken() throws Exception {
    producer.sendException = new TimeoutException("no room");
    byte[] body = new Spans().chat("a-1", "hello").protobuf();
    HttpResponse<byte[]> answer = traces(body);
    assertEquals(503, answer.statusCode());
    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
    assertEquals(1, counts.deferrals(Deferral.KAFKA_AWAY));
    assertEquals(0, counts.accepted());
    producer.sendException = null;
    assertEquals(200, traces(body).statusCode());
    assertEquals(1, counts.accepted());
  }

  @Test
  void anEventThatTheTopicWillNeverTakeIsRefusedAndTheOthersAreTaken() throws Exception {
    producer.answer =
        event ->
            new String(event, UTF_8).contains("a-large")
                ? new RecordTooLargeException("1,000,000 bytes")
                : null;
    HttpResponse<byte[]> answer =
        traces(new Spans().chat("a-1", "x").chat("a-large", "x").chat("a-2", "x").protobuf());
    assertEquals(200, answer.statusCode());
    var partial = ExportTraceServiceResponse.parseFrom(answer.body()).getPartialSuccess();
    assertEquals("1 RECORD_TOO_LARGE", partial.getErrorMessage());
    assertEquals(1, counts.rejected(RejectionReason.RECORD_TOO_LARGE));
    assertEquals(2, counts.accepted());
    assertEquals(2, producer.history().size());
  }

  @Test
  void aRequestThatWeFailAtIsAnswered() throws Exception {
    producer.answer = event -> new StackOverflowError("a test's");
    assertEquals(500, traces(new Spans().chat("a-1", "hello").protobuf()).statusCode());
  }

  @Test
  void rightsThatAreMissingAreToldUntilTheyAreThere() throws Exception {
    producer.answer = event -> new TopicAuthorizationException("inference.events");
    byte[] body = new Spans().chat("a-1", "hello").protobuf();
    assertEquals(503, traces(body).statusCode());
    assertEquals(1, counts.deferrals(Deferral.KAFKA_REFUSES));
    assertEquals("inference.events", receiving.sender().refusal());
    producer.answer = event -> null;
    assertEquals(200, traces(body).statusCode());
    assertNull(receiving.sender().refusal());
  }

  @Test
  void aBodyIsBoundedPackedAndUnpacked() throws Exception {
    assertEquals(413, traces(new byte[BODY_MAX + 1]).statusCode());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[64 << 20]);
    }
    assertTrue(packed.size() < 100_000, "a bomb");
    assertEquals(413, gzipped(packed.toByteArray()));
    assertEquals(400, gzipped(new byte[] {1, 2, 3}));
    assertEquals(400, gzipped(Arrays.copyOf(packed.toByteArray(), 500)));
    ByteArrayOutputStream good = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(good)) {
      gzip.write(new Spans().chat("a-1", "hello").protobuf());
    }
    assertEquals(200, gzipped(good.toByteArray()));
    assertEquals(1, counts.accepted());
  }

  private int gzipped(byte[] body) throws Exception {
    HttpRequest request =
        to("/v1/traces")
            .header("Content-Type", "application/x-protobuf")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, BodyHandlers.ofByteArray()).statusCode();
  }

  @Test
  void whatIsNotOtlpIsRefusedAndCounted() throws Exception {
    assertEquals(404, post("/v1/metrics", "application/x-protobuf", new byte[3]).statusCode());
    assertEquals(415, post("/v1/traces", "text/plain", new byte[3]).statusCode());
    assertEquals(405, client.send(to("/v1/logs").build(), BodyHandlers.ofByteArray()).statusCode());
    assertEquals(400, traces(new byte[] {(byte) 0xFF, 1, 2}).statusCode());
    assertEquals(200, traces(new byte[0]).statusCode(), "an export of nothing");
    String metrics = receiving.metrics();
    assertTrue(metrics.contains("refused_requests_total{source=\"otlp\"} 3\n"), metrics);
    assertTrue(
        metrics.contains("rejected_total{source=\"otlp\",reason=\"malformed\"} 1\n"), metrics);
  }

  @Test
  void whoeverGoesAwayWithinARequestIsCounted() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", http.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: 1000\r\n\r\nabc"
              .getBytes(UTF_8));
      out.flush();
      Thread.sleep(50);
    }
    String counted = "abandoned_requests_total{source=\"otlp\"} 1\n";
    for (int i = 0; i < 1_500 && !receiving.metrics().contains(counted); i++) {
      Thread.sleep(20);
    }
    assertTrue(receiving.metrics().contains(counted), receiving::metrics);
  }
}

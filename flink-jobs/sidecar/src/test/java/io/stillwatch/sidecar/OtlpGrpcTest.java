package io.stillwatch.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.schemas.InferenceEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What exporters that speak gRPC get to hear, and what then stands on the topic. */
class OtlpGrpcTest {

  private static final int BODY_MAX = 1 << 20;
  private static final int MEMORY_MAX = SidecarLimits.BODY_COPIES * BODY_MAX;

  private final MemoryBudget memory = new MemoryBudget(MEMORY_MAX);
  private Receiving receiving;
  private OtlpGrpc grpc;
  private ManagedChannel channel;

  @BeforeEach
  void start(@TempDir Path dir) throws IOException {
    receiving = new Receiving(dir, BODY_MAX);
    grpc =
        OtlpGrpc.start(
            new InetSocketAddress("127.0.0.1", 0), receiving.reception(), memory, BODY_MAX);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpc.port()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    grpc.close();
    // A handler gives back what it read after its client has the answer, and nobody joins handlers.
    awaitSo(() -> memory.used() == 0);
    assertEquals(0, memory.used(), "memory that nobody gave back");
  }

  private TraceServiceBlockingStub traces() {
    return TraceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static ExportTraceServiceRequest request(Spans spans) throws IOException {
    return ExportTraceServiceRequest.parseFrom(spans.protobuf());
  }

  private static ExportTraceServiceRequest ofBytes(int bytes) throws IOException {
    return request(new Spans().chat("a-1", "x".repeat(bytes)));
  }

  private static StatusRuntimeException refused(Status.Code code, Runnable call) {
    StatusRuntimeException told = assertThrows(StatusRuntimeException.class, call::run);
    assertEquals(code, told.getStatus().getCode(), told.getMessage());
    return told;
  }

  private static long secondsUntilAgain(StatusRuntimeException told) throws IOException {
    return StatusProto.fromThrowable(told)
        .getDetails(0)
        .unpack(RetryInfo.class)
        .getRetryDelay()
        .getSeconds();
  }

  /** A call is counted once its stream is closed: the client has its answer before that. */
  private void awaitCounted(String counted) throws InterruptedException {
    awaitSo(() -> receiving.metrics().contains(counted));
    assertTrue(receiving.metrics().contains(counted), receiving::metrics);
  }

  private static void awaitSo(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean() && System.nanoTime() < until) {
      Thread.sleep(10);
    }
  }

  @Test
  void eventsStandOnTheTopicSealedAndWithoutTextOnceItIsAnswered() throws Exception {
    ExportTraceServiceResponse answer =
        traces()
            .export(request(new Spans().chat("a-1", Spans.DEMAND).chat("a-2", "hello").other()));
    assertEquals(ExportTraceServiceResponse.getDefaultInstance(), answer, "all taken");
    List<InferenceEvent> events = receiving.sealedEvents();
    assertEquals(2, events.size());
    assertEquals("a-1", events.get(0).getAccountId());
    assertNull(events.get(0).getPromptText());
    assertNotNull(events.get(0).getFeatures());
    assertEquals(2, receiving.counts().accepted());
  }

  @Test
  void whatIsNotTakenIsToldInTheAnswerAndLogsAreTakenAsWell() throws Exception {
    var partial =
        traces()
            .withCompression("gzip")
            .export(request(new Spans().chat("a-1", "hello").nobodys().nobodys()))
            .getPartialSuccess();
    assertEquals(2, partial.getRejectedSpans());
    assertEquals("2 NO_ACCOUNT", partial.getErrorMessage());
    assertTrue(
        LogsServiceGrpc.newBlockingStub(channel)
            .export(ExportLogsServiceRequest.getDefaultInstance())
            .getUnknownFields()
            .asMap()
            .isEmpty());
    assertEquals(2, receiving.counts().rejected(RejectionReason.NO_ACCOUNT));
  }

  @Test
  void whoeverFindsNoRoomIsToldWhenToComeAgainAndLosesNothing() throws Exception {
    ExportTraceServiceRequest large = ofBytes(BODY_MAX / 2);
    try (MemoryBudget.Lease all = memory.lease()) {
      assertTrue(all.take(MEMORY_MAX - BODY_MAX / 4));
      StatusRuntimeException arriving =
          refused(Status.Code.UNAVAILABLE, () -> traces().export(large));
      assertEquals(2, secondsUntilAgain(arriving));
      StatusRuntimeException unpacked =
          refused(Status.Code.UNAVAILABLE, () -> traces().withCompression("gzip").export(large));
      assertEquals(2, secondsUntilAgain(unpacked));
    }
    assertEquals(2, receiving.counts().deferrals(Deferral.NO_MEMORY));
    assertEquals(0, receiving.counts().accepted());
    traces().export(large);
    assertEquals(1, receiving.counts().accepted());
  }

  @Test
  @Timeout(60)
  void piecesOfAByteAreChargedForWhatTheyTakeAndNotForWhatTheySay() throws Exception {
    try (RawGrpc client = new RawGrpc(grpc.port(), 65_535)) {
      client.begin(TraceServiceGrpc.getExportMethod().getFullMethodName());
      byte[] message = RawGrpc.message(new byte[BODY_MAX]);
      int pieces = MEMORY_MAX / SidecarLimits.GRPC_PIECE_BYTES_MIN + 10;
      client.send(Arrays.copyOf(message, 10), 10, false);
      while (memory.used()
          == 0) { // until it is asked for the rest, which then comes piece by piece
        Thread.sleep(5);
      }
      client.send(Arrays.copyOfRange(message, 10, 10 + pieces), 1, false);
      assertEquals(RawGrpc.HEADERS, client.await(RawGrpc.HEADERS));
      assertEquals(1, receiving.counts().deferrals(Deferral.NO_MEMORY));
    }
  }

  @Test
  void whoeverDoesNotTakeItsAnswerHoldsNoMemoryAndIsResetInTheEnd() throws Exception {
    try (RawGrpc client = new RawGrpc(grpc.port(), 0)) {
      client.begin(TraceServiceGrpc.getExportMethod().getFullMethodName());
      byte[] request = new Spans().chat("a-1", "hello").protobuf();
      client.send(RawGrpc.message(request), request.length + 5, true);
      assertEquals(RawGrpc.HEADERS, client.await(RawGrpc.HEADERS)); // its status comes after a body
      for (int i = 0; i < 500 && memory.used() > 0; i++) {
        Thread.sleep(10);
      }
      assertEquals(0, memory.used(), "answered, but not taken");
      assertEquals(1, receiving.counts().accepted());
      assertEquals(RawGrpc.RESET, client.await(RawGrpc.DATA));
    }
  }

  @Test
  void whatKafkaDoesNotTakeIsNotAnsweredAsTaken() throws Exception {
    ExportTraceServiceRequest request = request(new Spans().chat("a-1", "hello"));
    receiving.producer().sendException = new TimeoutException("no room");
    StatusRuntimeException told = refused(Status.Code.UNAVAILABLE, () -> traces().export(request));
    assertEquals("KAFKA_AWAY", told.getStatus().getDescription());
    assertEquals(2, secondsUntilAgain(told));
    assertEquals(1, receiving.counts().deferrals(Deferral.KAFKA_AWAY));
    receiving.producer().sendException = null;
    traces().export(request);
    assertEquals(1, receiving.counts().accepted());
  }

  @Test
  void aMessageIsBoundedPackedAndUnpackedForGood() throws Exception {
    ExportTraceServiceRequest large = ofBytes(BODY_MAX + 1);
    assertNull(
        StatusProto.fromThrowable(
                refused(Status.Code.RESOURCE_EXHAUSTED, () -> traces().export(large)))
            .getDetailsList()
            .stream()
            .findAny()
            .orElse(null));
    refused(Status.Code.RESOURCE_EXHAUSTED, () -> traces().withCompression("gzip").export(large));
    awaitCounted("refused_requests_total{source=\"otlp\"} 2\n");
    traces().export(request(new Spans().chat("a-1", "hello")));
  }

  @Test
  void aMessageThatIsTooLargeFillsNoLogWithStackTraces() throws Exception {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger all = Logger.getLogger("");
    all.addHandler(handler);
    try {
      ExportTraceServiceRequest large = ofBytes(BODY_MAX + 1);
      refused(Status.Code.RESOURCE_EXHAUSTED, () -> traces().export(large));
      awaitCounted("refused_requests_total{source=\"otlp\"} 1\n");
    } finally {
      all.removeHandler(handler);
    }
    assertTrue(logged.stream().allMatch(line -> line.getThrown() == null), logged::toString);
  }

  @Test
  void whatIsNotOtlpIsRefused() throws Exception {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(TraceServiceGrpc.getExportMethod().getFullMethodName())
            .setRequestMarshaller(OtlpGrpc.BYTES)
            .setResponseMarshaller(OtlpGrpc.BYTES)
            .build();
    byte[] broken = {(byte) 0xFF, 1, 2};
    refused(
        Status.Code.INVALID_ARGUMENT,
        () -> ClientCalls.blockingUnaryCall(channel, export, CallOptions.DEFAULT, broken));
    refused(
        Status.Code.UNIMPLEMENTED,
        () ->
            ClientCalls.blockingUnaryCall(
                channel,
                export.toBuilder().setFullMethodName("opentelemetry.Metrics/Export").build(),
                CallOptions.DEFAULT,
                broken));
    awaitCounted("reason=\"malformed\"} 1\n");
    awaitCounted("refused_requests_total{source=\"otlp\"} 1\n");
  }

  @Test
  void whoeverGoesAwayWithinACallIsCounted() throws Exception {
    ClientCall<ExportTraceServiceRequest, ExportTraceServiceResponse> call =
        channel.newCall(TraceServiceGrpc.getExportMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    traces().export(request(new Spans().chat("a-1", "hello"))); // by then the server has begun it
    call.cancel("gone", null);
    awaitCounted("abandoned_requests_total{source=\"otlp\"} 1\n");
  }

  @Test
  void oneConnectionTooManyIsClosed() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < SidecarLimits.GRPC_CONNECTIONS_MAX; i++) {
        open.add(new Socket("127.0.0.1", grpc.port()));
      }
      try (Socket further = new Socket("127.0.0.1", grpc.port())) {
        further.setSoTimeout(30_000);
        assertEquals(-1, readOrClosed(further));
      }
      open.remove(0).close();
      StatusRuntimeException last = null;
      for (int i = 0; i < 1_000; i++) { // the server hears a moment later that there is room
        try {
          traces().export(request(new Spans().chat("a-1", "hello")));
          return;
        } catch (StatusRuntimeException e) {
          last = e;
          channel.resetConnectBackoff();
          Thread.sleep(20);
        }
      }
      throw new AssertionError("no room was made", last);
    } finally {
      for (Socket one : open) {
        one.close();
      }
    }
  }

  private static int readOrClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException e) {
      return -1; // reset, where the other end was faster
    }
  }
}

package io.stillwatch.sidecar;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.stillwatch.intake.settings.SettingsReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes OTLP over gRPC: {@code Export} of the services of traces and of logs, gzipped or not.
 *
 * <p>OK means that Kafka has every event. Whoever is to come again gets UNAVAILABLE with a {@code
 * RetryInfo}, as OTLP has it; everything else is final. Messages stay bytes: intake reads them, and
 * what they may hold is counted while they arrive ({@link OtlpGrpcCall}).
 */
final class OtlpGrpc implements AutoCloseable {

  private static final String TRACES = "opentelemetry.proto.collector.trace.v1.TraceService";
  private static final String LOGS = "opentelemetry.proto.collector.logs.v1.LogsService";
  private static final Context.Key<OtlpGrpcCall> CALL = Context.key("call");

  /**
   * It tells of each message that is broken or too large with a stack trace, which whoever sends
   * them could fill the log with; they are answered, and counted. Kept, or its level is forgotten.
   */
  private static final Logger OF_STREAMS =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerStream");

  static {
    OF_STREAMS.setLevel(Level.OFF);
  }

  /** The message as the stream that it is: how much of it is read is for the call to say. */
  private static final Marshaller<InputStream> AS_IT_COMES =
      new Marshaller<>() {
        @Override
        public InputStream stream(InputStream bytes) {
          return bytes;
        }

        @Override
        public InputStream parse(InputStream bytes) {
          return bytes;
        }
      };

  static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ExecutorService handlers =
      Executors.newFixedThreadPool(SidecarLimits.HANDLERS, new DaemonThreads("otlp-grpc"));
  private final EventLoopGroup acceptor = eventLoops(1);
  private final EventLoopGroup connections = eventLoops(SidecarLimits.GRPC_IO_THREADS);
  private final Server server;

  private OtlpGrpc(
      InetSocketAddress listen, Reception reception, MemoryBudget memory, int bodyBytesMax) {
    this.server =
        NettyServerBuilder.forAddress(listen)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(connections)
            .channelFactory(BoundedServerChannel::new)
            .executor(handlers)
            .maxInboundMessageSize(bodyBytesMax)
            .maxInboundMetadataSize(SidecarLimits.GRPC_METADATA_BYTES_MAX)
            .flowControlWindow(SidecarLimits.GRPC_WINDOW_BYTES)
            .maxConcurrentCallsPerConnection(SidecarLimits.GRPC_CALLS_PER_CONNECTION_MAX)
            .maxRstFramesPerWindow(
                SidecarLimits.GRPC_RESETS_MAX, (int) SidecarLimits.REQUEST_MAX.toSeconds())
            .handshakeTimeout(SidecarLimits.REQUEST_MAX.toSeconds(), TimeUnit.SECONDS)
            .maxConnectionIdle(SidecarLimits.GRPC_IDLE_MAX.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTime(SidecarLimits.GRPC_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .addStreamTracerFactory(
                new ServerStreamTracer.Factory() {
                  @Override
                  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                    return new OtlpGrpcCall(CALL, reception, memory, bodyBytesMax, connections);
                  }
                })
            .addService(service(TRACES))
            .addService(service(LOGS))
            .build();
  }

  private static EventLoopGroup eventLoops(int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DaemonThreads("otlp-grpc-io"), NioIoHandler.newFactory());
  }

  private ServerServiceDefinition service(String name) {
    MethodDescriptor<InputStream, byte[]> export =
        MethodDescriptor.<InputStream, byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(name, "Export"))
            .setRequestMarshaller(AS_IT_COMES)
            .setResponseMarshaller(BYTES)
            .build();
    return ServerServiceDefinition.builder(name).addMethod(export, this::begin).build();
  }

  private ServerCall.Listener<InputStream> begin(
      ServerCall<InputStream, byte[]> call, Metadata headers) {
    return CALL.get().begin(call);
  }

  static OtlpGrpc start(
      InetSocketAddress listen, Reception reception, MemoryBudget memory, int bodyBytesMax)
      throws IOException {
    OtlpGrpc grpc = new OtlpGrpc(listen, reception, memory, bodyBytesMax);
    try {
      grpc.server.start();
      return grpc;
    } catch (IOException e) {
      grpc.stopThreads();
      throw new IOException(
          "OTLP over gRPC cannot be taken on "
              + SettingsReader.print(listen)
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "; choose another listen.grpc",
          e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Takes no more calls, and answers those that are under way. */
  @Override
  public void close() throws InterruptedException {
    server.shutdown();
    if (!server.awaitTermination(SidecarLimits.DRAIN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      server.shutdownNow();
    }
    stopThreads();
  }

  private void stopThreads() {
    handlers.shutdownNow();
    for (EventLoopGroup loops : new EventLoopGroup[] {acceptor, connections}) {
      var unused =
          loops.shutdownGracefully(0, SidecarLimits.DRAIN_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}

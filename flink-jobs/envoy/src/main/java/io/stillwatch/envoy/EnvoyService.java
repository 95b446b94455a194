package io.stillwatch.envoy;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.stillwatch.subscriber.Acknowledger;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.ControlTopicReader;
import io.stillwatch.subscriber.SubscriberLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reference enforcement service, running: a reader of the control topic, and a gRPC server with
 * Envoy's external authorization and the standard health service.
 *
 * <p>Health is SERVING once the table holds what the topics held at the start, until nothing reads
 * the topics any more. A table that is old does not end it: what then still holds is the {@code
 * StalenessRule}'s matter.
 */
public final class EnvoyService implements AutoCloseable {

  private final ControlTopicReader reader;
  private final Acknowledger acknowledger;
  private final Authorization authorization;
  private final HealthStatusManager health;
  private final Server server;

  private EnvoyService(
      ControlTopicReader reader,
      Acknowledger acknowledger,
      Authorization authorization,
      HealthStatusManager health,
      Server server) {
    this.reader = reader;
    this.acknowledger = acknowledger;
    this.authorization = authorization;
    this.health = health;
    this.server = server;
  }

  /**
   * Starts it. The table may still be being read when this returns.
   *
   * @throws IOException when the port cannot be had or the certificate cannot be used
   * @throws org.apache.kafka.common.KafkaException when the settings of Kafka are wrong
   */
  public static EnvoyService start(EnvoySettings settings, ControlTopicListener listener)
      throws IOException {
    InstantSource clock = InstantSource.system();
    ActionsInForce actions = new ActionsInForce(settings.staleness());
    ControlTopicReader reader =
        ControlTopicReader.start(settings.kafka(), settings.topics(), actions, clock, listener);
    Server server = null;
    try {
      CompletableFuture<Void> caughtUp = reader.caughtUp();
      Authorization authorization =
          new Authorization(settings, actions, clock, System::nanoTime, () -> isReady(caughtUp));
      HealthStatusManager health = new HealthStatusManager();
      set(health, ServingStatus.NOT_SERVING);
      server = listening(server(settings, authorization, health), settings);
      follow(health, caughtUp, reader.ended());
      Acknowledger acknowledger =
          Acknowledger.start(
              settings.kafka(),
              settings.topics(),
              settings.name(),
              reader,
              actions,
              clock,
              SubscriberLimits.ACKNOWLEDGE_EVERY,
              authorization::counts);
      return new EnvoyService(reader, acknowledger, authorization, health, server);
    } catch (IOException | RuntimeException e) {
      if (server != null) {
        server.shutdownNow();
      }
      reader.close();
      throw e;
    }
  }

  /** Whether the table was ever whole: a reader that ended before has none. */
  static boolean isReady(CompletableFuture<Void> caughtUp) {
    return caughtUp.isDone() && !caughtUp.isCompletedExceptionally();
  }

  static void follow(
      HealthStatusManager health, CompletableFuture<Void> caughtUp, CompletableFuture<Void> ended) {
    CompletableFuture<Void> unused = caughtUp.thenRun(() -> set(health, ServingStatus.SERVING));
    CompletableFuture<Void> unusedToo = ended.thenRun(() -> set(health, ServingStatus.NOT_SERVING));
  }

  private static void set(HealthStatusManager health, ServingStatus status) {
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
  }

  private static Server listening(Server server, EnvoySettings settings) throws IOException {
    try {
      return server.start();
    } catch (IOException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot listen on " + settings.address() + ": " + why.getMessage(), e);
    }
  }

  private static Server server(
      EnvoySettings settings, Authorization authorization, HealthStatusManager health)
      throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(settings.listen())
            .directExecutor() // nothing in it waits
            .maxInboundMessageSize(EnvoyLimits.CHECK_BYTES_MAX)
            .maxInboundMetadataSize(EnvoyLimits.METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(EnvoyLimits.CALLS_PER_CONNECTION_MAX)
            .keepAliveTime(EnvoyLimits.KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .addService(authorization)
            .addService(health.getHealthService());
    SslContext tls = tls(settings);
    if (tls != null) {
      builder.sslContext(tls);
    }
    return builder.build();
  }

  private static @Nullable SslContext tls(EnvoySettings settings) throws IOException {
    Path certificate = settings.certificate();
    Path key = settings.key();
    if (certificate == null || key == null) {
      return null;
    }
    try {
      SslContextBuilder tls = GrpcSslContexts.forServer(certificate.toFile(), key.toFile());
      if (settings.clientAuthority() != null) {
        tls.trustManager(settings.clientAuthority().toFile()).clientAuth(ClientAuth.REQUIRE);
      }
      return tls.build();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "tls.certificate and tls.key cannot be used: they must be PEM files that belong together",
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Whether the table has held what the topics held at the start. */
  public boolean isReady() {
    return isReady(reader.caughtUp());
  }

  /** Done once the table holds what the topics held at the start. */
  public CompletableFuture<Void> caughtUp() {
    return reader.caughtUp();
  }

  /** What Prometheus reads: how old what it decides by is, and what it answered. */
  public String metrics() {
    StringBuilder out = new StringBuilder();
    line(out, "ready", isReady() ? 1 : 0);
    line(out, "table_age_seconds", reader.staleness().age().toSeconds());
    line(out, "waiting", reader.waiting());
    line(out, "undecodable", reader.undecodable());
    authorization.counts().forEach((name, count) -> line(out, name.replace('.', '_'), count));
    return out.toString();
  }

  private static void line(StringBuilder out, String name, long value) {
    out.append("stillwatch_envoy_").append(name).append(' ').append(value).append('\n');
  }

  /** What does not pass by itself. That Kafka is away does, and is told by the table's age. */
  public List<String> troubles() {
    return reader.ended().isDone()
        ? List.of("nothing reads the control topic any more")
        : List.of();
  }

  /** Ends it: first no more checks are taken, then those on their way are answered. */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(EnvoyLimits.DRAIN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    acknowledger.close();
    reader.close();
  }
}

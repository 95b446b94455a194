package io.stillwatch.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.stillwatch.subscriber.ControlTopicListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class EnvoyServiceTest {

  private static final Pattern AGED = Pattern.compile("stillwatch_envoy_table_age_seconds [1-9]");

  @Test
  @Timeout(120)
  void aStartThatFailsLeavesNoServerBehind() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    EnvoySettings settings =
        EnvoySettings.load(
            null,
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "identity.account", "metadata:jwt/payload/sub",
                "listen", "127.0.0.1:" + port,
                "kafka.acks", "nonsense")); // wrong for a producer only, which comes last
    assertThrows(
        KafkaException.class, () -> EnvoyService.start(settings, ControlTopicListener.SILENT));
    while (isTaken(port)) {
      Thread.sleep(20);
    }
  }

  @Test
  @Timeout(120)
  void aPortThatSomebodyElseHasIsNamedAsItIsWritten() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String listen = "127.0.0.1:" + taken.getLocalPort();
      EnvoySettings settings =
          EnvoySettings.load(
              null,
              Map.of(
                  "bootstrap.servers", "127.0.0.1:1",
                  "identity.account", "metadata:jwt/payload/sub",
                  "listen", listen));
      IOException e =
          assertThrows(
              IOException.class,
              () -> EnvoyService.start(settings, ControlTopicListener.SILENT).close());
      assertTrue(String.valueOf(e.getMessage()).startsWith("cannot listen on " + listen + ": "));
    }
  }

  @Test
  @Timeout(120)
  void whoeverHasNotReadTheTopicsSaysSoAndForHowLong() throws Exception {
    EnvoySettings settings =
        EnvoySettings.load(
            null,
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "identity.account", "metadata:jwt/payload/sub",
                "listen", "127.0.0.1:0"));
    try (EnvoyService service = EnvoyService.start(settings, ControlTopicListener.SILENT)) {
      while (!AGED.matcher(service.metrics()).find()) {
        Thread.sleep(20);
      }
      assertTrue(service.metrics().contains("stillwatch_envoy_ready 0\n"), service.metrics());
      assertTrue(service.metrics().contains("stillwatch_envoy_checks_suspended 0\n"));
      assertTrue(service.metrics().contains("stillwatch_envoy_waiting 0\n"));
      assertTrue(service.metrics().contains("stillwatch_envoy_undecodable 0\n"));
      assertEquals(List.of(), service.troubles());
    }
  }

  /** What the README says of padding: a check that fails lets its request through. */
  @Test
  @Timeout(120)
  void whatEnvoysBoundsLetThroughIsTakenAndTwiceThatIsNot() throws Exception {
    EnvoySettings settings =
        EnvoySettings.load(
            null,
            Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "identity.account", "metadata:jwt/payload/sub",
                "listen", "127.0.0.1:0"));
    try (EnvoyService service = EnvoyService.start(settings, ControlTopicListener.SILENT)) {
      assertEquals(Status.Code.UNAVAILABLE, refusal(service, 100 << 10), "asked, and not ready");
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, refusal(service, 200 << 10));
    }
  }

  /** Of a check of a request all of whose headers are its path. */
  private static Status.Code refusal(EnvoyService service, int pathChars) {
    String path = "/".repeat(pathChars);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", service.port()).usePlaintext().build();
    try {
      CheckRequest check =
          CheckRequest.newBuilder()
              .setAttributes(
                  AttributeContext.newBuilder()
                      .setRequest(
                          AttributeContext.Request.newBuilder()
                              .setHttp(
                                  AttributeContext.HttpRequest.newBuilder()
                                      .setPath(path)
                                      .putHeaders(":path", path))))
              .build();
      return assertThrows(
              StatusRuntimeException.class,
              () -> AuthorizationGrpc.newBlockingStub(channel).check(check))
          .getStatus()
          .getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static boolean isTaken(int port) {
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}

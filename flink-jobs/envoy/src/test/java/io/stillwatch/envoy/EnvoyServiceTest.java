package io.stillwatch.envoy;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.stillwatch.subscriber.ControlTopicListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class EnvoyServiceTest {

  @Test
  @Timeout(20)
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

  private static boolean isTaken(int port) {
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}

package io.stillwatch.trials;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for an engine's broker that is killed and comes back under the same address. */
final class DrillPort {

  /**
   * Below those that systems give to outgoing connections: one of these could have it meanwhile.
   */
  private static final int FROM = 20_000;

  private static final int TO = 32_000;

  private DrillPort() {}

  static int free() throws IOException {
    try (ServerSocket socket = held()) {
      return socket.getLocalPort();
    }
  }

  /** One that nobody else is given until it is closed. */
  static ServerSocket held() throws IOException {
    for (int attempt = 0; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }
}

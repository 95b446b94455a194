package io.stillwatch.deploy;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for who binds it only later. */
final class QuietPort {

  /**
   * Below those that systems give to outgoing connections: one of these could have it meanwhile.
   */
  private static final int FROM = 20_000;

  private static final int TO = 32_000;

  private QuietPort() {}

  static int free() throws IOException {
    for (int attempt = 0; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (attempt == 100) {
          throw e;
        }
      }
    }
  }
}

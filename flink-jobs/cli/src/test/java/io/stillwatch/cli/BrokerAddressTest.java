package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerAddressTest {

  @Test
  void brokersThatSwallowPacketsAreToldInSecondsHoweverManyTheyAre() throws IOException {
    try (Full full = new Full()) {
      String address = full.address();
      WrongUse e =
          assertTimeout(
              Duration.ofSeconds(5),
              () ->
                  assertThrows(
                      WrongUse.class,
                      () ->
                          BrokerAddress.requireReachable(address + "," + address + "," + address)));
      String silent = address + " gave no answer within 3 s";
      assertEquals(
          "no Kafka broker can be reached ("
              + String.join(", ", silent, silent, silent)
              + "); check --bootstrap-servers and that the broker runs",
          e.getMessage());
    }
  }

  @Test
  void oneThatAnswersIsNotKeptWaitingByTheOthers() throws IOException {
    try (Full full = new Full();
        ServerSocket fine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertTimeout(
          Duration.ofSeconds(2),
          () ->
              BrokerAddress.requireReachable(
                  full.address() + ",no.such.invalid:1,127.0.0.1:" + fine.getLocalPort()));
    }
  }

  /** A port whose queue is full: the kernel answers no packet of a connection. */
  private static final class Full implements AutoCloseable {

    private final ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    Full() throws IOException {
      boolean full = false;
      while (!full && waiting.size() < 50) {
        Socket socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getLocalPort()), 200);
        } catch (SocketTimeoutException e) {
          full = true;
        }
      }
      assertTrue(full, "the queue has no end");
    }

    String address() {
      return "127.0.0.1:" + port.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
      port.close();
    }
  }
}

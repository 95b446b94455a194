package io.stillwatch.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Checks a list of brokers before a Kafka client would try them for minutes. */
public final class BrokerAddress {

  private static final int CONNECT_TIMEOUT_MS = 3_000;

  private BrokerAddress() {}

  /** Returns quietly when one of them takes a connection. */
  public static void requireReachable(String bootstrapServers) {
    List<String> failures = new ArrayList<>();
    for (InetSocketAddress address : parse(bootstrapServers)) {
      if (address.isUnresolved()) {
        failures.add(address.getHostString() + " is not a known host");
        continue;
      }
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_TIMEOUT_MS);
        return;
      } catch (IOException e) {
        failures.add(address.getHostString() + ":" + address.getPort() + " " + Reason.of(e));
      }
    }
    throw new WrongUse(
        "no Kafka broker can be reached ("
            + String.join(", ", failures)
            + "); check --bootstrap-servers and that the broker runs");
  }

  private static List<InetSocketAddress> parse(String bootstrapServers) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String part : bootstrapServers.split(",", -1)) {
      String address = part.strip();
      int colon = address.lastIndexOf(':');
      try {
        int port = Integer.parseInt(address, colon + 1, address.length(), 10);
        if (colon <= 0 || port < 1 || port > 65_535) {
          throw malformed(address);
        }
        String host = address.substring(0, colon);
        addresses.add(new InetSocketAddress(host.replace("[", "").replace("]", ""), port));
      } catch (NumberFormatException e) {
        throw malformed(address);
      }
    }
    return addresses;
  }

  private static WrongUse malformed(String address) {
    return new WrongUse(
        "'" + address + "' is not a broker address; write host:port, several with commas between");
  }
}

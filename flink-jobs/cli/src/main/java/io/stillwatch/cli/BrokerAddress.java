package io.stillwatch.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Checks a list of brokers before a Kafka client would try them for minutes. */
public final class BrokerAddress {

  /** For all of them together. */
  private static final int CONNECT_TIMEOUT_MS = 3_000;

  private BrokerAddress() {}

  /** Returns quietly as soon as one of them takes a connection. */
  public static void requireReachable(String bootstrapServers) {
    String why = unreachable(bootstrapServers);
    if (why != null) {
      throw new WrongUse(
          "no Kafka broker can be reached ("
              + why
              + "); check --bootstrap-servers and that the broker runs");
    }
  }

  /** Null as soon as one of them takes a connection, otherwise why none does. */
  static @Nullable String unreachable(String bootstrapServers) {
    List<InetSocketAddress> addresses = parse(bootstrapServers);
    List<String> failures = new ArrayList<>();
    try (Selector asked = Selector.open()) {
      try {
        for (InetSocketAddress address : addresses) {
          if (address.isUnresolved()) {
            failures.add(address.getHostString() + " is not a known host");
          } else if (takes(asked, address, failures)) {
            return null;
          }
        }
        if (anyTakes(asked, failures)) {
          return null;
        }
      } finally {
        for (SelectionKey open : asked.keys()) {
          open.channel().close();
        }
      }
    } catch (IOException e) {
      failures.add(Reason.of(e));
    }
    return String.join(", ", failures);
  }

  /** Whether it does at once; otherwise the selector tells later, or the failures why not. */
  private static boolean takes(Selector asked, InetSocketAddress address, List<String> failures)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    SelectionKey key = channel.register(asked, SelectionKey.OP_CONNECT, address);
    try {
      return channel.connect(address);
    } catch (IOException e) {
      failed(key, e, failures);
      return false;
    }
  }

  private static boolean anyTakes(Selector asked, List<String> failures) throws IOException {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_TIMEOUT_MS);
    while (asked.keys().stream().anyMatch(SelectionKey::isValid)) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
      if (leftMs <= 0) {
        for (SelectionKey silent : asked.keys()) {
          if (silent.isValid()) {
            failed(silent, null, failures);
          }
        }
        return false;
      }
      asked.select(leftMs);
      for (SelectionKey key : asked.selectedKeys()) {
        try {
          if (((SocketChannel) key.channel()).finishConnect()) {
            return true;
          }
        } catch (IOException e) {
          failed(key, e, failures);
        }
      }
      asked.selectedKeys().clear();
    }
    return false;
  }

  private static void failed(SelectionKey key, @Nullable IOException why, List<String> failures)
      throws IOException {
    InetSocketAddress address = (InetSocketAddress) key.attachment();
    failures.add(
        address.getHostString()
            + ":"
            + address.getPort()
            + (why == null
                ? " gave no answer within " + CONNECT_TIMEOUT_MS / 1_000 + " s"
                : " " + Reason.of(why)));
    key.cancel();
    key.channel().close();
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

package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class TopicTroubleTest {

  @Test
  void aBrokerThatLeadsATopicAndCannotBeReachedIsNamed() throws IOException {
    try (ServerSocket fine = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Socket away = new Socket()) {
      // Bound, so that nobody else gets it meanwhile, and nobody listens.
      away.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Node runs = new Node(1, "127.0.0.1", fine.getLocalPort());
      Node gone = new Node(2, "127.0.0.1", away.getLocalPort());
      TopicTrouble.requireLed(topic(runs, runs));
      assertEquals(
          "a broker that leads words cannot be reached (127.0.0.1:"
              + away.getLocalPort()
              + " Connection refused); check that it runs, and that the name and port that it"
              + " advertises lead to it from here",
          trouble(topic(runs, gone)));
      assertEquals(
          "no broker leads partition 1 of words; start the brokers that have it",
          trouble(topic(runs, Node.noNode())));
    }
  }

  private static String trouble(TopicDescription topic) {
    return String.valueOf(
        assertThrows(WrongUse.class, () -> TopicTrouble.requireLed(topic)).getMessage());
  }

  private static TopicDescription topic(Node first, Node second) {
    return new TopicDescription(
        "words",
        false,
        List.of(
            new TopicPartitionInfo(0, first, List.of(first), List.of(first)),
            new TopicPartitionInfo(1, second, List.of(first), List.of(first))));
  }
}

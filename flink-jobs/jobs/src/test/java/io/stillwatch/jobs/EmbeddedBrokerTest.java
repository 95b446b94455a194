package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class EmbeddedBrokerTest {

  private static final String EVENTS = Topics.standard().events();

  @Test
  void whatWasAcknowledgedIsThereAfterARestartOnTheSameDirectory(@TempDir Path dir)
      throws Exception {
    String cluster;
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir, 0)) {
      assertNotEquals(0, broker.port());
      cluster = clusterId(broker);
      try (Admin admin = Admin.create(client(broker))) {
        TopicSetup.create(admin, Topics.standard(), (short) 1, 2);
      }
      try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
        producer.send(new ProducerRecord<>(EVENTS, bytes("kept"))).get();
      }
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir, 0)) {
      assertEquals(cluster, clusterId(broker));
      assertEquals(List.of("kept"), read(broker));
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAfterItsProcessWasKilled(@TempDir Path dir) throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerVictim.class.getName(),
                dir.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.equals(BrokerVictim.READY)) {
        line = out.readLine();
      }
      assertEquals(BrokerVictim.READY, line);
    } finally {
      victim.destroyForcibly();
    }
    assertTrue(victim.waitFor(60, TimeUnit.SECONDS));
    assertEquals(128 + 9, victim.exitValue(), "ended by SIGKILL, not by itself");

    try (EmbeddedBroker broker = EmbeddedBroker.start(dir, 0)) {
      assertEquals(List.of("kept"), read(broker));
      try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
        producer.send(new ProducerRecord<>(EVENTS, bytes("more"))).get();
      }
      assertEquals(2, read(broker).size());
    }
  }

  @Test
  void aTakenPortIsNamedInTheError(@TempDir Path dir) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      IOException e =
          assertThrows(
              IOException.class, () -> EmbeddedBroker.start(dir, taken.getLocalPort()).close());
      assertTrue(e.toString().contains("port " + taken.getLocalPort()), e.getMessage());
      assertTrue(e.toString().contains("taken"), e.getMessage());
    }
    // Nothing of the failed start is left in the way of the next.
    EmbeddedBroker.start(dir, 0).close();
  }

  /** Of the ports of both listeners, in turn. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whereSomebodyWasFasterAtAFreePortOthersAreTried(int listener, @TempDir Path dir)
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AtomicInteger asked = new AtomicInteger();
      EmbeddedBroker.Ports ports =
          () -> {
            if (asked.getAndIncrement() == listener) {
              return taken.getLocalPort();
            }
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
              return free.getLocalPort();
            }
          };
      try (EmbeddedBroker broker = EmbeddedBroker.start(dir, 0, ports)) {
        assertNotEquals(taken.getLocalPort(), broker.port());
        assertTrue(clusterId(broker).length() > 0);
      }
      assertEquals(4, asked.get(), "two ports, and two others");
    }
  }

  @Test
  void twoBrokersDoNotShareADirectory(@TempDir Path dir) throws Exception {
    try (EmbeddedBroker first = EmbeddedBroker.start(dir, 0)) {
      IOException e = assertThrows(IOException.class, () -> EmbeddedBroker.start(dir, 0).close());
      assertTrue(e.toString().contains("another engine uses"), e.getMessage());
      assertTrue(clusterId(first).length() > 0, "the first goes on");
    }
  }

  private static Map<String, Object> client(EmbeddedBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        client(broker), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static String clusterId(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(client(broker))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static List<String> read(EmbeddedBroker broker) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            client(broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(new TopicPartition(EVENTS, 0), new TopicPartition(EVENTS, 1));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(o -> o).sum();
      List<String> values = new ArrayList<>();
      while (values.size() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          values.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
      return values;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

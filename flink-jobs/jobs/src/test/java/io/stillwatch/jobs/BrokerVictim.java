package io.stillwatch.jobs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A process with a broker in it that acknowledges one record, says so and waits to be killed. */
final class BrokerVictim {

  static final String READY = "acknowledged";

  private BrokerVictim() {}

  @SuppressWarnings("SystemOut") // its standard output is how it talks to the test
  public static void main(String[] args) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]), 0);
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      TopicSetup.create(admin, Topics.standard(), (short) 1, 2);
    }
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    byte[] value = "kept".getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(Topics.standard().events(), value)).get();
    System.out.println(READY);
    Thread.sleep(Long.MAX_VALUE);
  }
}

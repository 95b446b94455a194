package io.stillwatch.sidecar;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.Identity;
import io.stillwatch.intake.Source;
import io.stillwatch.intake.seal.SealCheck;
import io.stillwatch.intake.seal.SealKeyFile;
import io.stillwatch.intake.seal.SealKeys;
import io.stillwatch.intake.seal.SealNeed;
import io.stillwatch.intake.seal.Sealer;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.signals.HashKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What stands behind a receiver: one processor, and a topic of which a test can see the end. */
final class Receiving {

  private static final String TOPIC = "inference.events";
  private static final int PARTITIONS = 4;
  private static final long NOW = 1_780_000_002_000L;
  private static final String KEY = "k1=" + "ab".repeat(32);

  private final SourceCounts counts = new SourceCounts(SidecarSource.OTLP);
  private final Topic producer;
  private final EventSender sender;
  private final RecordReader reader;
  private final Reception reception;

  Receiving(Path dir, int bodyBytesMax) throws IOException {
    Path keys = Files.writeString(dir.resolve("seal.keys"), KEY);
    List<PartitionInfo> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(p -> new PartitionInfo(TOPIC, p, Node.noNode(), new Node[0], new Node[0]))
            .toList();
    Cluster cluster =
        Cluster.empty()
            .withPartitions(
                partitions.stream()
                    .collect(
                        Collectors.toMap(p -> new TopicPartition(TOPIC, p.partition()), p -> p)));
    producer = new Topic(cluster);
    InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    sender = new EventSender(producer, TOPIC, new SealKeyFile(keys, NOW), "pod-1", clock);
    SidecarSource source =
        new SidecarSource(
            new Source(SidecarSource.OTLP, Format.AUTO, Identity.USUAL, true),
            Content.FEATURES,
            null);
    reader = new RecordReader(source, HashKey.PUBLIC, bodyBytesMax);
    reception = new Reception(List.of(reader), sender, counts);
  }

  /** A topic that answers to events as a test says. */
  static final class Topic extends MockProducer<byte[], byte[]> {

    /** What becomes of an event; null when it is taken. An error is thrown at whoever sends it. */
    volatile Function<byte[], @Nullable Throwable> answer = event -> null;

    /** Whether what was sent can be looked at afterwards. */
    volatile boolean keeps = true;

    private Topic(Cluster cluster) {
      super(cluster, true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      Throwable failure = answer.apply(record.value());
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof Exception exception) {
        callback.onCompletion(null, exception);
        return CompletableFuture.failedFuture(exception);
      }
      if (!keeps) {
        callback.onCompletion(null, null);
        return CompletableFuture.completedFuture(null);
      }
      return super.send(record, callback);
    }
  }

  EventSender sender() {
    return sender;
  }

  RecordReader reader() {
    return reader;
  }

  Reception reception() {
    return reception;
  }

  Topic producer() {
    return producer;
  }

  SourceCounts counts() {
    return counts;
  }

  String metrics() {
    StringBuilder text = new StringBuilder();
    counts.print(text);
    return text.toString();
  }

  /** What stands on the topic, of which each record has its seal. */
  List<InferenceEvent> sealedEvents() throws IOException {
    SealCheck check = new SealCheck(SealNeed.REQUIRED, TOPIC, () -> SealKeys.parse(KEY));
    List<InferenceEvent> events = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      byte[] seal = record.headers().lastHeader(Sealer.HEADER).value();
      assertNull(
          check.check(
              new SealCheck.Sealed(record.partition(), events.size(), NOW, seal, record.value())));
      events.add(RecordCodec.of(InferenceEvent.class).decode(record.value()));
    }
    return events;
  }
}

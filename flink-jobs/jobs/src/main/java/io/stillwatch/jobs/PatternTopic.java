package io.stillwatch.jobs;

import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pattern book as it stands on {@code detection.patterns}: revisions under {@code
 * rev|tenant|id|version}, and under {@code live|tenant|id} the pointer to the one that is live.
 *
 * <p>The topic has one partition: a record's offset is its place in the history of the book.
 */
public final class PatternTopic {

  private static final Logger LOG = LoggerFactory.getLogger(PatternTopic.class);
  private static final String LIVE = "live";

  /**
   * A pointer as it was written.
   *
   * @param pointer null when the pattern was taken back to what it is without a pointer
   */
  public record Row(
      long offset, String tenant, String patternId, @Nullable PatternPointer pointer) {

    /** How far the pattern may go: without a pointer it makes findings and no actions. */
    public Mode mode() {
      return pointer == null ? Mode.SHADOW : pointer.getMode();
    }
  }

  /**
   * The pointers, oldest first.
   *
   * @param nextOffset of the next record that will be written
   * @param refused pointers that could not be read, and therefore change nothing
   */
  public record Reading(List<Row> rows, long nextOffset, int refused) {

    public Reading {
      rows = List.copyOf(rows);
    }
  }

  private final KafkaAccess kafka;
  private final Topics topics;

  public PatternTopic(KafkaAccess kafka, Topics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /** Reads the topic to its present end. */
  public Reading read() {
    List<Row> rows = new ArrayList<>();
    int[] refused = new int[1];
    try (TopicTail tail = new TopicTail(kafka, topics.patterns(), "stillwatch-patterns");
        KafkaSchemaResolver schemas =
            new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open()) {
      Reader reader = new Reader(schemas);
      long next =
          tail.readToEnd(
              JobsLimits.TOPIC_READ_TIMEOUT,
              record -> {
                try {
                  Row row = reader.row(record.offset(), record.key(), record.value());
                  if (row != null) {
                    rows.add(row);
                  }
                } catch (IOException e) {
                  refused[0]++;
                  LOG.warn("{}: {}", topics.patterns(), e.getMessage());
                }
              });
      return new Reading(rows, next, refused[0]);
    }
  }

  /**
   * Makes a version of a pattern live for a tenant, or for all with {@code *}.
   *
   * @return the offset of the pointer: its place in the history of the book
   */
  public long promote(
      String tenant,
      String patternId,
      int version,
      Mode mode,
      String author,
      String why,
      InstantSource clock)
      throws InterruptedException {
    SchemaTopic.publish(kafka, topics.schemas());
    PatternPointer pointer =
        PatternPointer.newBuilder()
            .setTenant(tenant)
            .setPatternId(patternId)
            .setVersion(version)
            .setMode(mode)
            .setAuthor(author)
            .setWhy(why)
            .setAt(clock.instant())
            .build();
    return write(
        pointerKey(tenant, patternId), RecordCodec.of(PatternPointer.class).encode(pointer));
  }

  /** Takes a pointer back: the pattern is in shadow again. */
  public long withdraw(String tenant, String patternId) throws InterruptedException {
    return write(pointerKey(tenant, patternId), null);
  }

  private long write(String key, byte @Nullable [] value) throws InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("stillwatch-patterns")) {
      byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
      return producer.send(record(keyBytes, value)).get().offset();
    } catch (ExecutionException e) {
      throw new KafkaException("could not write " + key + " to " + topics.patterns(), e.getCause());
    }
  }

  @SuppressWarnings("NullAway") // a null value is Kafka's tombstone
  private ProducerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
    return new ProducerRecord<>(topics.patterns(), 0, key, value);
  }

  /** The key of a pointer. */
  public static String pointerKey(String tenant, String patternId) {
    return TopicKey.of(LIVE, tenant, patternId);
  }

  /** The key of a revision. */
  public static String revisionKey(String tenant, String patternId, int version) {
    return TopicKey.of("rev", tenant, patternId, String.valueOf(version));
  }

  /** Reads single records of the topic. Thread-confined. */
  static final class Reader {

    private final RecordCodec<PatternPointer> codec;

    Reader(SchemaResolver schemas) {
      this.codec = RecordCodec.of(PatternPointer.class, schemas);
    }

    /**
     * A pointer, or null for a record of another kind.
     *
     * @throws IOException when the record says it is a pointer and is not
     */
    @Nullable Row row(long offset, byte @Nullable [] key, byte @Nullable [] value)
        throws IOException {
      List<String> parts =
          TopicKey.parts(key == null ? "" : new String(key, StandardCharsets.UTF_8));
      if (!parts.get(0).equals(LIVE)) {
        return null;
      }
      if (parts.size() != 3) {
        throw new IOException("the key at offset " + offset + " is not live|tenant|id");
      }
      String tenant = parts.get(1);
      String patternId = parts.get(2);
      if (value == null) {
        return new Row(offset, tenant, patternId, null);
      }
      PatternPointer pointer = decode(offset, value);
      if (!pointer.getTenant().equals(tenant) || !pointer.getPatternId().equals(patternId)) {
        throw new IOException(
            "the pointer at offset " + offset + " is of another pattern than its key says");
      }
      return new Row(offset, tenant, patternId, pointer);
    }

    private PatternPointer decode(long offset, byte[] value) throws IOException {
      try {
        return codec.decode(value);
      } catch (IOException e) {
        throw new IOException("offset " + offset + ": " + e.getMessage(), e);
      }
    }
  }
}

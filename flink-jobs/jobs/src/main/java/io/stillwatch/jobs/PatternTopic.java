package io.stillwatch.jobs;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import io.stillwatch.schemas.PatternRevision;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.TopicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
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
  private static final String REVISION = "rev";

  /**
   * A row as it was written.
   *
   * @param author who wrote it, and
   * @param why for what reason; both empty where the row took something back
   * @param at when a pointer was set, null for any other row
   */
  public record Row(long offset, BookRow row, String author, String why, @Nullable Instant at) {}

  /**
   * The rows, oldest first.
   *
   * @param nextOffset of the next record that will be written
   * @param refused records that could not be read, and therefore change nothing
   */
  public record Reading(List<Row> rows, long nextOffset, int refused) {

    public Reading {
      rows = List.copyOf(rows);
    }

    /** What these rows make of a book. */
    public PatternBook applyTo(PatternBook book) {
      PatternBook changed = book;
      for (Row row : rows) {
        changed = changed.with(row.row());
      }
      return changed;
    }
  }

  private final KafkaAccess kafka;
  private final Topics topics;
  private boolean schemasPublished;

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
              kafka.silenceMax(),
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
   * Writes a version of a pattern down. It is judged in shadow from then on, beside the live one if
   * there is one.
   *
   * @return its offset: its place in the history of the book
   */
  public long publish(PatternRevision revision) throws InterruptedException {
    publishSchemas();
    return write(
        revisionKey(revision.getTenant(), revision.getPatternId(), revision.getVersion()),
        RecordCodec.of(PatternRevision.class).encode(revision));
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
    return promote(
        PatternPointer.newBuilder()
            .setTenant(tenant)
            .setPatternId(patternId)
            .setVersion(version)
            .setMode(mode)
            .setAuthor(author)
            .setWhy(why)
            .setAt(clock.instant())
            .build());
  }

  /** The same, of a pointer that says more than that. */
  public long promote(PatternPointer pointer) throws InterruptedException {
    publishSchemas();
    return write(pointer);
  }

  /**
   * A pointer that stops a pattern, as it was written.
   *
   * @param unpublished why engines of other releases may not be able to read it; null where they
   *     are
   */
  public record Stopped(long offset, @Nullable KafkaException unpublished) {}

  /** The same of a pointer that stops a pattern, which waits for no schemas. */
  public Stopped stop(PatternPointer pointer) throws InterruptedException {
    long offset = write(pointer);
    try {
      int lacked =
          SchemaTopic.publish(kafka, topics.schemas(), Deadline.in(JobsLimits.SCHEMAS_WAIT_MAX));
      // Who met it before its schema was there has passed it over.
      return new Stopped(lacked == 0 ? offset : write(pointer), null);
    } catch (KafkaException e) {
      return new Stopped(offset, e);
    }
  }

  /** Takes a pointer back: the pattern is in shadow again. */
  public long withdraw(String tenant, String patternId) throws InterruptedException {
    return write(pointerKey(tenant, patternId), null);
  }

  private void publishSchemas() throws InterruptedException {
    if (!schemasPublished) {
      SchemaTopic.publish(kafka, topics.schemas());
      schemasPublished = true;
    }
  }

  private long write(PatternPointer pointer) throws InterruptedException {
    return write(
        pointerKey(pointer.getTenant(), pointer.getPatternId()),
        RecordCodec.of(PatternPointer.class).encode(pointer));
  }

  private long write(String key, byte @Nullable [] value) throws InterruptedException {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    return TopicWriter.write(
        kafka, "stillwatch-patterns", topics.patterns(), List.of(record(keyBytes, value)));
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
    return TopicKey.of(REVISION, tenant, patternId, String.valueOf(version));
  }

  /** Reads single records of the topic. Thread-confined. */
  static final class Reader {

    private final RecordCodec<PatternPointer> pointers;
    private final RecordCodec<PatternRevision> revisions;

    Reader(SchemaResolver schemas) {
      this.pointers = RecordCodec.of(PatternPointer.class, schemas);
      this.revisions = RecordCodec.of(PatternRevision.class, schemas);
    }

    /**
     * A row, or null for a record of another kind.
     *
     * @throws IOException when the record is not what its key says
     */
    @Nullable Row row(long offset, byte @Nullable [] key, byte @Nullable [] value)
        throws IOException {
      List<String> parts =
          TopicKey.parts(key == null ? "" : new String(key, StandardCharsets.UTF_8));
      return switch (parts.isEmpty() ? "" : parts.get(0)) {
        case LIVE -> {
          requireParts(offset, parts, 3, "live|tenant|id");
          yield pointer(offset, parts.get(1), parts.get(2), value);
        }
        case REVISION -> {
          requireParts(offset, parts, 4, "rev|tenant|id|version");
          yield revision(offset, parts.get(1), parts.get(2), version(offset, parts.get(3)), value);
        }
        default -> null;
      };
    }

    /** The same as the job takes it. */
    @Nullable BookChange change(long offset, byte @Nullable [] key, byte @Nullable [] value)
        throws IOException {
      Row row = row(offset, key, value);
      return row == null ? null : new BookChange(row.offset(), row.row());
    }

    private Row pointer(long offset, String tenant, String id, byte @Nullable [] value)
        throws IOException {
      if (value == null) {
        return new Row(offset, new BookRow.PointerGone(tenant, id), "", "", null);
      }
      PatternPointer pointer = decode(offset, pointers, value);
      if (!pointer.getTenant().equals(tenant) || !pointer.getPatternId().equals(id)) {
        throw new IOException(
            "the pointer at offset " + offset + " is of another pattern than its key says");
      }
      return new Row(
          offset,
          new BookRow.Pointer(
              tenant,
              id,
              pointer.getVersion(),
              pointer.getMode(),
              pointer.getShare(),
              pointer.getTextDigest()),
          pointer.getAuthor(),
          pointer.getWhy(),
          pointer.getAt());
    }

    private Row revision(
        long offset, String tenant, String id, int version, byte @Nullable [] value)
        throws IOException {
      if (value == null) {
        return new Row(offset, new BookRow.RevisionGone(tenant, id, version), "", "", null);
      }
      PatternRevision revision = decode(offset, revisions, value);
      if (!revision.getTenant().equals(tenant)
          || !revision.getPatternId().equals(id)
          || revision.getVersion() != version) {
        throw new IOException("the revision at offset " + offset + " is another than its key says");
      }
      return new Row(
          offset,
          new BookRow.Revision(tenant, id, version, revision.getSource()),
          revision.getAuthor(),
          "",
          null);
    }

    private static void requireParts(long offset, List<String> parts, int wanted, String form)
        throws IOException {
      if (parts.size() != wanted) {
        throw new IOException("the key at offset " + offset + " is not " + form);
      }
    }

    private static int version(long offset, String text) throws IOException {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IOException("the key at offset " + offset + " has no version: " + text, e);
      }
    }

    private static <T extends SpecificRecord> T decode(
        long offset, RecordCodec<T> codec, byte[] value) throws IOException {
      try {
        return codec.decode(value);
      } catch (IOException e) {
        throw new IOException("offset " + offset + ": " + e.getMessage(), e);
      }
    }
  }
}

package io.stillwatch.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one kind of record in Avro's single-object encoding.
 *
 * <p>Equal records become equal bytes (maps are written sorted by key). Bytes are read with the
 * schema that they were written with, older or newer, and are walked by {@link AvroBounds} before
 * Avro allocates anything. Thread-confined.
 */
@NullMarked
public final class RecordCodec<T extends SpecificRecord> {
  /** Writers in the field at one time; the one not seen for longest goes. */
  static final int WRITERS_MAX = 64;

  private final SchemaResolver resolver;
  private final Schema schema;
  private final SpecificData model;
  private final byte[] header;
  private final SpecificDatumWriter<T> writer;
  private final Map<Long, Reader<T>> readers = new LinkedHashMap<>(16, 0.75f, true);
  private final AvroBounds bounds = new AvroBounds(AvroBounds.Limits.WIDE);
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
  private @Nullable BinaryEncoder encoder;
  private @Nullable BinaryDecoder decoder;

  private RecordCodec(Class<T> type, SchemaResolver resolver) {
    this.resolver = resolver;
    this.model = SpecificData.getForClass(type);
    this.schema = model.getSchema(type);
    this.header = SingleObject.header(Fingerprint.of(schema));
    this.writer = new SortedMapWriter<>(schema, model);
  }

  /** Reads what this build and every release before it wrote. */
  public static <T extends SpecificRecord> RecordCodec<T> of(Class<T> type) {
    return new RecordCodec<>(type, SchemaResolver.builtIn());
  }

  /** Reads also what the resolver knows the schema of. */
  public static <T extends SpecificRecord> RecordCodec<T> of(
      Class<T> type, SchemaResolver resolver) {
    return new RecordCodec<>(type, resolver);
  }

  public byte[] encode(T record) {
    buffer.reset();
    buffer.write(header, 0, header.length);
    try {
      encoder = EncoderFactory.get().directBinaryEncoder(buffer, encoder);
      writer.write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return buffer.toByteArray();
  }

  /**
   * Reads a record.
   *
   * @throws UnknownSchemaException when nobody knows the writer's schema
   * @throws IOException when the bytes are not such a record; says why, without its content
   */
  public T decode(byte[] bytes) throws IOException {
    if (!SingleObject.hasHeader(bytes)) {
      throw new IOException(
          "not a " + schema.getName() + ": the header of Avro's single-object encoding is missing");
    }
    Reader<T> reader = reader(SingleObject.fingerprint(bytes));
    AvroBounds.Violation violation =
        bounds.check(reader.writer, bytes, SingleObject.BODY_OFFSET, bytes.length);
    if (violation != null) {
      throw new IOException(
          "not a " + schema.getName() + ": " + violation.path() + ": " + violation.detail());
    }
    try {
      decoder =
          DecoderFactory.get()
              .binaryDecoder(
                  bytes,
                  SingleObject.BODY_OFFSET,
                  bytes.length - SingleObject.BODY_OFFSET,
                  decoder);
      return reader.avro.read(null, decoder);
    } catch (AvroRuntimeException e) {
      throw new IOException(
          "the writer's schema "
              + Fingerprint.hex(SingleObject.fingerprint(bytes))
              + " cannot be read as "
              + schema.getName(),
          e);
    }
  }

  private Reader<T> reader(long fingerprint) throws UnknownSchemaException {
    Reader<T> known = readers.get(fingerprint);
    if (known != null) {
      return known;
    }
    Schema written = resolver.find(fingerprint);
    if (written == null) {
      throw new UnknownSchemaException(schema.getName(), fingerprint);
    }
    Reader<T> reader = new Reader<>(written, new SpecificDatumReader<>(written, schema, model));
    readers.put(fingerprint, reader);
    if (readers.size() > WRITERS_MAX) {
      readers.remove(readers.keySet().iterator().next());
    }
    return reader;
  }

  private record Reader<T>(Schema writer, SpecificDatumReader<T> avro) {}

  /** Maps in the order of their keys: a hash map's own order depends on how it was filled. */
  private static final class SortedMapWriter<T> extends SpecificDatumWriter<T> {
    SortedMapWriter(Schema schema, SpecificData model) {
      super(schema, model);
    }

    @Override
    @SuppressWarnings(
        "unchecked") // Avro's maps have strings for keys, and its signature says Object
    protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
      Map<Object, Object> entries = (Map<Object, Object>) map;
      return entries.size() < 2 ? entries.entrySet() : new TreeMap<>(entries).entrySet();
    }
  }
}

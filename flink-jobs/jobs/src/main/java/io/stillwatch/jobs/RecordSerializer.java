package io.stillwatch.jobs;

import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;

/**
 * An Avro record between two tasks: its length, then its single-object encoding.
 *
 * <p>The bytes name the schema that wrote them, so what an older release wrote is read as well as
 * on a topic. Records are treated as values: nobody may change one after emitting it.
 */
public final class RecordSerializer<T extends SpecificRecord> extends ValueSerializer<T> {

  private static final long serialVersionUID = 1L;

  private final Class<T> type;

  private transient @Nullable RecordCodec<T> codec;

  public RecordSerializer(Class<T> type) {
    this.type = type;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return new RecordSerializer<>(type);
  }

  @Override
  public void serialize(T record, DataOutputView target) throws IOException {
    byte[] bytes = codec().encode(record);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return codec().decode(bytes);
  }

  private RecordCodec<T> codec() {
    RecordCodec<T> made = codec;
    if (made == null) {
      made = RecordCodec.of(type);
      codec = made;
    }
    return made;
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(type);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  /** Version 1 of the format: the class of the record. */
  public static final class Snapshot<T extends SpecificRecord>
      implements TypeSerializerSnapshot<T> {

    private static final int VERSION = 1;

    private @Nullable Class<T> type;

    /** For Flink, which reads the rest afterwards. */
    public Snapshot() {}

    Snapshot(Class<T> type) {
      this.type = type;
    }

    @Override
    public int getCurrentVersion() {
      return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(type().getName());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
      if (version != VERSION) {
        throw new IOException("a record serializer of version " + version + " is not known here");
      }
      type = InstantiationUtil.resolveClassByName(in, loader);
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new RecordSerializer<>(type());
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<T> that && type().equals(that.type)
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }

    private Class<T> type() {
      Class<T> known = type;
      if (known == null) {
        throw new IllegalStateException("the snapshot was not read yet");
      }
      return known;
    }
  }
}

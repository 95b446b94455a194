package io.stillwatch.jobs;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A raw record between source and intake; used only where the two are not chained. */
final class RawRecordSerializer extends ValueSerializer<RawRecord> {

  static final RawRecordSerializer INSTANCE = new RawRecordSerializer();

  private static final long serialVersionUID = 1L;
  private static final int UNSEALED = -1;

  private RawRecordSerializer() {}

  @Override
  public TypeSerializer<RawRecord> duplicate() {
    return this;
  }

  @Override
  public void serialize(RawRecord record, DataOutputView target) throws IOException {
    target.writeUTF(record.topic());
    target.writeInt(record.partition());
    target.writeLong(record.offset());
    target.writeLong(record.brokerTimeMs());
    byte[] seal = record.seal();
    target.writeInt(seal == null ? UNSEALED : seal.length);
    if (seal != null) {
      target.write(seal);
    }
    target.writeInt(record.bytes().length);
    target.write(record.bytes());
  }

  @Override
  public RawRecord deserialize(DataInputView source) throws IOException {
    String topic = source.readUTF();
    int partition = source.readInt();
    long offset = source.readLong();
    long brokerTimeMs = source.readLong();
    int sealLength = source.readInt();
    byte[] seal = sealLength == UNSEALED ? null : read(source, sealLength);
    byte[] bytes = read(source, source.readInt());
    return new RawRecord(topic, partition, offset, brokerTimeMs, seal, bytes);
  }

  private static byte[] read(DataInputView source, int length) throws IOException {
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }

  @Override
  public TypeSerializerSnapshot<RawRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RawRecordSerializer;
  }

  @Override
  public int hashCode() {
    return RawRecordSerializer.class.hashCode();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RawRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

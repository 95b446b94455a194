package io.stillwatch.jobs;

import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.Mode;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A change of the pattern book on its way to every task. */
final class BookChangeSerializer extends ValueSerializer<BookChange> {

  static final BookChangeSerializer INSTANCE = new BookChangeSerializer();

  private static final long serialVersionUID = 1L;

  private BookChangeSerializer() {}

  @Override
  public TypeSerializer<BookChange> duplicate() {
    return this;
  }

  @Override
  public void serialize(BookChange change, DataOutputView target) throws IOException {
    target.writeLong(change.offset());
    target.writeUTF(change.tenant());
    target.writeUTF(change.patternId());
    target.writeUTF(change.mode().name());
  }

  @Override
  public BookChange deserialize(DataInputView source) throws IOException {
    return new BookChange(
        source.readLong(), source.readUTF(), source.readUTF(), Mode.valueOf(source.readUTF()));
  }

  @Override
  public TypeSerializerSnapshot<BookChange> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BookChangeSerializer;
  }

  @Override
  public int hashCode() {
    return BookChangeSerializer.class.hashCode();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<BookChange> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

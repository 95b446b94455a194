package io.stillwatch.jobs;

import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.Mode;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
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

  // What kind of row follows.
  private static final int REVISION = 0;
  private static final int REVISION_GONE = 1;
  private static final int POINTER = 2;
  private static final int POINTER_GONE = 3;
  private static final int POINTER_TO_TEXT = 4;

  @Override
  public void serialize(BookChange change, DataOutputView target) throws IOException {
    BookRow row = change.row();
    target.writeLong(change.offset());
    StringValue.writeString(row.tenant(), target);
    StringValue.writeString(row.patternId(), target);
    if (row instanceof BookRow.Revision revision) {
      target.writeByte(REVISION);
      target.writeInt(revision.version());
      StringValue.writeString(revision.source(), target);
    } else if (row instanceof BookRow.RevisionGone gone) {
      target.writeByte(REVISION_GONE);
      target.writeInt(gone.version());
    } else if (row instanceof BookRow.Pointer pointer) {
      String textDigest = pointer.textDigest();
      target.writeByte(textDigest == null ? POINTER : POINTER_TO_TEXT);
      target.writeInt(pointer.version());
      StringValue.writeString(pointer.mode().name(), target);
      target.writeDouble(pointer.share());
      if (textDigest != null) {
        StringValue.writeString(textDigest, target);
      }
    } else {
      target.writeByte(POINTER_GONE);
    }
  }

  @Override
  public BookChange deserialize(DataInputView source) throws IOException {
    long offset = source.readLong();
    String tenant = StringValue.readString(source);
    String id = StringValue.readString(source);
    int kind = source.readByte();
    BookRow row =
        switch (kind) {
          case REVISION ->
              new BookRow.Revision(tenant, id, source.readInt(), StringValue.readString(source));
          case REVISION_GONE -> new BookRow.RevisionGone(tenant, id, source.readInt());
          case POINTER, POINTER_TO_TEXT ->
              new BookRow.Pointer(
                  tenant,
                  id,
                  source.readInt(),
                  Mode.valueOf(StringValue.readString(source)),
                  source.readDouble(),
                  kind == POINTER ? null : StringValue.readString(source));
          case POINTER_GONE -> new BookRow.PointerGone(tenant, id);
          default -> throw new IOException("no row of the book is of kind " + kind);
        };
    return new BookChange(offset, row);
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

package io.stillwatch.patterns.operator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Of records that go into and out of Flink's buffers whole. */
abstract class WholeSerializer<T> extends FlatSerializer<T> {

  private static final long serialVersionUID = 1L;

  private transient @Nullable RecordBytes record;

  abstract void write(T value, RecordBytes out);

  abstract T read(RecordBytes in);

  @Override
  public final T createInstance() {
    throw new IllegalStateException("there is no empty one");
  }

  @Override
  public final void serialize(T value, DataOutputView target) throws IOException {
    RecordBytes out = record().begin();
    write(value, out);
    out.writeTo(target);
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    RecordBytes in = record().readFrom(source);
    T value = read(in);
    in.end();
    return value;
  }

  private RecordBytes record() {
    RecordBytes known = record;
    if (known == null) {
      known = new RecordBytes();
      record = known;
    }
    return known;
  }
}

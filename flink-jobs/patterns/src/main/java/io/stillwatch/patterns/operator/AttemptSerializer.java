package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.Attempt;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * An attempt on its way to those with the same prompt. Failed ones are stored for the minutes in
 * which another account may take them over.
 */
public final class AttemptSerializer extends FlatSerializer<Attempt> {

  public static final AttemptSerializer INSTANCE = new AttemptSerializer();

  private static final long serialVersionUID = 1L;

  private AttemptSerializer() {}

  @Override
  public Attempt createInstance() {
    throw new IllegalStateException("an attempt is never empty");
  }

  @Override
  public void serialize(Attempt attempt, DataOutputView target) throws IOException {
    StringValue.writeString(attempt.tenant(), target);
    StringValue.writeString(attempt.accountId(), target);
    writeNullable(attempt.organizationId(), target);
    writeNullable(attempt.apiKeyId(), target);
    target.writeBoolean(attempt.verified());
    StringValue.writeString(attempt.exchangeId(), target);
    target.writeLong(attempt.clockMs());
    target.writeLong(attempt.occurredAtMs());
    target.writeLong(attempt.receivedAtMs());
    target.writeLong(attempt.prompt());
    target.writeBoolean(attempt.failed());
  }

  @Override
  public Attempt deserialize(DataInputView source) throws IOException {
    return new Attempt(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        source.readBoolean(),
        StringValue.readString(source),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readLong(),
        source.readBoolean());
  }

  @Override
  public TypeSerializerSnapshot<Attempt> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Attempt> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

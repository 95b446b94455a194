package io.stillwatch.jobs;

import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/** What is said, on its way to every task. */
final class FeedbackChangeSerializer extends ValueSerializer<FeedbackChange> {

  private static final long serialVersionUID = 1L;

  // What follows.
  private static final int SAID = 0;
  private static final int GONE = 1;

  private final RecordSerializer<Feedback> feedback = new RecordSerializer<>(Feedback.class);

  @Override
  public TypeSerializer<FeedbackChange> duplicate() {
    return new FeedbackChangeSerializer();
  }

  @Override
  public void serialize(FeedbackChange change, DataOutputView target) throws IOException {
    target.writeLong(change.offset());
    if (change.what() instanceof FeedbackChange.Said said) {
      target.writeByte(SAID);
      feedback.serialize(said.feedback(), target);
    } else if (change.what() instanceof FeedbackChange.Gone gone) {
      target.writeByte(GONE);
      StringValue.writeString(gone.tenant(), target);
      StringValue.writeString(gone.scope().name(), target);
      StringValue.writeString(gone.subject(), target);
      StringValue.writeString(gone.feedbackId(), target);
    }
  }

  @Override
  public FeedbackChange deserialize(DataInputView source) throws IOException {
    long offset = source.readLong();
    int kind = source.readByte();
    return switch (kind) {
      case SAID ->
          new FeedbackChange(offset, new FeedbackChange.Said(feedback.deserialize(source)));
      case GONE ->
          new FeedbackChange(
              offset,
              new FeedbackChange.Gone(
                  StringValue.readString(source),
                  FeedbackScope.valueOf(StringValue.readString(source)),
                  StringValue.readString(source),
                  StringValue.readString(source)));
      default -> throw new IOException("no change of the feedback is of kind " + kind);
    };
  }

  @Override
  public TypeSerializerSnapshot<FeedbackChange> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FeedbackChangeSerializer;
  }

  @Override
  public int hashCode() {
    return FeedbackChangeSerializer.class.hashCode();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<FeedbackChange> {
    public Snapshot() {
      super(FeedbackChangeSerializer::new);
    }
  }
}

package io.stillwatch.jobs;

import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.schemas.Feedback;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** What is said, on its way to every task. */
final class FeedbackChangeSerializer extends ValueSerializer<FeedbackChange> {

  private static final long serialVersionUID = 1L;

  private final RecordSerializer<Feedback> feedback = new RecordSerializer<>(Feedback.class);

  @Override
  public TypeSerializer<FeedbackChange> duplicate() {
    return new FeedbackChangeSerializer();
  }

  @Override
  public void serialize(FeedbackChange change, DataOutputView target) throws IOException {
    target.writeLong(change.offset());
    feedback.serialize(change.feedback(), target);
  }

  @Override
  public FeedbackChange deserialize(DataInputView source) throws IOException {
    return new FeedbackChange(source.readLong(), feedback.deserialize(source));
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

package io.stillwatch.jobs;

import io.stillwatch.enforcement.operator.BudgetInput;
import io.stillwatch.schemas.Finding;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/** What budgets are made of, on its way to its tenant's task. */
final class BudgetInputSerializer extends ValueSerializer<BudgetInput> {

  private static final long serialVersionUID = 1L;

  // What follows.
  private static final int ASKS = 0;
  private static final int ACTIVE = 1;

  private final RecordSerializer<Finding> findings = new RecordSerializer<>(Finding.class);

  @Override
  public TypeSerializer<BudgetInput> duplicate() {
    return new BudgetInputSerializer();
  }

  @Override
  public void serialize(BudgetInput input, DataOutputView target) throws IOException {
    if (input instanceof BudgetInput.Asks asks) {
      target.writeByte(ASKS);
      findings.serialize(asks.finding(), target);
    } else if (input instanceof BudgetInput.Active active) {
      target.writeByte(ACTIVE);
      StringValue.writeString(active.tenant(), target);
      StringValue.writeString(active.accountId(), target);
      target.writeLong(active.clockMs());
    }
  }

  @Override
  public BudgetInput deserialize(DataInputView source) throws IOException {
    int kind = source.readByte();
    return switch (kind) {
      case ASKS -> new BudgetInput.Asks(findings.deserialize(source));
      case ACTIVE ->
          new BudgetInput.Active(
              StringValue.readString(source), StringValue.readString(source), source.readLong());
      default -> throw new IOException("nothing that budgets are made of is of kind " + kind);
    };
  }

  @Override
  public TypeSerializerSnapshot<BudgetInput> snapshotConfiguration() {
    return new Snapshot();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BudgetInputSerializer;
  }

  @Override
  public int hashCode() {
    return BudgetInputSerializer.class.hashCode();
  }

  /** Tells Flink which serializer wrote. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<BudgetInput> {
    public Snapshot() {
      super(BudgetInputSerializer::new);
    }
  }
}

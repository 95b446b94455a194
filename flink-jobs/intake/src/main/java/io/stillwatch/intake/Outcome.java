package io.stillwatch.intake;

import io.stillwatch.schemas.InferenceEvent;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of one record at the door. */
public sealed interface Outcome {

  /** Says the verdict on each exchange that the record tells of; there is one at least. */
  void each(Consumer<One> verdicts);

  /** The verdict on one exchange, or on a record that is refused as a whole. */
  sealed interface One extends Outcome {
    @Override
    default void each(Consumer<One> verdicts) {
      verdicts.accept(this);
    }
  }

  /** An event that everything behind the door may trust. */
  record Accepted(InferenceEvent event) implements One {}

  /**
   * A record, or one exchange of it, that was refused.
   *
   * @param field where in the record, by field names ({@code params.n}); null when it is the record
   *     as a whole
   * @param detail what is wrong in sizes and rules; never a value of the record
   */
  record Rejected(RejectionReason reason, @Nullable String field, String detail) implements One {}

  /** A record that tells of several exchanges, in its order. */
  record Several(List<One> verdicts) implements Outcome {
    public Several {
      if (verdicts.isEmpty()) {
        throw new IllegalArgumentException("a record has one verdict at least");
      }
    }

    @Override
    public void each(Consumer<One> each) {
      verdicts.forEach(each);
    }
  }
}

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
   * A part of an exchange, of a source whose parts are joined: it waits for what else its trace
   * tells ({@link Joiner}).
   *
   * @param named whether it says who asked; where it does not, the account is the empty string
   */
  record Part(InferenceEvent event, TraceIds at, boolean named) implements One {}

  /**
   * A record, or one exchange of it, that was refused.
   *
   * @param field where in the record, by field names ({@code params.n}); null when it is the record
   *     as a whole
   * @param detail what is wrong in sizes and rules; never a value of the record
   */
  record Rejected(RejectionReason reason, @Nullable String field, String detail) implements One {
    /** One for all parts that have waited for nothing. */
    public static final Rejected PARTNERLESS =
        new Rejected(
            RejectionReason.NO_PARTNER, null, "nothing that names an account came in its trace");
  }

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

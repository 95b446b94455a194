package io.stillwatch.intake;

import io.stillwatch.schemas.InferenceEvent;
import org.jspecify.annotations.Nullable;

/** What became of one record at the door. */
public sealed interface Outcome {

  /** An event that everything behind the door may trust. */
  record Accepted(InferenceEvent event) implements Outcome {}

  /**
   * A record that was refused.
   *
   * @param field where in the record, by field names ({@code params.n}); null when it is the record
   *     as a whole
   * @param detail what is wrong in sizes and rules; never a value of the record
   */
  record Rejected(RejectionReason reason, @Nullable String field, String detail)
      implements Outcome {}
}

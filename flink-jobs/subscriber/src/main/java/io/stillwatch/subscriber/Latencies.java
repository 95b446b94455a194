package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import java.time.Instant;
import java.util.Map;

/**
 * How long rows took to be in force here, since they were last asked for.
 *
 * <p>Two beginnings: {@code received_at}, when the broker had the event that decided, and {@code
 * effective_at}, the account's clock at the decision. The second is of a first decision only: one
 * that is extended keeps its {@code effective_at}, and is left out.
 */
final class Latencies {

  private final Histogram fromReceived = new Histogram();
  private final Histogram fromEffective = new Histogram();

  /** An active row has become in force at this time. */
  void inForce(EnforcementAction row, long nowMs) {
    if (row.getState() != ActionState.ACTIVE) {
      return;
    }
    Instant received = row.getReceivedAt();
    if (received != null) {
      fromReceived.add(nowMs - received.toEpochMilli());
    }
    long effectiveMs = row.getEffectiveAt().toEpochMilli();
    if (!row.getEffectiveAt().isBefore(row.getEventTime())) {
      fromEffective.add(nowMs - effectiveMs);
    }
  }

  /** Puts percentiles of both where a status report has its counts, and begins anew. */
  void drainInto(Map<String, Long> counts) {
    fromReceived.drainInto("received_to_enforced_ms", counts);
    fromEffective.drainInto("effective_to_enforced_ms", counts);
  }
}

package io.stillwatch.intake;

import io.stillwatch.schemas.InferenceEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds an event's time near the time at which it arrived.
 *
 * <p>One forged event in the year 2099 would put its account's clock there, and a stale one would
 * count as fresh for ever after: the future is cut at two minutes and the past at a day after and
 * before the broker's time. Recorded events carry that time in {@code received_at}, so that a
 * replay cuts as the live run did; live producers' own is not believed.
 */
final class EventClock {
  private final long pastMsMax;
  private final long futureMsMax;
  private final boolean trustReceivedAt;

  EventClock(IntakeLimits limits, boolean trustReceivedAt) {
    this.pastMsMax = limits.pastMsMax();
    this.futureMsMax = limits.futureMsMax();
    this.trustReceivedAt = trustReceivedAt;
  }

  /**
   * Sets received_at to the time that counts, null when nobody knows it, and clamps occurred_at
   * against it.
   */
  void clamp(InferenceEvent event, long brokerTimeMs) {
    Instant received = received(event.getReceivedAt(), brokerTimeMs);
    event.setReceivedAt(received);
    if (received != null) {
      Instant earliest = received.minusMillis(pastMsMax);
      Instant latest = received.plusMillis(futureMsMax);
      if (event.getOccurredAt().isBefore(earliest)) {
        event.setOccurredAt(earliest);
      } else if (event.getOccurredAt().isAfter(latest)) {
        event.setOccurredAt(latest);
      }
    }
  }

  private @Nullable Instant received(@Nullable Instant own, long brokerTimeMs) {
    if (trustReceivedAt && own != null) {
      return own;
    }
    return brokerTimeMs < 0 ? null : Instant.ofEpochMilli(brokerTimeMs);
  }
}

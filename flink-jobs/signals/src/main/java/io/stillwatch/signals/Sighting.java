package io.stillwatch.signals;

import io.stillwatch.schemas.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What one event tells of an exchange once its texts have been read and dropped: who, when, what
 * was reported of it, and which signals. The only thing that travels from the stateless part of the
 * job to the account.
 *
 * @param exchangeHash {@link ExchangeHash} of the exchange id
 * @param occurredAtMs when it happened, already clamped by intake
 * @param receivedAtMs when the broker received it, or {@link #ABSENT}
 * @param facts what the producer reported beside that
 * @param links what the account may share with others
 */
public record Sighting(
    String tenant,
    String accountId,
    @Nullable String organizationId,
    @Nullable String apiKeyId,
    String exchangeId,
    long exchangeHash,
    Phase phase,
    long occurredAtMs,
    long receivedAtMs,
    Facts facts,
    SignalSet signals,
    LinkHashes links) {

  /** A time that nobody told. */
  public static final int ABSENT = -1;

  /**
   * The same exchange with what somebody else told of it, who does not know whose it is: what is
   * missing here is filled in. It is over when both say so.
   *
   * @param together what both tell of it
   */
  public Sighting completedBy(Sighting other, Phase together) {
    return new Sighting(
        tenant,
        accountId,
        organizationId == null ? other.organizationId : organizationId,
        apiKeyId == null ? other.apiKeyId : apiKeyId,
        exchangeId,
        exchangeHash,
        together,
        Math.max(occurredAtMs, other.occurredAtMs),
        Math.max(receivedAtMs, other.receivedAtMs),
        facts.or(other.facts),
        signals.or(other.signals),
        links.or(other.links));
  }
}

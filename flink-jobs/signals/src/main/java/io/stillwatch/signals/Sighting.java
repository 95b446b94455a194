package io.stillwatch.signals;

import io.stillwatch.schemas.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What one event tells of an exchange once its texts have been read and dropped: who, when, how
 * much, and which signals. The only thing that travels from the stateless part of the job to the
 * account.
 *
 * <p>Numbers that the producer did not report are {@link #ABSENT}.
 *
 * @param exchangeHash {@link ExchangeHash} of the exchange id
 * @param occurredAtMs when it happened, already clamped by intake
 * @param receivedAtMs when the broker received it, or {@link #ABSENT}
 * @param status HTTP status, or {@link #ABSENT}
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
    @Nullable String model,
    long inputTokens,
    long outputTokens,
    long reasoningTokens,
    int turns,
    int toolCallCount,
    int status,
    boolean refused,
    SignalSet signals) {

  public static final int ABSENT = -1;
}

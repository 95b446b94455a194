package io.stillwatch.profiles;

import org.jspecify.annotations.Nullable;

/**
 * An account tries to have a prompt answered.
 *
 * <p>One queue behind many accounts shows itself where an attempt fails: what one account could not
 * get answered is sent by another one seconds later.
 *
 * @param verified whether the provider has seen the papers of its organisation
 * @param clockMs the account's clock
 * @param prompt the hash of the whole prompt
 * @param failed the server had no capacity for it, or broke down
 */
public record Attempt(
    String tenant,
    String accountId,
    @Nullable String organizationId,
    @Nullable String apiKeyId,
    boolean verified,
    String exchangeId,
    long clockMs,
    long occurredAtMs,
    long receivedAtMs,
    long prompt,
    boolean failed) {

  /** Whom the account declares to belong to: its organisation, or itself. */
  public String party() {
    return organizationId == null ? accountId : organizationId;
  }

  /** This attempt as one of the same account's whose identity was told in full. */
  public Attempt as(Attempt told) {
    return new Attempt(
        tenant,
        accountId,
        organizationId == null ? told.organizationId : organizationId,
        apiKeyId == null ? told.apiKeyId : apiKeyId,
        verified || told.verified,
        exchangeId,
        clockMs,
        occurredAtMs,
        receivedAtMs,
        prompt,
        failed);
  }
}

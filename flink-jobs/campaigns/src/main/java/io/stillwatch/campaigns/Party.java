package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import org.jspecify.annotations.Nullable;

/**
 * Whom an account stands for: many accounts of one party are one witness.
 *
 * <p>A declared organisation is one party where its papers were seen, or where one card pays for
 * it. Anybody can declare one, though: accounts of an organisation whose papers nobody has seen are
 * one party for each card that pays. Else a campaign that founds two companies would be two
 * witnesses, however many accounts it has.
 *
 * <p>An account of no organisation stands for itself alone. So a card that somebody pays with is
 * not owned by a second account of the same person: by the card alone that cannot be told from a
 * thief.
 */
final class Party {

  private Party() {}

  /**
   * The name of a party.
   *
   * @param card 0 where none is known
   */
  static String of(String accountId, @Nullable String organizationId, boolean verified, long card) {
    if (organizationId == null) {
      return accountId;
    }
    return verified || card == 0 ? organizationId : organizationId + ' ' + Long.toHexString(card);
  }

  static String of(LinkObservation observation) {
    return of(
        observation.accountId(),
        observation.organizationId(),
        observation.verified(),
        observation.shown(LinkKind.CARD));
  }
}

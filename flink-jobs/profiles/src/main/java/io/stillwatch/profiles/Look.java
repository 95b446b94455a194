package io.stillwatch.profiles;

import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;

/**
 * What one event newly shows of an exchange, as its account sees it: the unit that patterns judge.
 *
 * <p>Of each exchange there is at most one look that is {@code asked} and at most one that is
 * {@code answered}, whether it came as one event or two, once or repeatedly; so a pattern that
 * listens to one of the two sees every exchange at most once.
 *
 * @param clockMs the account's clock
 * @param asked the prompt is seen for the first time
 * @param answered the response is seen for the first time
 * @param freshPair the exchange's pair hash was not among the account's recent ones
 * @param signals those of the event and, with the response, those that its request showed
 * @param account what was known of the account with this look; it may be the living profile, which
 *     goes on with the next
 */
public record Look(
    Sighting sighting,
    long clockMs,
    boolean asked,
    boolean answered,
    boolean freshPair,
    SignalSet signals,
    AccountView account)
    implements Judged {

  /** This look with its account as it now stands, for those who keep looks. */
  public Look kept() {
    return account instanceof AccountSnapshot
        ? this
        : new Look(
            sighting, clockMs, asked, answered, freshPair, signals, AccountSnapshot.of(account));
  }
}

package io.stillwatch.profiles;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;

/**
 * Which looks are attempts that another account could take over: prompts of some length, when they
 * are sent and when they fail.
 *
 * <p>Short prompts are sent by anybody at any time and tell nothing. A response does not say how
 * long its prompt was: that is asked of the attempt which it is held against.
 */
public final class Attempts {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final int prompt;

  Attempts(SignalCatalog catalog) {
    prompt = catalog.code("prompt");
  }

  /** Tells the attempt that a look is, if it is one. */
  public void tell(Look look, Shown out) {
    Sighting sighting = look.sighting();
    long hash = look.signals().hash(prompt);
    if (hash == 0) {
      return;
    }
    Facts facts = sighting.facts();
    boolean failed = look.answered() && hasFailed(facts);
    boolean sent = look.asked() && sighting.phase() != Phase.RESPONSE && isLong(facts);
    if (!sent && !(failed && sighting.phase() == Phase.RESPONSE)) {
      return;
    }
    out.attempt(
        new Attempt(
            sighting.tenant(),
            sighting.accountId(),
            sighting.organizationId(),
            sighting.apiKeyId(),
            Verified.in(sighting.facts()),
            sighting.exchangeId(),
            look.clockMs(),
            sighting.occurredAtMs(),
            sighting.receivedAtMs(),
            hash,
            failed));
  }

  private static boolean isLong(Facts facts) {
    return facts.has(Fact.PROMPT_LENGTH)
        && facts.number(Fact.PROMPT_LENGTH) >= ProfileLimits.ATTEMPT_PROMPT_LENGTH_MIN;
  }

  /** Whoever is refused for what they ask need not ask again elsewhere: that is no failure. */
  private static boolean hasFailed(Facts facts) {
    if (!facts.has(Fact.STATUS)) {
      return false;
    }
    long status = facts.number(Fact.STATUS);
    return status == TOO_MANY_REQUESTS || status >= SERVER_ERROR;
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.ActionKind;
import java.time.Duration;
import java.util.Set;

/**
 * What holds when the broker cannot be reached and the table is therefore old.
 *
 * <p>Every row has an end, which is kept with or without a broker. What is missed meanwhile are new
 * actions, and what undoes old ones: revocations, exceptions, freezes. Once the table is older than
 * {@code after}, kinds in {@code letGo} no longer bind (they fail open); the others bind on until
 * their own ends (they fail closed). What is let go binds again once the table is fresh. A freeze
 * and exceptions that are known go on in either case.
 *
 * <p><b>The defaults, and why.</b> 60 seconds: longer than the election of a new leader or the
 * restart of a broker, shorter than an outage that somebody is called for.
 *
 * <ul>
 *   <li>SUSPEND, DEGRADE and THROTTLE fail closed: the engine is blind without the broker as well,
 *       and an outage that anybody could provoke must not be an amnesty for all who were caught.
 *       The harm to a wrongly caught account is bounded by the end that its row already has.
 *   <li>WATERMARK and OBSERVE fail closed: no customer feels them.
 *   <li>CHALLENGE fails open: it ends when the customer passes it, and that ending comes over the
 *       same topic. Nobody could leave a challenge that cannot be lifted.
 * </ul>
 *
 * @param after the age of the table from which the rule applies
 * @param letGo the kinds that fail open
 */
public record StalenessRule(Duration after, Set<ActionKind> letGo) {

  private static final StalenessRule STANDARD =
      new StalenessRule(Duration.ofSeconds(60), Set.of(ActionKind.CHALLENGE));

  public StalenessRule {
    if (after.isNegative() || after.isZero()) {
      throw new IllegalArgumentException(
          "staleness must begin after some time, not after " + after);
    }
    letGo = Set.copyOf(letGo);
  }

  /** The defaults, as explained above. */
  public static StalenessRule standard() {
    return STANDARD;
  }
}

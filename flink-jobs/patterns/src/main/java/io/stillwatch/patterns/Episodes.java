package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Section;
import io.stillwatch.schemas.Mode;

/**
 * Sums matches up into episodes, so that a busy account makes a handful of findings and not
 * thousands.
 *
 * <p>An episode opens with a match and ends when none came for the pattern's quiet time. It reports
 * itself when it opens, when an action is first due, whenever its matches have doubled, and when
 * half of its action's time is over, so that an account that goes on stays bound. A pattern that is
 * promoted meets accounts that it has found already: an action that was due in shadow is first due
 * once more when it is to be carried out.
 *
 * <pre>
 *  0  pattern key       i32
 *  4  exchange          i64   that opened it; names the episode
 * 12  asked for         i32   by the last finding: 0 nothing, 1 an action in shadow, 2 in enforce
 * 16  (zero)            i32
 * 20  last match        i64   clock
 * 28  last finding      i64   clock
 * 36  matches           i32
 * 40  findings          i32
 * </pre>
 */
public final class Episodes {

  private static final int EXCHANGE = 4;
  private static final int ASKED = 12;
  private static final int LAST_MATCH = 20;
  private static final int LAST_FINDING = 28;
  private static final int MATCHES = 36;
  private static final int FINDINGS = 40;

  // What a finding asked for.
  private static final int NOTHING = 0;
  private static final int IN_SHADOW = 1;
  private static final int IN_ENFORCE = 2;

  private Episodes() {}

  /**
   * An episode at one of its reports.
   *
   * @param exchange hash of the exchange that opened it
   * @param report 1 for its first report, rising
   * @param reports whether this match is worth a finding
   */
  public record Episode(long exchange, int matches, int report, boolean reports) {
    public boolean asksForAction(PatternSpec pattern) {
      return matches >= pattern.actAfter();
    }
  }

  /**
   * Adds a match to its pattern's open episode, or opens one.
   *
   * @param key marks the pattern's records in the profile
   * @param mode how far the pattern goes for this account
   */
  public static Episode admit(
      AccountProfile profile,
      PatternSpec pattern,
      int key,
      Mode mode,
      long openingExchange,
      long clockMs) {
    int at = open(profile, pattern, key, clockMs);
    if (at < 0) {
      at = profile.append(Section.EPISODES);
      profile.putInt(at, key);
      profile.putLong(at + EXCHANGE, openingExchange);
    }
    int matches = Math.min(profile.getInt(at + MATCHES), Integer.MAX_VALUE - 1) + 1;
    profile.putInt(at + MATCHES, matches);
    profile.putLong(at + LAST_MATCH, clockMs);
    int asks = asks(pattern, mode, matches);
    boolean reports =
        Integer.bitCount(matches) == 1
            || asks > profile.getInt(at + ASKED)
            || (matches > pattern.actAfter()
                && clockMs - profile.getLong(at + LAST_FINDING)
                    >= pattern.action().duration().toMillis() / 2);
    if (reports) {
      profile.putInt(at + FINDINGS, profile.getInt(at + FINDINGS) + 1);
      profile.putLong(at + LAST_FINDING, clockMs);
      profile.putInt(at + ASKED, asks);
    }
    return new Episode(
        profile.getLong(at + EXCHANGE), matches, profile.getInt(at + FINDINGS), reports);
  }

  private static int asks(PatternSpec pattern, Mode mode, int matches) {
    if (matches < pattern.actAfter()) {
      return NOTHING;
    }
    return mode == Mode.ENFORCE ? IN_ENFORCE : IN_SHADOW;
  }

  /** Where the pattern's open episode stands, or -1; one that has fallen quiet is forgotten. */
  private static int open(AccountProfile profile, PatternSpec pattern, int key, long clockMs) {
    for (int i = 0; i < profile.count(Section.EPISODES); i++) {
      int at = profile.at(Section.EPISODES, i);
      if (profile.getInt(at) == key) {
        if (clockMs - profile.getLong(at + LAST_MATCH) < pattern.quiet().toMillis()) {
          return at;
        }
        profile.remove(Section.EPISODES, i);
        return -1;
      }
    }
    return -1;
  }
}

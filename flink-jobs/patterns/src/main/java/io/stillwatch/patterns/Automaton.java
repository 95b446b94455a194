package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import java.util.List;
import java.util.function.Consumer;

/**
 * A pattern in packed form: flat tables here, its live matches as a few numbers in the account's
 * profile. Belongs to one task; not thread safe.
 */
public interface Automaton {

  PatternSpec pattern();

  /**
   * Advances the pattern's live matches in this profile by one look.
   *
   * @param order number of the look, rising
   */
  void accept(Look look, int order, AccountProfile profile, Consumer<Match> matches);

  /**
   * Tests of which at least one passes on every look that could start or advance a match; empty
   * when it has to see every look that it hears.
   */
  List<Anchor> anchors();

  /**
   * Whether a look that passes none of the {@link #anchors()} could still change live matches, as
   * one that breaks a strict sequence does.
   */
  boolean restless();

  /**
   * Of a restless one: whether a look that passes none of the {@link #anchors()} leaves this record
   * of its as it is.
   *
   * @param at where the record stands in the profile
   */
  default boolean rests(AccountProfile profile, int at, long clockMs) {
    return false;
  }

  /** What it holds of an account at this time of its clock. Leaves the profile as it is. */
  Standing standing(AccountProfile profile, long clockMs);

  /** Marks its records in a profile. */
  int key();
}

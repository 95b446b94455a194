package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import java.util.function.Consumer;

/**
 * A pattern in packed form: flat tables here, its live matches as a few numbers in the account's
 * profile.
 */
public interface Automaton {

  PatternSpec pattern();

  /** Advances the pattern's live matches in this profile by one look. */
  void accept(Look look, AccountProfile profile, Consumer<Match> matches);
}

package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.signals.Sighting;
import java.util.function.Consumer;

/**
 * Judges one sighting after another, each with its account's profile: the whole of the account
 * stage.
 *
 * <p>The job's operator and the driver run this class and nothing beside it. Not thread safe.
 */
public final class AccountJudge {

  private final ProfileKeeper keeper;
  private PatternBook book;

  public AccountJudge(ProfileKeeper keeper, PatternBook book) {
    this.keeper = keeper;
    this.book = book;
  }

  public PatternBook book() {
    return book;
  }

  /** Changes the book between two sightings; live matches go on. */
  public void use(PatternBook changed) {
    book = changed;
  }

  public void judge(Sighting sighting, AccountProfile profile, Consumer<Finding> findings) {
    Look look = keeper.see(profile, sighting);
    if (look == null) {
      return;
    }
    PatternBook judging = book;
    for (Automaton automaton : judging.automata()) {
      if (hears(automaton.pattern(), look)) {
        automaton.accept(look, profile, match -> report(match, look, profile, judging, findings));
      }
    }
  }

  /** Whether this look is the one of its exchange that the pattern judges. */
  public static boolean hears(PatternSpec pattern, Look look) {
    return pattern.listens() == PatternSpec.Listens.ASKED ? look.asked() : look.answered();
  }

  private static void report(
      Match match,
      Look look,
      AccountProfile profile,
      PatternBook book,
      Consumer<Finding> findings) {
    Mode mode = book.mode(match.pattern(), look.sighting().tenant());
    if (mode == Mode.OFF) {
      return;
    }
    Episodes.Episode episode =
        Episodes.admit(profile, match.pattern(), match.firstExchange(), look.clockMs());
    if (episode.reports()) {
      findings.accept(Findings.of(match, episode, look, profile, mode, book.hash()));
    }
  }
}

package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Shown;
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

  /** What the sighting leads to: findings, and then what it shows beside. */
  public void judge(
      Sighting sighting, AccountProfile profile, Consumer<Finding> findings, Shown shown) {
    Look look = keeper.see(profile, sighting);
    if (look != null) {
      judge(look, profile, findings, shown);
    }
  }

  /** Judges a look that the keeper has already given. */
  public void judge(Look look, AccountProfile profile, Consumer<Finding> findings, Shown shown) {
    PatternBook judging = book;
    judging
        .of(look.sighting().tenant())
        .judge(
            look,
            profile.nextLook(),
            profile,
            (entry, match) -> report(entry, match, look, profile, judging, findings));
    keeper.tell(profile, look, shown);
  }

  private static void report(
      BookView.Entry entry,
      Match match,
      Look look,
      AccountProfile profile,
      PatternBook book,
      Consumer<Finding> findings) {
    Mode mode = mode(entry, look);
    Episodes.Episode episode =
        Episodes.admit(
            profile,
            match.pattern(),
            entry.automaton().key(),
            mode,
            match.firstExchange(),
            look.clockMs());
    if (episode.reports()) {
      findings.accept(
          Findings.of(match, episode, look, profile, mode, entry.candidate(), book.hash()));
    }
  }

  /** With a share below 1 the same accounts of a pattern are always in, or always out. */
  public static Mode mode(BookView.Entry entry, Look look) {
    Sighting sighting = look.sighting();
    boolean goes =
        Shares.has(entry.share(), sighting.tenant(), sighting.accountId(), entry.pattern().id());
    return goes ? entry.mode() : Mode.SHADOW;
  }
}

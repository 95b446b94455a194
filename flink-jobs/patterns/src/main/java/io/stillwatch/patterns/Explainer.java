package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one pattern over one account as {@link AccountJudge} does, and tells at every look what
 * became of what. For a human at a command line, never for the job.
 */
public final class Explainer {

  /** What became of a partial match at a look. */
  public enum Fate {
    BEGUN,
    ADVANCED,
    TIMED_OUT,
    /** A negative step occurred, or something lay between what must be consecutive. */
    BROKEN,
    /** It shared looks with a match, or became one. */
    ENDED_WITH_MATCH,
    PUSHED_OUT
  }

  public record Change(Fate fate, Standing.Live live) {}

  /**
   * What one look did.
   *
   * @param before what stood before it, as far as it was still within the time
   */
  public record Told(
      Look look,
      List<Standing.Live> before,
      List<Change> changes,
      Standing after,
      List<Match> matches,
      List<Episodes.Episode> episodes) {}

  private final Automaton automaton;
  private final AccountProfile profile;
  private List<Standing.Live> live = List.of();

  public Explainer(Automaton automaton, AccountProfile profile) {
    this.automaton = automaton;
    this.profile = profile;
  }

  /** Judges a look that the pattern hears. */
  public Told judge(Look look) {
    List<Change> changes = new ArrayList<>();
    List<Standing.Live> before = new ArrayList<>();
    long edgeMs = look.clockMs() - automaton.pattern().form().within().toMillis();
    for (Standing.Live each : live) {
      if (each.startedMs() <= edgeMs && !each.complete()) {
        changes.add(new Change(Fate.TIMED_OUT, each));
      } else {
        before.add(each);
      }
    }
    int dropped = profile.dropped();
    List<Match> matches = new ArrayList<>();
    List<Episodes.Episode> episodes = new ArrayList<>();
    automaton.accept(
        look,
        profile.nextLook(),
        profile,
        match -> {
          matches.add(match);
          episodes.add(
              Episodes.admit(
                  profile,
                  match.pattern(),
                  automaton.key(),
                  Mode.SHADOW,
                  match.firstExchange(),
                  look.clockMs()));
        });
    Standing after = automaton.standing(profile, look.clockMs());
    if (after instanceof Standing.Partials partials) {
      live = partials.live();
      compare(before, !matches.isEmpty(), profile.dropped() > dropped, changes);
    }
    return new Told(look, List.copyOf(before), List.copyOf(changes), after, matches, episodes);
  }

  private void compare(
      List<Standing.Live> before, boolean matched, boolean pushedOut, List<Change> changes) {
    List<Standing.Live> gone = new ArrayList<>(before);
    List<Standing.Live> come = new ArrayList<>();
    for (Standing.Live each : live) {
      if (!gone.remove(each)) {
        come.add(each);
      }
    }
    for (Standing.Live each : come) {
      boolean known = before.stream().anyMatch(old -> old.firstOrder() == each.firstOrder());
      changes.add(new Change(known ? Fate.ADVANCED : Fate.BEGUN, each));
    }
    for (Standing.Live each : gone) {
      boolean advanced =
          come.stream()
              .anyMatch(
                  next ->
                      next.firstOrder() == each.firstOrder() && next.looks() == each.looks() + 1);
      if (!advanced) {
        changes.add(
            new Change(
                matched ? Fate.ENDED_WITH_MATCH : pushedOut ? Fate.PUSHED_OUT : Fate.BROKEN, each));
      }
    }
  }
}

package io.stillwatch.patterns;

import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One step taken {@code times} times within a window: no partial matches, only the last exchanges.
 *
 * <p>With skip past the last match, every live partial match is a suffix of one list: the exchanges
 * since the last match that are still inside the window. So the list itself is all there is to
 * keep.
 *
 * <pre>
 *  0  pattern key   i32
 *  4  clock         i64
 * 12  exchange      i64
 * </pre>
 */
public final class CountingAutomaton implements Automaton {

  private static final int TIME = 4;
  private static final int EXCHANGE = 12;

  private final PatternSpec pattern;
  private final Sequence.Step step;
  private final int key;
  private final long windowMs;

  public CountingAutomaton(PatternSpec pattern, int key) {
    this.pattern = pattern;
    Sequence sequence = (Sequence) pattern.form();
    this.step = sequence.steps().get(0);
    this.key = key;
    this.windowMs = sequence.within().toMillis();
  }

  @Override
  public PatternSpec pattern() {
    return pattern;
  }

  @Override
  public int key() {
    return key;
  }

  @Override
  public List<Anchor> anchors() {
    return step.condition().anchors();
  }

  @Override
  public boolean restless() {
    return false;
  }

  @Override
  public void accept(Look look, int order, AccountProfile profile, Consumer<Match> matches) {
    if (!step.condition().holds(look, Earlier.NOTHING)) {
      return;
    }
    if (step.least() == 1) {
      matches.accept(match(look.clockMs(), List.of(look.sighting().exchangeHash())));
      return;
    }
    int held = forgetOlderThan(profile, look.clockMs() - windowMs);
    if (held >= step.least() - 1) {
      take(look, profile, matches);
      return;
    }
    int at = profile.append(Section.COUNTED);
    profile.putInt(at, key);
    profile.putLong(at + TIME, look.clockMs());
    profile.putLong(at + EXCHANGE, look.sighting().exchangeHash());
  }

  @Override
  public Standing standing(AccountProfile profile, long clockMs) {
    int held = 0;
    for (int i = 0; i < profile.count(Section.COUNTED); i++) {
      int at = profile.at(Section.COUNTED, i);
      if (profile.getInt(at) == key && profile.getLong(at + TIME) > clockMs - windowMs) {
        held++;
      }
    }
    return new Standing.Sum(step.name(), held, step.least());
  }

  private void take(Look look, AccountProfile profile, Consumer<Match> matches) {
    List<Long> exchanges = new ArrayList<>(step.least());
    long firstAt = 0;
    for (int i = 0; i < profile.count(Section.COUNTED); ) {
      int at = profile.at(Section.COUNTED, i);
      if (profile.getInt(at) != key) {
        i++;
        continue;
      }
      if (exchanges.isEmpty()) {
        firstAt = profile.getLong(at + TIME);
      }
      exchanges.add(profile.getLong(at + EXCHANGE));
      profile.remove(Section.COUNTED, i);
    }
    exchanges.add(look.sighting().exchangeHash());
    matches.accept(match(firstAt, exchanges));
  }

  private Match match(long firstAt, List<Long> exchanges) {
    return Match.of(
        pattern,
        firstAt,
        exchanges,
        List.of(
            new Match.StepTaken(
                step.name(),
                exchanges.size(),
                exchanges.get(0),
                exchanges.get(exchanges.size() - 1))));
  }

  /** Drops what is out of the window, its edge included, and returns how many are left. */
  private int forgetOlderThan(AccountProfile profile, long edgeMs) {
    int held = 0;
    for (int i = 0; i < profile.count(Section.COUNTED); ) {
      int at = profile.at(Section.COUNTED, i);
      if (profile.getInt(at) != key) {
        i++;
      } else if (profile.getLong(at + TIME) <= edgeMs) {
        profile.remove(Section.COUNTED, i);
      } else {
        held++;
        i++;
      }
    }
    return held;
  }
}

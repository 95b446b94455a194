package io.stillwatch.patterns;

import io.stillwatch.patterns.Match.Measured;
import io.stillwatch.patterns.Match.StepTaken;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.Section;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts different values of a field within a window, each by when it was last seen.
 *
 * <pre>
 *  0  pattern key   i32
 *  4  last seen     i64   clock
 * 12  value         i64   as {@link Field#bits} has it
 * </pre>
 */
final class DistinctAutomaton implements Automaton {

  private static final int TIME = 4;
  private static final int VALUE = 12;

  private final PatternSpec pattern;
  private final Tally.Distinct distinct;
  private final int key;
  private final long windowMs;

  DistinctAutomaton(PatternSpec pattern, Tally.Distinct distinct, int key) {
    this.pattern = pattern;
    this.distinct = distinct;
    this.key = key;
    this.windowMs = distinct.within().toMillis();
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
    List<Anchor> where = distinct.where().anchors();
    return where.isEmpty() ? List.of(new Anchor(distinct.field(), Anchor.Test.PRESENT, 0)) : where;
  }

  @Override
  public boolean restless() {
    return false;
  }

  @Override
  public void accept(Look look, int order, AccountProfile profile, Consumer<Match> matches) {
    if (!distinct.field().has(look) || !distinct.where().holds(look, Earlier.NOTHING)) {
      return;
    }
    long value = distinct.field().bits(look);
    long edge = look.clockMs() - windowMs;
    int held = 0;
    for (int i = 0; i < profile.count(Section.COUNTED); ) {
      int at = profile.at(Section.COUNTED, i);
      if (profile.getInt(at) != key) {
        i++;
      } else if (profile.getLong(at + TIME) <= edge || profile.getLong(at + VALUE) == value) {
        profile.remove(Section.COUNTED, i); // the value comes back below, as the newest
      } else {
        held++;
        i++;
      }
    }
    if (held + 1 >= distinct.atLeast()) {
      forget(profile);
      long exchange = look.sighting().exchangeHash();
      matches.accept(
          new Match(
              pattern,
              look.clockMs(),
              List.of(exchange),
              List.of(new StepTaken("distinct", held + 1, exchange, exchange)),
              List.of(new Measured("distinct", held + 1, distinct.atLeast()))));
      return;
    }
    int at = profile.append(Section.COUNTED);
    profile.putInt(at, key);
    profile.putLong(at + TIME, look.clockMs());
    profile.putLong(at + VALUE, value);
  }

  private void forget(AccountProfile profile) {
    for (int i = 0; i < profile.count(Section.COUNTED); ) {
      if (profile.getInt(profile.at(Section.COUNTED, i)) == key) {
        profile.remove(Section.COUNTED, i);
      } else {
        i++;
      }
    }
  }
}

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
 *  0  record key    i32   of pattern and field
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

  /** Marks its records: those of a count in another version are exchanges, and no values. */
  private final int recordKey;

  private final long windowMs;

  DistinctAutomaton(PatternSpec pattern, Tally.Distinct distinct, int key) {
    this.pattern = pattern;
    this.distinct = distinct;
    this.key = key;
    this.windowMs = distinct.within().toMillis();
    this.recordKey = 31 * key + distinct.field().name().hashCode();
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
      if (profile.getInt(at) != recordKey) {
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
    profile.putInt(at, recordKey);
    profile.putLong(at + TIME, look.clockMs());
    profile.putLong(at + VALUE, value);
  }

  @Override
  public Standing standing(AccountProfile profile, long clockMs) {
    int held = 0;
    for (int i = 0; i < profile.count(Section.COUNTED); i++) {
      int at = profile.at(Section.COUNTED, i);
      if (profile.getInt(at) == recordKey && profile.getLong(at + TIME) > clockMs - windowMs) {
        held++;
      }
    }
    return new Standing.Sum(
        "different values of " + distinct.field().name(), held, distinct.atLeast());
  }

  private void forget(AccountProfile profile) {
    for (int i = 0; i < profile.count(Section.COUNTED); ) {
      if (profile.getInt(profile.at(Section.COUNTED, i)) == recordKey) {
        profile.remove(Section.COUNTED, i);
      } else {
        i++;
      }
    }
  }
}

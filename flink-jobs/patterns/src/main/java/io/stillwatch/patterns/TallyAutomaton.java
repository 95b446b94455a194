package io.stillwatch.patterns;

import io.stillwatch.patterns.Match.Measured;
import io.stillwatch.patterns.Match.StepTaken;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Adds up what a pattern counts, by pane of its window: no exchange is kept.
 *
 * <p>Looks that count carry a weight; where a share is asked for, others count into the whole only.
 * A weight below 0 takes off what has stood longest, and never more than there is: the sum is that
 * of a sequential test (CUSUM), which forgets what spoke for it but owes nothing.
 *
 * <pre>
 *  0  record key    i32   of pattern, form and pane length
 *  4  newest pane   i32   low bits of clock / pane length
 *  8  panes         f32 x 8, the newest pane at its number modulo 8
 *                   or, for a share, u16 of the part and u16 of the whole
 * </pre>
 */
public final class TallyAutomaton implements Automaton {

  static final int PANES = 8;

  private static final int PANE = 4;
  private static final int VALUES = 8;
  private static final int COUNT_MAX = 0xffff;

  private final PatternSpec pattern;
  private final Tally tally;
  private final int key;

  /** Marks its record: with panes of another length it would be read wrongly. */
  private final int recordKey;

  private final long paneMs;
  private final List<Anchor> anchors;

  private TallyAutomaton(PatternSpec pattern, Tally tally, int key, List<Anchor> anchors) {
    this.pattern = pattern;
    this.tally = tally;
    this.key = key;
    this.paneMs = Math.max(1, tally.within().toMillis() / PANES);
    this.recordKey =
        31 * (31 * key + Long.hashCode(paneMs)) + tally.getClass().getName().hashCode();
    this.anchors = anchors;
  }

  /** The automaton of a tally. */
  public static Automaton of(PatternSpec pattern, Tally tally, int key) {
    if (tally instanceof Tally.Distinct distinct) {
      return new DistinctAutomaton(pattern, distinct, key);
    }
    return new TallyAutomaton(pattern, tally, key, anchorsOf(tally));
  }

  private static List<Anchor> anchorsOf(Tally tally) {
    if (tally instanceof Tally.Count count) {
      return count.of().anchors();
    }
    if (tally instanceof Tally.Share share) {
      return share.among().anchors();
    }
    List<Anchor> all = new ArrayList<>();
    for (Tally.Term term : ((Tally.Weight) tally).terms()) {
      if (term.when().anchors().isEmpty()) {
        return List.of();
      }
      all.addAll(term.when().anchors());
    }
    return all.stream().distinct().toList();
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
    return anchors;
  }

  @Override
  public boolean restless() {
    return false;
  }

  @Override
  public void accept(Look look, int order, AccountProfile profile, Consumer<Match> matches) {
    if (tally instanceof Tally.Count count) {
      if (count.of().holds(look, Earlier.NOTHING)) {
        add(look, profile, 1, count.atLeast(), matches);
      }
    } else if (tally instanceof Tally.Weight weight) {
      double weighs = 0;
      for (Tally.Term term : weight.terms()) {
        if (term.when().holds(look, Earlier.NOTHING)) {
          weighs += term.weight();
        }
      }
      if (weighs != 0) {
        add(look, profile, weighs, weight.atLeast(), matches);
      }
    } else if (tally instanceof Tally.Share share && share.among().holds(look, Earlier.NOTHING)) {
      addShare(look, profile, share, matches);
    }
  }

  private void add(
      Look look, AccountProfile profile, double weight, double threshold, Consumer<Match> matches) {
    if (weight < 0) {
      takeOff(profile, look.clockMs(), -weight);
      return;
    }
    int index = open(profile, look.clockMs());
    int at = profile.at(Section.TALLIES, index);
    int pane = valueAt(at, profile.getInt(at + PANE));
    profile.putFloat(pane, (float) (profile.getFloat(pane) + weight));
    double sum = 0;
    for (int i = 0; i < PANES; i++) {
      sum += profile.getFloat(at + VALUES + 4 * i);
    }
    if (sum >= threshold) {
      profile.remove(Section.TALLIES, index);
      matches.accept(
          match(
              look, List.of(new Measured("sum", sum, threshold)), (int) Math.min(sum, COUNT_MAX)));
    }
  }

  private void takeOff(AccountProfile profile, long clockMs, double weight) {
    if (find(profile) < 0) {
      return;
    }
    int index = open(profile, clockMs);
    int at = profile.at(Section.TALLIES, index);
    int newest = profile.getInt(at + PANE);
    double left = weight;
    double stands = 0;
    for (int pane = newest - PANES + 1; pane <= newest; pane++) {
      int value = valueAt(at, pane);
      double held = profile.getFloat(value);
      double taken = Math.min(held, left);
      profile.putFloat(value, (float) (held - taken));
      left -= taken;
      stands += held - taken;
    }
    if (stands == 0) {
      profile.remove(Section.TALLIES, index); // it keeps no place from other tallies
    }
  }

  private void addShare(
      Look look, AccountProfile profile, Tally.Share share, Consumer<Match> matches) {
    int index = open(profile, look.clockMs());
    int at = profile.at(Section.TALLIES, index);
    int pane = valueAt(at, profile.getInt(at + PANE));
    boolean counts = share.of().holds(look, Earlier.NOTHING);
    int held = profile.getInt(pane);
    int part = Math.min(COUNT_MAX, (held & COUNT_MAX) + (counts ? 1 : 0));
    int whole = Math.min(COUNT_MAX, (held >>> 16) + 1);
    profile.putInt(pane, part | whole << 16);
    long parts = 0;
    long wholes = 0;
    for (int i = 0; i < PANES; i++) {
      int value = profile.getInt(at + VALUES + 4 * i);
      parts += value & COUNT_MAX;
      wholes += value >>> 16;
    }
    if (counts && wholes >= share.outOf() && parts >= share.atLeast() * wholes) {
      profile.remove(Section.TALLIES, index);
      matches.accept(
          match(
              look,
              List.of(
                  new Measured("share", (double) parts / wholes, share.atLeast()),
                  new Measured("out_of", wholes, share.outOf())),
              (int) Math.min(parts, COUNT_MAX)));
    }
  }

  @Override
  public Standing standing(AccountProfile profile, long clockMs) {
    double sum = 0;
    long parts = 0;
    long wholes = 0;
    int newest = (int) (clockMs / paneMs);
    for (int i = 0; i < profile.count(Section.TALLIES); i++) {
      int at = profile.at(Section.TALLIES, i);
      if (profile.getInt(at) != recordKey) {
        continue;
      }
      int passed = newest - profile.getInt(at + PANE);
      for (int pane = newest - PANES + 1; pane <= newest - passed; pane++) {
        int value = valueAt(at, pane);
        sum += profile.getFloat(value);
        parts += profile.getInt(value) & COUNT_MAX;
        wholes += profile.getInt(value) >>> 16;
      }
    }
    if (tally instanceof Tally.Share share) {
      return new Standing.Part(parts, wholes, share.atLeast(), share.outOf());
    }
    return tally instanceof Tally.Count count
        ? new Standing.Sum("exchanges", sum, count.atLeast())
        : new Standing.Sum("weight", sum, ((Tally.Weight) tally).atLeast());
  }

  private Match match(Look look, List<Measured> measured, int count) {
    long exchange = look.sighting().exchangeHash();
    return new Match(
        pattern,
        look.clockMs(),
        List.of(exchange),
        List.of(new StepTaken("tally", count, exchange, exchange)),
        measured);
  }

  /** The pattern's record, brought to this time: panes that are over are emptied. */
  private int open(AccountProfile profile, long clockMs) {
    int newest = (int) (clockMs / paneMs);
    int known = find(profile);
    if (known >= 0) {
      int at = profile.at(Section.TALLIES, known);
      int passed = newest - profile.getInt(at + PANE);
      for (int p = 0; p < Math.min(passed, PANES); p++) {
        profile.putInt(valueAt(at, newest - p), 0);
      }
      profile.putInt(at + PANE, newest);
      return known;
    }
    int at = profile.append(Section.TALLIES);
    profile.putInt(at, recordKey);
    profile.putInt(at + PANE, newest);
    return profile.count(Section.TALLIES) - 1;
  }

  /** Index of the pattern's record, or -1. */
  private int find(AccountProfile profile) {
    for (int i = 0; i < profile.count(Section.TALLIES); i++) {
      if (profile.getInt(profile.at(Section.TALLIES, i)) == recordKey) {
        return i;
      }
    }
    return -1;
  }

  private static int valueAt(int record, int pane) {
    return record + VALUES + 4 * Math.floorMod(pane, PANES);
  }
}

package io.stillwatch.patterns;

import io.stillwatch.patterns.StateTable.Kind;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileLimits;
import io.stillwatch.profiles.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The partial matches of one pattern as they stand in a profile; {@link PartialLayout} draws one.
 *
 * <p>They stand in the order of Flink's queue. At the limits the one that began first goes out.
 */
final class PartialRecords {

  /** In the place of a state: complete, and held back. */
  private static final int COMPLETE = 0xff;

  private static final int STATES_MAX = 0xff;

  private final int key;
  private final int version;
  private final PartialLayout layout;
  private final StateTable table;
  private final boolean[] waits;
  private final int finalState;
  private final List<Older> older = new ArrayList<>();

  private final List<Partial> pool = new ArrayList<>();
  private int used;
  private final List<Partial> storing = new ArrayList<>();

  /** An older version of the pattern, and where its states are found in this one. */
  private record Older(int version, PartialLayout layout, StateMapping mapping) {}

  PartialRecords(
      int key, int version, PartialLayout layout, StateTable table, List<PackedAutomaton> older) {
    if (table.states().size() >= STATES_MAX) {
      throw new IllegalArgumentException("more than " + STATES_MAX + " states");
    }
    this.key = key;
    this.version = version & 0xffff;
    this.layout = layout;
    this.table = table;
    this.waits = new boolean[table.states().size()];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = table.waits(i);
    }
    this.finalState = finalState(table);
    for (PackedAutomaton before : older) {
      this.older.add(
          new Older(
              before.pattern().version() & 0xffff,
              before.layout(),
              StateMapping.between(before.records().table, before.steps(), table, layout.steps())));
    }
  }

  private static int finalState(StateTable table) {
    for (int i = 0; i < table.states().size(); i++) {
      if (table.states().get(i).kind() == Kind.FINAL) {
        return i;
      }
    }
    throw new IllegalArgumentException("a table without a final state");
  }

  // ---- partial matches outside the profile

  Partial notBegun(int start) {
    Partial partial = take();
    partial.state = start;
    partial.startedMs = 0;
    partial.firstOrder = Partial.NOT_BEGUN;
    partial.lastOrder = Partial.NOT_BEGUN;
    Arrays.fill(partial.slots, 0);
    return partial;
  }

  Partial copy(Partial other, int state) {
    Partial partial = take();
    partial.copy(other, state);
    return partial;
  }

  private Partial take() {
    if (used == pool.size()) {
      pool.add(new Partial(layout.slots()));
    }
    return pool.get(used++);
  }

  /** None that was given out is used any more. */
  void freeAll() {
    used = 0;
  }

  boolean holdsStart(Queue<Partial> live) {
    for (Partial partial : live) {
      if (!partial.begun()) {
        return true;
      }
    }
    return false;
  }

  // ---- in the profile

  /** Where the first record of any pattern stands; valid until the profile grows or shrinks. */
  static int begin(AccountProfile profile) {
    return profile.at(Section.PARTIALS, 0);
  }

  static int end(AccountProfile profile) {
    return profile.at(Section.PARTIALS, profile.count(Section.PARTIALS));
  }

  /** Where the record after this one stands. */
  static int next(AccountProfile profile, int at) {
    return at + 8 * words(profile, at);
  }

  boolean none(AccountProfile profile) {
    int end = end(profile);
    for (int at = begin(profile); at < end; at = next(profile, at)) {
      if (profile.getInt(at) == key) {
        return false;
      }
    }
    return true;
  }

  /** Whether a look that no condition asks for leaves all of the pattern's records as they are. */
  boolean rest(AccountProfile profile, long edgeMs) {
    int end = end(profile);
    for (int at = begin(profile); at < end; at = next(profile, at)) {
      if (profile.getInt(at) == key && !rests(profile, at, edgeMs)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether such a look leaves this record of the pattern as it is. A complete one is held back by
   * another, which is asked for itself.
   */
  boolean rests(AccountProfile profile, int at, long edgeMs) {
    int head = profile.getInt(at + 4);
    if ((head >>> 16 & 0xff) == 1) {
      return true; // it has not begun
    }
    int state = head >>> 24;
    return (head & 0xffff) == version
        && (state == COMPLETE || (waits[state] && profile.getLong(at + 8) > edgeMs));
  }

  /** Takes the pattern's records out of the profile; the others close up. */
  void load(AccountProfile profile, Queue<Partial> live, Queue<Partial> completed) {
    int begin = begin(profile);
    int end = end(profile);
    int kept = begin;
    for (int at = begin; at < end; ) {
      int words = words(profile, at);
      if (profile.getInt(at) == key) {
        take(profile, at, words, live, completed);
      } else {
        profile.move(at, kept, 8 * words);
        kept += 8 * words;
      }
      at += 8 * words;
    }
    if (kept < end) {
      profile.remove(Section.PARTIALS, (kept - begin) / 8, (end - kept) / 8);
    }
  }

  private void take(
      AccountProfile profile, int at, int words, Queue<Partial> live, Queue<Partial> completed) {
    Partial partial = read(profile, at, words);
    if (partial == null) {
      profile.countDropped();
    } else if (partial.state == finalState) {
      completed.add(partial);
    } else {
      live.add(partial);
    }
  }

  private static int words(AccountProfile profile, int at) {
    return profile.getInt(at + 4) >>> 16 & 0xff;
  }

  private @Nullable Partial read(AccountProfile profile, int at, int words) {
    int head = profile.getInt(at + 4);
    int state = head >>> 24;
    Partial partial = take();
    if (words == 1) {
      used--;
      return notBegun(table.start());
    }
    partial.startedMs = profile.getLong(at + 8);
    long orders = profile.getLong(at + 16);
    partial.firstOrder = orders & 0xffffffffL;
    partial.lastOrder = orders >>> 32;
    if ((head & 0xffff) == version) {
      partial.state = state == COMPLETE ? finalState : state;
      for (int i = 0; i < partial.slots.length; i++) {
        partial.slots[i] = profile.getLong(at + 8 * (PartialLayout.SLOTS + i));
      }
      return partial;
    }
    return adopt(partial, profile, at, head & 0xffff, state);
  }

  /** Takes over what another version left, or nothing when its place is gone. */
  private @Nullable Partial adopt(
      Partial partial, AccountProfile profile, int at, int theirVersion, int theirState) {
    for (Older before : older) {
      int state = theirState == COMPLETE ? -1 : before.mapping().of(theirState);
      if (before.version() == theirVersion && state >= 0) {
        long[] theirs = new long[before.layout().slots()];
        for (int i = 0; i < theirs.length; i++) {
          theirs[i] = profile.getLong(at + 8 * (PartialLayout.SLOTS + i));
        }
        Arrays.fill(partial.slots, 0);
        if (layout.adopt(partial.slots, before.layout(), theirs)) {
          partial.state = state;
          return partial;
        }
      }
    }
    return null;
  }

  /** Puts them back, those that began first first going out where there is no room. */
  void store(
      AccountProfile profile, Queue<Partial> live, Queue<Partial> completed, boolean keepsOrder) {
    storing.clear();
    storing.addAll(completed);
    int complete = storing.size();
    boolean any = complete > 0;
    for (Partial partial : live) {
      any |= partial.begun();
      if (partial.begun() || keepsOrder) {
        storing.add(partial);
      }
    }
    if (!any) {
      return;
    }
    int stored = records(profile);
    for (int next = 0; next < storing.size(); ) {
      int words = 0;
      int end = next;
      while (end < storing.size() && hasRoom(profile, stored + end - next, words + words(end))) {
        words += words(end++);
      }
      if (end == next) {
        pushOut(profile);
        stored--;
        continue;
      }
      stored += end - next;
      // As many at once as there is room for: each time, all that stands behind them has to move.
      for (int at = profile.append(Section.PARTIALS, words); next < end; next++) {
        write(profile, at, next, next < complete ? COMPLETE : storing.get(next).state);
        at += 8 * words(next);
      }
    }
  }

  private static boolean hasRoom(AccountProfile profile, int stored, int words) {
    return stored < ProfileLimits.PARTIALS_MAX
        && profile.count(Section.PARTIALS) + words <= ProfileLimits.PARTIAL_WORDS_MAX;
  }

  /** What the record takes of one that is to be stored. */
  private int words(int index) {
    Partial partial = storing.get(index);
    return partial.begun() ? PartialLayout.SLOTS + partial.slots.length : 1;
  }

  private void write(AccountProfile profile, int at, int index, int state) {
    Partial partial = storing.get(index);
    int words = words(index);
    profile.putInt(at, key);
    profile.putInt(at + 4, version | words << 16 | state << 24);
    if (words == 1) {
      return;
    }
    profile.putLong(at + 8, partial.startedMs);
    profile.putLong(at + 16, partial.firstOrder | partial.lastOrder << 32);
    for (int i = 0; i < partial.slots.length; i++) {
      profile.putLong(at + 8 * (PartialLayout.SLOTS + i), partial.slots[i]);
    }
  }

  private static int records(AccountProfile profile) {
    int records = 0;
    int end = end(profile);
    for (int at = begin(profile); at < end; at = next(profile, at)) {
      records++;
    }
    return records;
  }

  private static void pushOut(AccountProfile profile) {
    int begin = begin(profile);
    int end = end(profile);
    int oldest = begin;
    long oldestOrder = Long.MAX_VALUE;
    for (int at = begin; at < end; at = next(profile, at)) {
      long order =
          words(profile, at) == 1 ? Long.MAX_VALUE : profile.getLong(at + 16) & 0xffffffffL;
      if (order < oldestOrder) {
        oldest = at;
        oldestOrder = order;
      }
    }
    profile.remove(Section.PARTIALS, (oldest - begin) / 8, words(profile, oldest));
    profile.countDropped();
  }
}

package io.stillwatch.patterns;

import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Mode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is judged for one tenant: the automata, and which of them a look could matter to. */
public final class BookView {

  /**
   * One version of a pattern.
   *
   * @param share part of the accounts for which the mode holds
   * @param candidate whether it runs beside the live version
   */
  public record Entry(Automaton automaton, Mode mode, double share, boolean candidate) {
    public PatternSpec pattern() {
      return automaton.pattern();
    }
  }

  private final List<Entry> entries;
  private final CandidateIndex asked;
  private final CandidateIndex answered;
  private final Map<Integer, Integer> restless = new HashMap<>();
  private final long[] candidates;

  BookView(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    asked = index(Listens.ASKED);
    answered = index(Listens.ANSWERED);
    candidates = new long[(entries.size() + 63) / 64];
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).automaton().restless()) {
        restless.put(entries.get(i).automaton().key(), i);
      }
    }
  }

  private CandidateIndex index(Listens listens) {
    CandidateIndex.Builder builder = new CandidateIndex.Builder();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).pattern().listens() == listens) {
        builder.add(i, entries.get(i).automaton().anchors());
      }
    }
    return builder.build();
  }

  public List<Entry> entries() {
    return entries;
  }

  /** Takes what an entry matched. */
  interface Matches {
    void match(Entry entry, Match match);
  }

  /** Advances every pattern that the look could matter to, in the order of the book. */
  void judge(Look look, int order, AccountProfile profile, Matches matches) {
    Arrays.fill(candidates, 0);
    if (look.asked()) {
      asked.collect(look, candidates);
    }
    if (look.answered()) {
      answered.collect(look, candidates);
    }
    if (!restless.isEmpty()) {
      PartialRecords.forEachKey(profile, key -> addRestless(key, look));
    }
    for (int word = 0; word < candidates.length; word++) {
      for (long bits = candidates[word]; bits != 0; bits &= bits - 1) {
        Entry entry = entries.get(64 * word + Long.numberOfTrailingZeros(bits));
        entry.automaton().accept(look, order, profile, match -> matches.match(entry, match));
      }
    }
  }

  /** A pattern with live matches that any look it hears could change. */
  private void addRestless(int key, Look look) {
    Integer index = restless.get(key);
    if (index != null && hears(entries.get(index).pattern(), look)) {
      candidates[index >> 6] |= 1L << index;
    }
  }

  /** Whether this look is the one of its exchange that the pattern judges. */
  public static boolean hears(PatternSpec pattern, Look look) {
    return pattern.listens() == Listens.ASKED ? look.asked() : look.answered();
  }
}

package io.stillwatch.patterns;

import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is judged for one tenant: the automata, and which of them a look could matter to; and beside
 * them what is judged of members of campaigns.
 */
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

  /**
   * One version of a pattern of campaign scope.
   *
   * @param share part of the accounts for which the mode holds
   * @param candidate whether it runs beside the live version
   */
  public record CampaignEntry(PatternSpec pattern, Mode mode, double share, boolean candidate) {

    /** How far it goes for an account. */
    public Mode mode(String tenant, String accountId) {
      return Shares.has(share, tenant, accountId, pattern.id()) ? mode : Mode.SHADOW;
    }
  }

  private final List<Entry> entries;
  private final List<CampaignEntry> campaigns;
  private final CandidateIndex asked;
  private final CandidateIndex answered;
  private final KeyIndex restless;
  private final long[] candidates;

  BookView(List<Entry> entries, List<CampaignEntry> campaigns) {
    this.entries = List.copyOf(entries);
    this.campaigns = List.copyOf(campaigns);
    asked = index(Listens.ASKED);
    answered = index(Listens.ANSWERED);
    candidates = new long[(entries.size() + 63) / 64];
    restless = new KeyIndex(entries.size());
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

  /** What is judged of members of campaigns. */
  public List<CampaignEntry> campaigns() {
    return campaigns;
  }

  /** A live version, and how far it goes. */
  public record Live(PatternSpec pattern, Mode mode) {}

  /** By id, the live version of every pattern of either scope. */
  public Map<String, Live> live() {
    Map<String, Live> live = new TreeMap<>();
    for (Entry entry : entries) {
      if (!entry.candidate()) {
        live.put(entry.pattern().id(), new Live(entry.pattern(), entry.mode()));
      }
    }
    for (CampaignEntry entry : campaigns) {
      if (!entry.candidate()) {
        live.put(entry.pattern().id(), new Live(entry.pattern(), entry.mode()));
      }
    }
    return live;
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
      addRestless(look, profile);
    }
    for (int word = 0; word < candidates.length; word++) {
      for (long bits = candidates[word]; bits != 0; bits &= bits - 1) {
        Entry entry = entries.get(64 * word + Long.numberOfTrailingZeros(bits));
        entry.automaton().accept(look, order, profile, match -> matches.match(entry, match));
      }
    }
  }

  /** Adds patterns with live matches that this look changes although it shows nothing of them. */
  private void addRestless(Look look, AccountProfile profile) {
    int end = PartialRecords.end(profile);
    for (int at = PartialRecords.begin(profile); at < end; at = PartialRecords.next(profile, at)) {
      int index = restless.get(profile.getInt(at));
      if (index >= 0 && (candidates[index >> 6] >>> index & 1) == 0) {
        Entry entry = entries.get(index);
        if (hears(entry.pattern(), look) && !entry.automaton().rests(profile, at, look.clockMs())) {
          candidates[index >> 6] |= 1L << index;
        }
      }
    }
  }

  /** Whether this look is the one of its exchange that the pattern judges. */
  public static boolean hears(PatternSpec pattern, Look look) {
    return pattern.listens() == Listens.ASKED ? look.asked() : look.answered();
  }
}

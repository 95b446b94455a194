package io.stillwatch.signals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds many phrases in one pass over folded words: an Aho-Corasick automaton over word hashes.
 *
 * <p>A phrase is written as text and folded as every text is, so case, accents and look-alikes do
 * not matter. Any number in a phrase stands for any number; a phrase written with a bracket or tag
 * before its first word ({@code <think}) is found only behind one. Each word costs a bounded number
 * of table look-ups on average whatever the text is: going back along the failure links never
 * undoes more steps than were made.
 */
final class PhraseSet {

  /** Told of each phrase as its last word is read. */
  interface Found {
    void found(int group, int firstWord, int lastWord);
  }

  private static final long ANY_NUMBER = 0x6e756d626572L;
  private static final int NONE = -1;
  private static final int BEGINNINGS = 1 << 15;

  /**
   * Edges of the trie in one open-addressed table: (state, word) as one hash, and next to it, so
   * that both come with one look at memory, the state that it leads to.
   */
  private final long[] edges;

  private final int mask;

  /** Per state a bit for each kind of word that goes on from it: most words stop at this look. */
  private final long[] goesOn;

  private final int[] failure;

  /** Where to go on from: the state itself, or what it fails to where no phrase goes further. */
  private final int[] resume;

  /** A bit for each word that begins a phrase: nearly all words of nearly all texts stop here. */
  private final long[] beginnings = new long[BEGINNINGS / Long.SIZE];

  // Phrases that end in a state: first of a list, per entry its group, words, demand and the next.
  private final int[] firstOutput;
  private final int[] outputGroup;
  private final int[] outputWords;
  private final boolean[] outputOpened;
  private final int[] nextOutput;

  private PhraseSet(Builder builder) {
    int states = builder.states.size();
    int slots = Integer.highestOneBit(Math.max(states, 4) * 4);
    mask = slots - 1;
    edges = new long[2 * slots];
    goesOn = new long[states];
    failure = new int[states];
    resume = new int[states];
    firstOutput = new int[states];
    int outputs = builder.groups.size();
    outputGroup = new int[outputs];
    outputWords = new int[outputs];
    outputOpened = new boolean[outputs];
    nextOutput = new int[outputs];
    for (int i = 0; i < outputs; i++) {
      outputGroup[i] = builder.groups.get(i);
      outputWords[i] = builder.lengths.get(i);
      outputOpened[i] = builder.opened.get(i);
      nextOutput[i] = NONE;
    }
    for (int state = 0; state < states; state++) {
      builder.states.get(state).forEach(new EdgeWriter(state)::write);
      for (long word : builder.states.get(state).keySet()) {
        goesOn[state] |= kind(word);
      }
    }
    for (long word : builder.states.get(0).keySet()) {
      beginnings[beginning(word) >>> 6] |= 1L << beginning(word);
    }
    link(builder);
  }

  /** Breadth first, so that a state's failure link is complete before its children need it. */
  private void link(Builder builder) {
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(0);
    while (!open.isEmpty()) {
      int state = open.remove();
      List<Integer> own = builder.outputs.get(state);
      int inherited = state == 0 ? NONE : firstOutput[failure[state]];
      for (int output : own) {
        nextOutput[output] = inherited;
        inherited = output;
      }
      firstOutput[state] = inherited;
      resume[state] = builder.states.get(state).isEmpty() ? failure[state] : state;
      for (Map.Entry<Long, Integer> edge : builder.states.get(state).entrySet()) {
        int child = edge.getValue();
        failure[child] = state == 0 ? 0 : next(failure[state], edge.getKey());
        open.add(child);
      }
    }
  }

  /**
   * Reports every phrase within the words from (inclusive) to (exclusive); returns how many edges
   * it looked for.
   */
  long scan(Texts texts, int from, int to, Found found) {
    long lookUps = 0;
    int state = 0;
    for (int i = from; i < to; i++) {
      long word = texts.is(i, Texts.NUMBER) ? ANY_NUMBER : texts.word(i);
      if (state == 0 && (beginnings[beginning(word) >>> 6] & 1L << beginning(word)) == 0) {
        continue;
      }
      int edge = edge(state, word);
      lookUps++;
      while (edge == 0 && state != 0) {
        state = failure[state];
        if (state == 0 && (beginnings[beginning(word) >>> 6] & 1L << beginning(word)) == 0) {
          break;
        }
        edge = edge(state, word);
        lookUps++;
      }
      state = edge;
      for (int output = firstOutput[state]; output != NONE; output = nextOutput[output]) {
        int first = i + 1 - outputWords[output];
        if (!outputOpened[output] || texts.is(first, Texts.OPENED)) {
          found.found(outputGroup[output], first, i);
        }
      }
      state = resume[state];
    }
    return lookUps;
  }

  private int next(int from, long word) {
    int state = from;
    int edge = edge(state, word);
    while (edge == 0 && state != 0) {
      state = failure[state];
      edge = edge(state, word);
    }
    return edge;
  }

  /** The state that this word leads to, or 0 if no phrase goes on with it. */
  private int edge(int state, long word) {
    if ((goesOn[state] & kind(word)) == 0) {
      return 0;
    }
    long edge = key(state, word);
    int slot = (int) edge & mask;
    while (edges[2 * slot + 1] != 0 && edges[2 * slot] != edge) {
      slot = (slot + 1) & mask;
    }
    return (int) edges[2 * slot + 1];
  }

  private static int beginning(long word) {
    return (int) word & (BEGINNINGS - 1);
  }

  private static long kind(long word) {
    return 1L << (word >>> 58);
  }

  /** Words are well mixed, so two edges are taken for one no sooner than two words are. */
  private static long key(int state, long word) {
    return word + state * 0x9E3779B97F4A7C15L;
  }

  private final class EdgeWriter {
    private final int from;

    EdgeWriter(int from) {
      this.from = from;
    }

    void write(long word, int to) {
      long edge = key(from, word);
      int slot = (int) edge & mask;
      while (edges[2 * slot + 1] != 0) {
        slot = (slot + 1) & mask;
      }
      edges[2 * slot] = edge;
      edges[2 * slot + 1] = to;
    }
  }

  /** Collects phrases; the same phrase may stand in several groups. */
  static final class Builder {
    private final List<Map<Long, Integer>> states = new ArrayList<>();
    private final List<List<Integer>> outputs = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private final List<Boolean> opened = new ArrayList<>();

    Builder() {
      newState();
    }

    Builder add(String phrase, int group) {
      Texts words = Texts.of(phrase);
      if (words.size() == 0) {
        throw new IllegalArgumentException("phrase '" + phrase + "' has no words");
      }
      int state = 0;
      for (int i = 0; i < words.size(); i++) {
        long word = words.is(i, Texts.NUMBER) ? ANY_NUMBER : words.word(i);
        Integer next = states.get(state).get(word);
        if (next == null) {
          next = newState();
          states.get(state).put(word, next);
        }
        state = next;
      }
      outputs.get(state).add(groups.size());
      groups.add(group);
      lengths.add(words.size());
      opened.add(words.is(0, Texts.OPENED));
      return this;
    }

    /** Adds what stands between bars and line ends. */
    Builder addLines(String phrases, int group) {
      int from = 0;
      for (int i = 0; i <= phrases.length(); i++) {
        char c = i == phrases.length() ? '|' : phrases.charAt(i);
        if (c == '|' || c == '\n') {
          if (i > from) {
            add(phrases.substring(from, i), group);
          }
          from = i + 1;
        }
      }
      return this;
    }

    PhraseSet build() {
      return new PhraseSet(this);
    }

    private int newState() {
      states.add(new HashMap<>());
      outputs.add(new ArrayList<>());
      return states.size() - 1;
    }
  }
}

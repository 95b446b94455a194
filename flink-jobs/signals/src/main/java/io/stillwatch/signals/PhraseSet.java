package io.stillwatch.signals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
  private static final int BEGINNINGS = 1 << 15;

  private static final int NODE_INTS = 4;

  /** The state to go back to where a word does not go on from this one. */
  private static final int FAILURE = 0;

  /** Where to go on from: the state itself, or its failure where no phrase goes further. */
  private static final int RESUME = 1;

  private static final int OUTPUTS_FROM = 2;
  private static final int OUTPUTS_TO = 3;

  private static final int GROUP_BITS = 16;
  private static final int WORDS_BITS = 15;

  /**
   * Edges of the trie in one open-addressed table: (state, word) as one hash, and next to it, so
   * that both come with one look at memory, the state that it leads to.
   */
  private final long[] edges;

  private final int mask;

  /** Per state a bit for each kind of word that goes on from it: most words stop at this look. */
  private final long[] goesOn;

  /** Per state {@link #NODE_INTS} numbers that are looked at together. */
  private final int[] nodes;

  /**
   * The phrases that end in each state, those of one state in a row: group, words and, as the sign,
   * whether it demands a bracket or tag.
   */
  private final int[] outputs;

  /** A bit for each word that begins a phrase: nearly all words of nearly all texts stop here. */
  private final long[] beginnings = new long[BEGINNINGS / Long.SIZE];

  private PhraseSet(Builder builder) {
    int states = builder.states.size();
    int slots = Integer.highestOneBit(Math.max(states, 4) * 4);
    mask = slots - 1;
    edges = new long[2 * slots];
    goesOn = new long[states];
    nodes = new int[NODE_INTS * states];
    for (int state = 0; state < states; state++) {
      builder.states.get(state).forEach(new EdgeWriter(state)::write);
      for (long word : builder.states.get(state).keySet()) {
        goesOn[state] |= kind(word);
      }
    }
    for (long word : builder.states.get(0).keySet()) {
      beginnings[beginning(word) >>> 6] |= 1L << beginning(word);
    }
    outputs = link(builder);
  }

  /**
   * Breadth first, so that a state's failure link is complete before its children need it; returns
   * what ends in each state, the longest first.
   */
  private int[] link(Builder builder) {
    IntStream.Builder ends = IntStream.builder();
    int[][] outputsOf = new int[builder.states.size()][];
    int size = 0;
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(0);
    while (!open.isEmpty()) {
      int state = open.remove();
      int node = NODE_INTS * state;
      int failure = nodes[node + FAILURE];
      int[] inherited = state == 0 ? new int[0] : outputsOf[failure];
      outputsOf[state] = builder.outputsOf(state, inherited);
      nodes[node + RESUME] = builder.states.get(state).isEmpty() ? failure : state;
      nodes[node + OUTPUTS_FROM] = size;
      for (int output : outputsOf[state]) {
        ends.add(output);
        size++;
      }
      nodes[node + OUTPUTS_TO] = size;
      for (Map.Entry<Long, Integer> edge : builder.states.get(state).entrySet()) {
        int child = edge.getValue();
        nodes[NODE_INTS * child + FAILURE] = state == 0 ? 0 : next(failure, edge.getKey());
        open.add(child);
      }
    }
    return ends.build().toArray();
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
      if (state == 0 && !begins(word)) {
        continue;
      }
      int reached = edge(state, word);
      lookUps++;
      while (reached == 0 && state != 0) {
        state = nodes[NODE_INTS * state + FAILURE];
        if (state == 0 && !begins(word)) {
          break;
        }
        reached = edge(state, word);
        lookUps++;
      }
      int node = NODE_INTS * reached;
      int outputsTo = nodes[node + OUTPUTS_TO];
      for (int output = nodes[node + OUTPUTS_FROM]; output < outputsTo; output++) {
        report(outputs[output], i, texts, found);
      }
      state = nodes[node + RESUME];
    }
    return lookUps;
  }

  private static void report(int output, int lastWord, Texts texts, Found found) {
    int first = lastWord + 1 - (output >>> GROUP_BITS & ((1 << WORDS_BITS) - 1));
    if (output >= 0 || texts.is(first, Texts.OPENED)) {
      found.found(output & ((1 << GROUP_BITS) - 1), first, lastWord);
    }
  }

  private boolean begins(long word) {
    return (beginnings[beginning(word) >>> 6] & 1L << beginning(word)) != 0;
  }

  private int next(int from, long word) {
    int state = from;
    int edge = edge(state, word);
    while (edge == 0 && state != 0) {
      state = nodes[NODE_INTS * state + FAILURE];
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
      if (group >>> GROUP_BITS != 0 || words.size() >>> WORDS_BITS != 0) {
        throw new IllegalArgumentException(
            "phrase '" + phrase + "' has too many words, or its group " + group + " is too great");
      }
      int opened = words.is(0, Texts.OPENED) ? Integer.MIN_VALUE : 0;
      outputs.get(state).add(opened | words.size() << GROUP_BITS | group);
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

    /** What ends in a state: its own, the newest first, then what it inherits. */
    private int[] outputsOf(int state, int[] inherited) {
      List<Integer> own = outputs.get(state);
      int[] all = new int[own.size() + inherited.length];
      System.arraycopy(inherited, 0, all, own.size(), inherited.length);
      for (int i = 0; i < own.size(); i++) {
        all[i] = own.get(own.size() - 1 - i);
      }
      return all;
    }

    private int newState() {
      states.add(new HashMap<>());
      outputs.add(new ArrayList<>());
      return states.size() - 1;
    }
  }
}

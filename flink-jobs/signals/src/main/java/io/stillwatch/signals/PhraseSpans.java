package io.stillwatch.signals;

import java.util.Arrays;

/** Phrases whose places in a text matter: each is written down, in the order of its last word. */
final class PhraseSpans implements Phrases<PhraseSpans.Spans> {

  private final String[] lines;

  /** The phrases of each group, between bars and line ends. */
  PhraseSpans(String... lines) {
    this.lines = lines.clone();
  }

  @Override
  public int groups() {
    return lines.length;
  }

  @Override
  public void addTo(PhraseSet.Builder words, int firstGroup) {
    for (int group = 0; group < lines.length; group++) {
      words.addLines(lines[group], firstGroup + group);
    }
  }

  @Override
  public Spans listener(Texts texts) {
    return new Spans(lines.length);
  }

  /** What was found in one text. */
  static final class Spans extends Phrases.Listener {

    private static final int SPANS_AT_FIRST = 64;

    private final int[] counts;
    private int[] spans = new int[3 * SPANS_AT_FIRST];
    private int size;

    private Spans(int groups) {
      counts = new int[groups];
    }

    @Override
    void start() {
      size = 0;
      Arrays.fill(counts, 0);
    }

    @Override
    void found(int group, int firstWord, int lastWord) {
      if (3 * size == spans.length) {
        spans = Arrays.copyOf(spans, spans.length * 2);
      }
      spans[3 * size] = group;
      spans[3 * size + 1] = firstWord;
      spans[3 * size + 2] = lastWord;
      size++;
      counts[group]++;
    }

    int size() {
      return size;
    }

    int count(int group) {
      return counts[group];
    }

    int group(int span) {
      return spans[3 * span];
    }

    int first(int span) {
      return spans[3 * span + 1];
    }

    int last(int span) {
      return spans[3 * span + 2];
    }
  }
}

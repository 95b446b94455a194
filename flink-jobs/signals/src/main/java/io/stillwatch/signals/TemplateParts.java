package io.stillwatch.signals;

/**
 * Finds in one prompt the stretches that a template leaves the same: its opening sentences and its
 * closing ones.
 *
 * <p>Nobody can know from one prompt where its template ends. But an input comes behind a label, on
 * a line of its own or as a sentence of its own, so both stretches grow by whole sentences until
 * they are long enough to mean something and no longer. Numbers and quoted spans count as one
 * masked word each: those are what a template is filled with. Lengths are in half words, so that a
 * sentence is as long in a script without spaces as in others.
 */
final class TemplateParts {

  private static final long MASK = 1;

  private static final int BOUNDARY = Texts.LINE | Texts.BLOCK | Texts.SENTENCE;

  private TemplateParts() {}

  /** Where the opening ends that starts at {@code from}, exclusive; {@code from} if it is none. */
  static int openingEnd(Texts texts, int from, int to) {
    return openingEnd(texts, from, to, BOUNDARY, SignalLimits.SKELETON_WORDS_MIN);
  }

  /** Where the longer head ends: at an empty line, whatever sentences it has. */
  static int headEnd(Texts texts, int from, int to) {
    return openingEnd(texts, from, to, Texts.BLOCK, SignalLimits.SKELETON_HEAD_WORDS_MIN);
  }

  private static int openingEnd(Texts texts, int from, int to, int boundary, int wordsMin) {
    boolean labels = boundary == BOUNDARY;
    int length = 0;
    int i = from;
    for (; i < to && length < SignalLimits.SKELETON_WORDS_MAX * 2; i++) {
      boolean ends =
          texts.is(i, boundary) || (labels && i > from && texts.is(i - 1, Texts.LABELLED));
      if (ends && length >= wordsMin * 2) {
        return i;
      }
      length += weight(texts, i, from);
    }
    return length >= SignalLimits.SKELETON_WORDS_MIN * 2 ? i : from;
  }

  /** Where the closing starts that ends at {@code to}; {@code to} if it is none. */
  static int closingStart(Texts texts, int from, int to) {
    int length = 0;
    for (int i = to - 1; i >= from; i--) {
      length += weight(texts, i, from);
      boolean full = length >= SignalLimits.SKELETON_WORDS_MAX * 2;
      if (full || (length >= SignalLimits.SKELETON_WORDS_MIN * 2 && texts.is(i, BOUNDARY))) {
        return i;
      }
    }
    return to;
  }

  /** The masked words of a stretch as one hash, never 0. */
  static long hash(Texts texts, int from, int to) {
    long hash = WordHash.START;
    for (int i = from; i < to; i++) {
      if (!continuesMask(texts, i, from)) {
        hash = WordHash.step(hash, masked(texts, i));
      }
    }
    return WordHash.end(hash);
  }

  /** The word, or the one that stands for every number and every quoted span. */
  static long masked(Texts texts, int word) {
    return texts.is(word, Texts.NUMBER | Texts.QUOTED) ? MASK : texts.word(word);
  }

  /** Whether the word is one more of a masked span that has begun before. */
  static boolean continuesMask(Texts texts, int word, int from) {
    return word > from
        && texts.is(word, Texts.NUMBER | Texts.QUOTED)
        && texts.is(word - 1, Texts.NUMBER | Texts.QUOTED);
  }

  private static int weight(Texts texts, int word, int from) {
    if (continuesMask(texts, word, from)) {
      return 0;
    }
    return texts.is(word, Texts.IDEOGRAPH) ? 1 : 2;
  }
}

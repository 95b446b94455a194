package io.stillwatch.signals;

/**
 * Phrases that someone wants to hear of, in groups, and what listens for them in one text after
 * another.
 */
interface Phrases<L extends Phrases.Listener> {

  /**
   * Hears of the phrases of one text, in the order of their last words; one per thread. A class, as
   * a call through an interface costs twice as much, and there are a hundred to a text.
   */
  abstract class Listener {

    /** As {@link PhraseSet.Found}. */
    abstract void found(int group, int firstWord, int lastWord);

    /** The words were folded anew; nothing heard before counts. */
    abstract void start();
  }

  /** Greater than every group. */
  int groups();

  /** Adds every phrase, its group counted from {@code firstGroup} on. */
  void addTo(PhraseSet.Builder words, int firstGroup);

  L listener(Texts texts);
}

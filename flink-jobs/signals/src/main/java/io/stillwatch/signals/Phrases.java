package io.stillwatch.signals;

/**
 * Phrases that someone wants to hear of, in groups, and what listens for them in one text after
 * another.
 */
interface Phrases<L extends Phrases.Listener> {

  /** Hears of the phrases of one text, in the order of their last words; one per thread. */
  interface Listener extends PhraseSet.Found {

    /** The words were folded anew; nothing heard before counts. */
    void start();
  }

  /** Greater than every group. */
  int groups();

  /** Adds every phrase, its group counted from {@code firstGroup} on. */
  void addTo(PhraseSet.Builder words, int firstGroup);

  L listener(Texts texts);
}

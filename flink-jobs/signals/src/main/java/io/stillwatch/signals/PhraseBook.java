package io.stillwatch.signals;

import java.util.ArrayList;
import java.util.List;

/**
 * The phrases of all signals as one set, so that a text is searched once however many signals there
 * are.
 */
final class PhraseBook {

  static final PhraseBook EMPTY = new PhraseBook(List.of());

  private final List<Phrases<?>> members;
  private final PhraseSet set;

  /** By group of the whole set: whose it is, and the group that its owner knows it by. */
  private final int[] owner;

  private final int[] ownGroup;

  private PhraseBook(List<Phrases<?>> members) {
    this.members = members;
    PhraseSet.Builder words = new PhraseSet.Builder();
    int groups = members.stream().mapToInt(Phrases::groups).sum();
    owner = new int[groups];
    ownGroup = new int[groups];
    int first = 0;
    for (int i = 0; i < members.size(); i++) {
      Phrases<?> member = members.get(i);
      member.addTo(words, first);
      for (int group = 0; group < member.groups(); group++) {
        owner[first + group] = i;
        ownGroup[first + group] = group;
      }
      first += member.groups();
    }
    set = words.build();
  }

  /** The phrases of those signals of one side that listen for any. */
  static PhraseBook of(Iterable<? extends Signal> signals, Signal.Side side) {
    List<Phrases<?>> members = new ArrayList<>();
    for (Signal signal : signals) {
      if (signal.side() == side && signal instanceof ReadsPhrases reads) {
        members.add(reads.phrases());
      }
    }
    return of(members);
  }

  static PhraseBook of(List<Phrases<?>> members) {
    return new PhraseBook(List.copyOf(members));
  }

  Hearing hearing(Texts texts) {
    return new Hearing(texts);
  }

  /** What was heard in these texts since they were folded last; thread-confined. */
  final class Hearing implements PhraseSet.Found {

    private final Texts texts;
    private final Phrases.Listener[] listeners = new Phrases.Listener[members.size()];

    /** By group of the whole set. */
    private final Phrases.Listener[] listenerOf = new Phrases.Listener[owner.length];

    private Hearing(Texts texts) {
      this.texts = texts;
      for (int i = 0; i < listeners.length; i++) {
        listeners[i] = members.get(i).listener(texts);
      }
      for (int group = 0; group < owner.length; group++) {
        listenerOf[group] = listeners[owner[group]];
      }
    }

    void hear() {
      for (Phrases.Listener listener : listeners) {
        listener.start();
      }
      set.scan(texts, 0, texts.size(), this);
    }

    @Override
    public void found(int group, int firstWord, int lastWord) {
      listenerOf[group].found(ownGroup[group], firstWord, lastWord);
    }

    /** Who listened for these phrases; throws where nobody did. */
    <L extends Phrases.Listener> L of(Phrases<L> phrases) {
      for (int i = 0; i < listeners.length; i++) {
        if (members.get(i) == phrases) {
          @SuppressWarnings("unchecked") // made by the same member, above
          L listener = (L) listeners[i];
          return listener;
        }
      }
      throw new IllegalStateException("nobody listened for these phrases");
    }
  }
}

package io.stillwatch.signals;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one event as folded words: what every {@link Signal} reads.
 *
 * <p>One pass over the system text and the prompt gives a 64-bit hash and a few marks per word. Two
 * texts that look the same to a reader give the same words: case, diacritics, width, invisible
 * characters and Latin look-alikes inside a mixed word are folded away, and single letters set
 * apart by spaces are put together. A word is a run of letters or a run of digits; in scripts
 * without spaces it is one character, so that phrases work alike in every language.
 *
 * <pre>
 *   &lt;answer_1&gt;: "Foo 12"
 *   answer OPENED | 1 NUMBER CLOSED LABELLED | foo QUOTED | 12 QUOTED NUMBER
 * </pre>
 *
 * <p>Each character is looked at a fixed number of times, whatever it is and whatever stands around
 * it; of a text longer than {@link SignalLimits#TEXT_CHARS_MAX} the first and the last half of that
 * are read. The buffers are kept from event to event: one instance per thread, and nothing of it
 * may be kept by a signal.
 */
public final class Texts {

  /** Inside quotation marks, a code fence or a quoted line. */
  public static final int QUOTED = 1;

  /** Consists of digits. */
  public static final int NUMBER = 1 << 1;

  /** First word of a line. */
  public static final int LINE = 1 << 2;

  /** First word after an empty line, or of a text. */
  public static final int BLOCK = 1 << 3;

  /** First word after the end of a sentence. */
  public static final int SENTENCE = 1 << 4;

  /** An opening bracket or tag stands before it: {@code <answer}, {@code [Answer}. */
  public static final int OPENED = 1 << 5;

  /** The bracket or tag before it is that of an end: {@code </answer}. */
  public static final int CLOSING = 1 << 6;

  /** A closing bracket or tag stands after it. */
  public static final int CLOSED = 1 << 7;

  /** A colon stands after it. */
  public static final int LABELLED = 1 << 8;

  /** Its line begins with a heading, list or rule character. */
  public static final int DECORATED = 1 << 9;

  /** One character of a script without spaces. */
  public static final int IDEOGRAPH = 1 << 10;

  /** Stands in quotation marks alone, before a colon: {@code "answer":}. */
  public static final int KEY = 1 << 11;

  private static final int WORDS_AT_FIRST = 1024;
  private static final int SPACED_LETTERS_MIN = 3;

  /** Kinds of which a run makes a word, or goes on with one. */
  private static final int LETTERS = Folding.LATIN | Folding.LOOKALIKE | Folding.LETTER;

  /** Kinds that may go on with a word though they are no letters themselves. */
  private static final int JOINING = Folding.DROPPED | Folding.EXPANDED | Folding.SURROGATE;

  private static final int MIXED = Folding.LATIN | Folding.LOOKALIKE;

  private static final long SEED = 0x9E3779B97F4A7C15L;
  private static final long PRIME = 0x100000001B3L;

  private long[] words = new long[WORDS_AT_FIRST];
  private short[] marks = new short[WORDS_AT_FIRST];
  private int size;
  private int promptStart;
  private boolean guessed;
  private @Nullable String language;
  private boolean unspaced;

  private char[] chars = new char[WORDS_AT_FIRST];
  private final Quotations quotations = new Quotations();
  private final SipHash hasher = new SipHash();
  private final SketchTally tally = new SketchTally();
  private final LanguageGuess guess = new LanguageGuess();
  private final FeatureKey featureKey;
  private final PhraseBook.Hearing hearing;
  private int[] ints = new int[0];
  private int[] positions = new int[0];

  // The word being read.
  private long hash = SEED;
  private int length;
  private int kinds;
  private int wordStart;

  // What stood since the last word.
  private int pending;
  private int lines;
  private boolean lineStart;
  private int gap;
  private boolean onlySpaces;

  // The run of single letters that ends at the last word.
  private int spaced;
  private int spacedKinds;
  private long spacedHash;
  private long spacedAsLatin;

  Texts(FeatureKey featureKey, PhraseBook phrases) {
    this.featureKey = featureKey;
    this.hearing = phrases.hearing(this);
  }

  /** The folded words of a text on its own, such as a phrase. */
  static Texts of(String text) {
    Texts texts = new Texts(FeatureKey.PUBLIC, PhraseBook.EMPTY);
    texts.fold(null, text);
    return texts;
  }

  void fold(@Nullable String system, @Nullable String prompt) {
    size = 0;
    unspaced = false;
    guessed = false;
    read(system);
    promptStart = size;
    read(prompt);
    if (unspaced) {
      place();
    }
    hearing.hear();
  }

  /** Where each word starts, in half words. */
  private void place() {
    if (positions.length <= size) {
      positions = new int[words.length + 1];
    }
    int position = 0;
    for (int i = 0; i < size; i++) {
      positions[i] = position;
      position += (marks[i] & IDEOGRAPH) != 0 ? 1 : 2;
    }
    positions[size] = position;
  }

  /** Words of the system text and the prompt together. */
  public int size() {
    return size;
  }

  /** Index of the first word of the prompt: the length of the system text in words. */
  public int promptStart() {
    return promptStart;
  }

  /** The word's hash: public, the same in every text, never 0. */
  public long word(int index) {
    return words[index];
  }

  /** Whether the word carries any of these marks. */
  public boolean is(int index, int anyOf) {
    return (marks[index] & anyOf) != 0;
  }

  /**
   * Where the word starts, in half words: one character of a script without spaces is half a word.
   */
  int position(int index) {
    return unspaced ? positions[index] : 2 * index;
  }

  /** What was heard of these phrases. */
  <L extends Phrases.Listener> L heard(Phrases<L> phrases) {
    return hearing.of(phrases);
  }

  int marks(int index) {
    return marks[index];
  }

  /** A hasher under the public key; each call starts it anew. */
  SipHash hasher() {
    return hasher.start(HashKey.PUBLIC);
  }

  /** A tally with nothing in it; each call starts it anew. */
  SketchTally tally() {
    tally.start();
    return tally;
  }

  /** The main language of the prompt, or of the system text where that is all there is, or null. */
  @Nullable String language() {
    if (!guessed) {
      language = guess.of(this, promptStart < size ? promptStart : 0);
      guessed = true;
    }
    return language;
  }

  FeatureKey featureKey() {
    return featureKey;
  }

  /** Scratch space of zeroes, at least that long, valid until the next call. */
  int[] ints(int atLeast) {
    if (ints.length < atLeast) {
      ints = new int[Math.max(atLeast, words.length)];
    } else {
      Arrays.fill(ints, 0, atLeast, 0);
    }
    return ints;
  }

  private void read(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return;
    }
    int end = Math.min(text.length(), SignalLimits.TEXT_CHARS_MAX);
    if (chars.length < end) {
      chars = new char[Math.max(end, chars.length * 2)];
    }
    if (end == text.length()) {
      text.getChars(0, end, chars, 0);
    } else {
      int half = end / 2;
      text.getChars(0, half, chars, 0);
      text.getChars(text.length() - half, text.length(), chars, half);
    }
    pending = 0;
    lines = 2;
    lineStart = true;
    gap = 0;
    onlySpaces = true;
    spaced = 0;
    quotations.start();
    reserve(end); // each word has a character of its own
    for (int i = 0; i < end; ) {
      int kind = Folding.kind(chars[i]);
      if ((kind & LETTERS) != 0) {
        i = run(LETTERS, i, end);
      } else if (kind == Folding.BREAK) {
        finish(i);
        gap++;
        onlySpaces &= chars[i] == ' ';
        i++;
      } else if (kind == Folding.DIGIT) {
        i = run(Folding.DIGIT, i, end);
      } else if (kind == Folding.IDEOGRAPH) {
        i = ideographs(i, end);
      } else {
        i = rare(kind, i, end) + 1;
      }
    }
    finish(end);
  }

  /** Most of most texts: letters or digits in a row, kept in registers; returns where they end. */
  private int run(int wanted, int from, int end) {
    boolean starts = length == 0 || (kinds & wanted) == 0;
    if (starts) {
      finish(from);
      wordStart = from;
    }
    char[] text = chars;
    int wantedEntries = wanted << Folding.KIND_SHIFT;
    long running = hash;
    int seen = 0;
    int next = Folding.BREAK;
    int i = from;
    while (i < end) {
      int entry = Folding.entry(text[i]);
      if ((entry & wantedEntries) == 0) {
        next = entry >>> Folding.KIND_SHIFT;
        break;
      }
      running = (running ^ (char) entry) * PRIME;
      seen |= entry;
      i++;
    }
    int run = seen >>> Folding.KIND_SHIFT;
    boolean alone = starts && (next & JOINING) == 0;
    boolean usual = wanted == Folding.DIGIT || (i - from > 1 && (run & MIXED) != MIXED);
    if (alone && usual) {
      spaced = 0;
      append(running, wanted == Folding.DIGIT ? mark() | NUMBER : mark());
      gap = 0;
      onlySpaces = true;
    } else {
      hash = running;
      length += i - from;
      kinds |= run;
    }
    return i;
  }

  /** Characters in a row that are a word each; returns where they end. */
  private int ideographs(int from, int end) {
    finish(from);
    int i = from;
    while (i < end) {
      int entry = Folding.entry(chars[i]);
      if (entry >>> Folding.KIND_SHIFT != Folding.IDEOGRAPH) {
        break;
      }
      append((SEED ^ (char) entry) * PRIME, mark() | IDEOGRAPH);
      i++;
    }
    unspaced = true;
    wordStart = i - 1;
    spaced = 0;
    gap = 0;
    onlySpaces = true;
    return i;
  }

  /** Any other character; returns the last one used. */
  private int rare(int kind, int index, int end) {
    char c = chars[index];
    switch (kind) {
      case Folding.DROPPED -> {}
      case Folding.STRUCTURE -> {
        finish(index);
        int last = structure(c, index, end);
        gap++;
        onlySpaces = false;
        return last;
      }
      case Folding.EXPANDED -> {
        String plain = Folding.expansion(c);
        reserve(end - index + plain.length());
        for (int j = 0; j < plain.length(); j++) {
          add(plain.charAt(j), index);
        }
      }
      default -> {
        return surrogate(c, index, end);
      }
    }
    return index;
  }

  /** The marks that a word gets from what stands before it. */
  private int mark() {
    int mark = pending;
    if (quotations.inQuotedLine()) {
      mark |= QUOTED;
    }
    if (lines > 0) {
      mark |= lines > 1 ? LINE | BLOCK : LINE;
    }
    pending = 0;
    lines = 0;
    lineStart = false;
    return mark;
  }

  /** There must be room. */
  private void append(long word, int mark) {
    words[size] = mixed(word);
    marks[size] = (short) mark;
    size++;
  }

  private void reserve(int more) {
    if (size + more > words.length) {
      int enough = Math.max(words.length * 2, size + more);
      words = Arrays.copyOf(words, enough);
      marks = Arrays.copyOf(marks, enough);
    }
  }

  private void add(char c, int index) {
    int kind = Folding.kind(c);
    boolean known = (kind & (LETTERS | Folding.DIGIT | Folding.IDEOGRAPH)) != 0;
    // A styled sign, such as a bold nabla, counts as a letter.
    add(Folding.folded(c), known ? kind : Folding.LETTER, index);
  }

  private void add(int folded, int kind, int index) {
    boolean joins = length > 0 && (kind == Folding.DIGIT) == (kinds == Folding.DIGIT);
    if (kind == Folding.IDEOGRAPH || !joins) {
      finish(index);
      wordStart = index;
    }
    hash = (hash ^ folded) * PRIME;
    length++;
    kinds |= kind;
    if (kind == Folding.IDEOGRAPH) {
      finish(index + 1);
    }
  }

  private int surrogate(char high, int index, int end) {
    if (index + 1 == end
        || !Character.isHighSurrogate(high)
        || !Character.isLowSurrogate(chars[index + 1])) {
      finish(index);
      gap++;
      onlySpaces = false;
      return index;
    }
    int point = Character.toCodePoint(high, chars[index + 1]);
    char plain = Folding.plain(point);
    if (plain != 0) {
      add(plain, index);
    } else if (Character.isIdeographic(point)) {
      add(point, Folding.IDEOGRAPH, index);
    } else if (Character.isLetter(point)) {
      add(Character.toLowerCase(point), Folding.LETTER, index);
    } else if (Character.getType(point) != Character.FORMAT
        && Character.getType(point) != Character.NON_SPACING_MARK) {
      finish(index);
      gap++;
      onlySpaces = false;
    }
    return index + 1;
  }

  /**
   * Takes note of a character that says something of the text's structure; returns the last one
   * used.
   */
  private int structure(char c, int index, int end) {
    boolean startsLine = lineStart;
    switch (c) {
      case '\n', '\u0085', '\u2028', '\u2029' -> {
        lines++;
        lineStart = true;
        pending &= ~(OPENED | CLOSING | DECORATED);
        quotations.newLine(lines > 1);
        return index;
      }
      case '<', '[', '\uFF1C', '\uFF3B', '\u3010' -> {
        boolean ends = index + 1 < end && chars[index + 1] == '/';
        pending |= ends ? OPENED | CLOSING : OPENED;
      }
      case '>', ']', '\uFF1E', '\uFF3D', '\u3011' -> {
        if (startsLine && c == '>') {
          quotations.quoteLine();
        }
        pending &= ~(OPENED | CLOSING);
        markLast(CLOSED);
      }
      case ':', '\uFF1A' -> markLast(isQuotedAlone(index) ? LABELLED | KEY : LABELLED);
      case '.', '!', '?', ';', '\u3002', '\uFF01', '\uFF1F', '\uFF1B', '\u0964', '\u061F' ->
          pending |= SENTENCE;
      case '#', '*', '-', '=', '|', '~', '\u2014', '\u2500', '\u2550', '\u2022' -> {
        if (startsLine) {
          pending |= DECORATED;
          return index;
        }
      }
      default -> {
        int used = quotations.see(chars, index, end, size);
        int from = quotations.closedFrom();
        for (int i = from; i >= 0 && i < size; i++) {
          marks[i] |= QUOTED;
        }
        lineStart = false;
        return index + used - 1;
      }
    }
    lineStart = false;
    return index;
  }

  /** Whether the last word stands in quotation marks of its own, right before this index. */
  private boolean isQuotedAlone(int index) {
    if (size == 0 || lines > 0 || wordStart == 0) {
      return false;
    }
    char before = chars[wordStart - 1];
    return (before == '"' || before == '\'') && chars[index - 1] == before && gap == 1;
  }

  /** Marks the last word if it stands on the same line. */
  private void markLast(int mark) {
    if (size > 0 && lines == 0) {
      marks[size - 1] |= (short) mark;
    }
  }

  /** Ends the word being read, if any, before the character at this index. */
  private void finish(int index) {
    if (length == 0) {
      return;
    }
    if ((kinds & MIXED) == MIXED) {
      hash = asLatin(SEED, wordStart, index);
    }
    boolean joins = joinsSpacedLetters(index);
    int mark = mark();
    if (kinds == Folding.DIGIT) {
      mark |= NUMBER;
    } else if (kinds == Folding.IDEOGRAPH) {
      mark |= IDEOGRAPH;
      unspaced = true;
    }
    if (!joins) {
      append(hash, mark);
    }
    hash = SEED;
    length = 0;
    kinds = 0;
    gap = 0;
    onlySpaces = true;
  }

  /** Puts "s t e p" together from the third letter on. */
  private boolean joinsSpacedLetters(int index) {
    if (length != 1 || kinds >= Folding.DIGIT) {
      spaced = 0;
      return false;
    }
    if (spaced == 0 || gap != 1 || !onlySpaces || lines > 0) {
      spaced = 0;
      spacedKinds = 0;
      spacedHash = SEED;
      spacedAsLatin = SEED;
    }
    spaced++;
    spacedKinds |= kinds;
    spacedHash = (spacedHash ^ lastFolded(index)) * PRIME;
    spacedAsLatin = asLatin(spacedAsLatin, wordStart, index);
    if (spaced < SPACED_LETTERS_MIN) {
      return false;
    }
    if (spaced == SPACED_LETTERS_MIN) {
      size -= SPACED_LETTERS_MIN - 2;
    }
    boolean mixes = (spacedKinds & MIXED) == MIXED;
    words[size - 1] = mixed(mixes ? spacedAsLatin : spacedHash);
    return true;
  }

  private char lastFolded(int index) {
    for (int i = wordStart; i < index; i++) {
      if (Folding.kind(chars[i]) != Folding.DROPPED) {
        return Character.isHighSurrogate(chars[i]) && i + 1 < index
            ? Folding.plain(Character.toCodePoint(chars[i], chars[i + 1]))
            : Folding.folded(chars[i]);
      }
    }
    return 0;
  }

  /** Hashes a stretch of letters on, each as the Latin letter that it looks like. */
  private long asLatin(long seed, int from, int to) {
    long latin = seed;
    for (int i = from; i < to; i++) {
      char c = chars[i];
      switch (Folding.kind(c)) {
        case Folding.DROPPED -> {}
        case Folding.EXPANDED -> {
          String plain = Folding.expansion(c);
          for (int j = 0; j < plain.length(); j++) {
            latin = (latin ^ Folding.asLatin(plain.charAt(j))) * PRIME;
          }
        }
        case Folding.SURROGATE -> {
          if (i + 1 < to) {
            int point = Character.toCodePoint(c, chars[++i]);
            char plain = Folding.plain(point);
            int folded = plain == 0 ? Character.toLowerCase(point) : Folding.asLatin(plain);
            latin = Character.isLetter(point) || plain != 0 ? (latin ^ folded) * PRIME : latin;
          }
        }
        default -> latin = (latin ^ Folding.asLatin(c)) * PRIME;
      }
    }
    return latin;
  }

  /** Spreads a word's hash over all bits; never 0. */
  private static long mixed(long hash) {
    return WordHash.end(hash);
  }
}

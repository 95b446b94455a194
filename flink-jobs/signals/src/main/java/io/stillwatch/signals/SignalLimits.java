package io.stillwatch.signals;

/** The bounds of this room. Reading is linear in a text, and a text is bounded here. */
public final class SignalLimits {

  /** Highest code of a signal: stored profiles keep room for a value per code. */
  static final int CODE_MAX = 63;

  /** Characters of one text that are read: the first half of them and the last. */
  public static final int TEXT_CHARS_MAX = 1 << 20;

  /** Words of an opening or closing that make a skeleton or a tail. */
  static final int SKELETON_WORDS_MAX = 48;

  /** Words in a row that a near skeleton is chosen from. */
  static final int NEAR_RUN_WORDS = 4;

  /** Fewer words are shared by accident. */
  static final int SKELETON_WORDS_MIN = 6;

  /** A longer head of fewer words does not end at an empty line: it may be a mere title. */
  static final int SKELETON_HEAD_WORDS_MIN = 12;

  /** Shorter sentences are asked by everyone. */
  static final int QUESTION_WORDS_MIN = 6;

  /** Distinct words that make a sketch; what comes behind them is left out. */
  static final int SKETCH_WORDS_MAX = 1024;

  /** Fewer distinct words are no sketch of anything, and could be guessed. */
  static final int SKETCH_WORDS_MIN = 8;

  /** Words of the beginning of a long text, which has at least twice as many. */
  static final int PREFIX_WORDS = 256;

  /** Words that tell a text's language; more tell nothing new. */
  static final int LANGUAGE_WORDS_MAX = 256;

  /** Shorter answers ("yes", "4 apples") are shared by accident. */
  static final int PAIR_BLOCK_WORDS_MIN = 8;

  /** Candidate answers of one prompt that enter its pair hash; a best-of-many prompt has more. */
  static final int PAIR_BLOCKS_MAX = 16;

  /** Characters of a reported text that are kept; a model or a region is named in fewer. */
  public static final int FACT_CHARS_MAX = 128;

  private SignalLimits() {}
}

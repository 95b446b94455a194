package io.stillwatch.signals;

/**
 * The bounds of this room. The length of a text is not among them: intake has bounded it, and
 * reading is linear.
 */
public final class SignalLimits {

  /** Highest code of a signal: stored profiles keep room for a value per code. */
  static final int CODE_MAX = 63;

  /** Words of the head that make a skeleton. */
  static final int SKELETON_WORDS_MAX = 48;

  /** Fewer words are shared by accident. */
  static final int SKELETON_WORDS_MIN = 6;

  /** A head of fewer words does not end at an empty line: it may be a mere title. */
  static final int SKELETON_HEAD_WORDS_MIN = 12;

  /** Shorter answers ("yes", "4 apples") are shared by accident. */
  static final int PAIR_BLOCK_WORDS_MIN = 8;

  /** Candidate answers of one prompt that enter its pair hash; a best-of-many prompt has more. */
  static final int PAIR_BLOCKS_MAX = 16;

  /** Characters of a reported text that are kept; a model or a region is named in fewer. */
  public static final int FACT_CHARS_MAX = 128;

  private SignalLimits() {}
}

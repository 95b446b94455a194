package io.stillwatch.patterns.condition;

/** Every bound on the text of a condition, in one place. */
public final class ConditionLimits {

  public static final int TEXT_CHARS_MAX = 2048;

  /** Constants, names, operators and calls; the entries of lists count for themselves. */
  public static final int NODES_MAX = 128;

  /** Brackets within brackets before it is read, and operators within operators after. */
  public static final int DEPTH_MAX = 32;

  public static final int LIST_ENTRIES_MAX = 256;

  public static final int REGEX_CHARS_MAX = 512;

  /** How often the innermost part may be repeated: 100 for {@code (x{10}){10}}. */
  public static final int REGEX_REPEATS_MAX = 1000;

  /** Instructions of a compiled regular expression. */
  public static final int REGEX_PROGRAM_MAX = 5000;

  private ConditionLimits() {}
}

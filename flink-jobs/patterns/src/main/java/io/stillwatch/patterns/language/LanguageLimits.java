package io.stillwatch.patterns.language;

import io.stillwatch.profiles.ProfileLimits;
import java.time.Duration;

/**
 * Every bound on a pattern file, in one place. Together they hold the vetting of any file below 250
 * ms.
 */
public final class LanguageLimits {

  public static final int FILE_BYTES_MAX = 64 * 1024;

  /** Mappings and lists within each other. */
  public static final int DEPTH_MAX = 50;

  /** Problems told of one file; the rest is counted. */
  public static final int PROBLEMS_MAX = 100;

  public static final int STEPS_MAX = 16;

  public static final int TERMS_MAX = 16;

  /** Exchanges that one sequence may need: a profile remembers no more. */
  public static final int TAKEN_MAX = ProfileLimits.EXCHANGES_MAX;

  /** What a tally may count to. */
  public static final int TALLY_MAX = 1_000_000;

  /** Different values that a profile can tell apart for one pattern: each is kept. */
  public static final int DISTINCT_MAX = ProfileLimits.EXCHANGES_MAX;

  /** Weights of terms, and what they add up to. */
  public static final double WEIGHT_MAX = 1_000_000;

  /** Evidence about campaigns, as a logarithm: one in e^50 is never. */
  public static final double NATS_MAX = 50;

  public static final int ID_CHARS_MIN = 3;
  public static final int ID_CHARS_MAX = 64;
  public static final int NAME_CHARS_MAX = 32;
  public static final int TITLE_CHARS_MAX = 120;

  /** An action carries no more of an explanation. */
  public static final int TEXT_CHARS_MAX = 2_048;

  public static final int REFERENCES_MAX = 16;

  /** What an action can carry. */
  public static final int PARAMETERS_MAX = 16;

  public static final int PARAMETER_NAME_CHARS_MAX = 64;
  public static final int PARAMETER_VALUE_CHARS_MAX = 256;

  /** The longest that enforcement lets an action hold. */
  public static final Duration ACTION_MAX = Duration.ofDays(90);

  /** What profiles hold unless the engine is set up otherwise. */
  public static final Duration HORIZON = Duration.ofDays(14);

  /** Tests of one file. */
  public static final int TESTS_MAX = 20;

  /** Events of all tests of one file, after repetition. */
  public static final int TEST_EVENTS_MAX = 5_000;

  /** Characters of all texts in them. */
  public static final int TEST_CHARS_MAX = 2 * 1024 * 1024;

  /** From a test's first event to its last. */
  public static final Duration TEST_SPAN_MAX = Duration.ofDays(90);

  /** Age of an account in a test. */
  public static final Duration AGE_MAX = Duration.ofDays(9_000);

  /** Characters of a number, and of a duration. */
  static final int NUMBER_CHARS_MAX = 40;

  /** Verdicts that it takes to tell whether a pattern keeps its floor, unless it says. */
  static final int PRECISION_VERDICTS = 20;

  /** Fewer say nothing: one wrong verdict must not hold a pattern. */
  static final int PRECISION_VERDICTS_MIN = 5;

  static final int PRECISION_VERDICTS_MAX = 10_000;

  private LanguageLimits() {}
}

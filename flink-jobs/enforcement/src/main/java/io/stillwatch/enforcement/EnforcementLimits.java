package io.stillwatch.enforcement;

import java.time.Duration;

/** What an action may be at most: the limits of this room, in one place. */
public final class EnforcementLimits {

  /**
   * The longest that one finding can make an action hold after its clock; a longer request is cut.
   */
  public static final Duration ACTION_MAX = Duration.ofDays(90);

  /**
   * The least time that the rows of a subject are kept after their end. An account's clock may
   * stand 24 hours behind (intake's clamp), and rows must not be forgotten while it can still be
   * before their end.
   */
  public static final Duration KEPT_AFTER_END_MIN = Duration.ofDays(2);

  /**
   * How long after its end a warning counts. Less than {@link #KEPT_AFTER_END_MIN} by the 24 hours
   * that an account's clock may stand behind, so that no row which counts was forgotten.
   */
  public static final Duration WARNING_COUNTS_AFTER_END = KEPT_AFTER_END_MIN.minusHours(24);

  /** How long a warning stands before the next step up the ladder can be taken. */
  public static final Duration COOL_DOWN = Duration.ofMinutes(10);

  /** Exceptions, revocations and other words of humans that bear on decisions; more are refused. */
  public static final int WORDS_MAX = 200_000;

  /** Times of a pattern's last releases. */
  static final int RELEASES_MAX = 8;

  /** Mergers by which a member came to its campaign; the oldest are left out. */
  public static final int MERGERS_MAX = 8;

  /** Verdicts on a pattern's actions, in one tenant, since its release; more are refused. */
  public static final int VERDICTS_MAX = 20_000;

  /**
   * Characters of a word's subject and id; one with more is passed by. Of its reason and author.
   */
  public static final int WORD_CHARS_MAX = 512;

  /** Parameters of an action; what comes later in the order of names is left out. */
  public static final int PARAMETERS_MAX = 16;

  /** Characters of a parameter's name; one with a longer name is left out. */
  public static final int PARAMETER_NAME_CHARS_MAX = 64;

  /** Characters of a parameter's value; one with a longer value is left out. */
  public static final int PARAMETER_VALUE_CHARS_MAX = 256;

  /** Characters of the reason code; the rest is cut. */
  public static final int REASON_CHARS_MAX = 128;

  /** Characters of the explanation; the rest is cut. */
  public static final int EXPLANATION_CHARS_MAX = 2_048;

  /** Links of an action; the last are left out. */
  public static final int LINKS_MAX = 36;

  /** Exchange hashes in the evidence; the oldest are left out. */
  public static final int EXCHANGES_MAX = 64;

  /** Steps in the evidence; the last are left out. */
  public static final int STEPS_MAX = 32;

  /** Score terms in the evidence; the last are left out. */
  public static final int TERMS_MAX = 64;

  /** Profile counters in the evidence; what comes later in the order of names is left out. */
  public static final int PROFILE_MAX = 64;

  /** Budgets of tenants and patterns of which a gauge tells, at each task. */
  public static final int BUDGET_GAUGES_MAX = 256;

  private EnforcementLimits() {}
}

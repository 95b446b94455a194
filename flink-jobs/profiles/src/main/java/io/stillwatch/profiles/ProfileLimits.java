package io.stillwatch.profiles;

/**
 * Every bound of this room, in one place.
 *
 * <p>All of them bite the same way: the oldest record leaves and {@link AccountProfile#dropped()}
 * counts it.
 */
public final class ProfileLimits {

  /** No stored profile is longer, whatever the account does. */
  public static final int BYTES_MAX = 9 * 1024;

  /** Exchanges remembered by hash, so that a retry is not counted twice. */
  public static final int EXCHANGES_MAX = 64;

  /** Pair hashes remembered, so that a suite that asks the same questions again is not news. */
  public static final int PAIRS_MAX = 64;

  /** Requests that wait for their response. */
  public static final int OPEN_MAX = 16;

  public static final int EPISODES_MAX = 16;

  /** Exchanges or values held by patterns that count, all patterns together. */
  public static final int COUNTED_MAX = 80;

  /** Partial matches of patterns in several steps, all patterns together. */
  public static final int PARTIALS_MAX = 64;

  /** Words of 8 bytes that they may take together. */
  public static final int PARTIAL_WORDS_MAX = 320;

  /** Patterns that may have added something up at the same time. */
  public static final int TALLIES_MAX = 16;

  /** Links remembered by hash, so that one is not told again and again. */
  public static final int LINKS_MAX = 64;

  /** A link is told again after this much of the account's time at the earliest. */
  public static final int LINK_QUIET_MINUTES = 10;

  /** Days of its usual that an account is told to be above it. */
  public static final int SURGE_MAX = 30;

  /** A request without a response counts as an exchange after this much of the account's time. */
  public static final long OPEN_AGE_MS_MAX = 10 * 60 * 1000L;

  /** Hashes of its prompt that a waiting request keeps for its response. */
  public static final int OPEN_HASHES_MAX = 6;

  /** Scores of its prompt that a waiting request keeps for its response. */
  public static final int OPEN_SCORES_MAX = 8;

  /** Characters of a prompt that nobody else sends by chance at the same moment. */
  static final int ATTEMPT_PROMPT_LENGTH_MIN = 100;

  private ProfileLimits() {}
}

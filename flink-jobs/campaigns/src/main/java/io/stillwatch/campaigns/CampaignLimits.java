package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import java.time.Duration;

/** Every bound of this room, in one place. */
public final class CampaignLimits {

  /** Accounts of a link that are remembered one by one. */
  public static final int LINK_MEMBERS_MAX = 64;

  /** A link is told to the campaign desk when it is shared by so many accounts ... */
  public static final int LINK_ACCOUNTS_MIN = 3;

  /** ... of so many parties. */
  public static final int LINK_PARTIES_MIN = 3;

  /** So many parties who pay with one card are told of. */
  static final int CARD_PARTIES_MIN = 2;

  /** Who paid with a card so much earlier than anybody else is its owner. */
  static final long OWNED_MS = Duration.ofDays(7).toMillis();

  /** Who is silent for so long is stopped: what it shows is told every ten minutes. */
  static final long STOPPED_MS = Duration.ofMinutes(25).toMillis();

  /** Of larger campaigns no successors are looked for, as all members are asked. */
  static final int SUCCEEDED_MEMBERS_MAX = 4_096;

  /** Who goes on for a stopped account comes so soon after it. */
  static final long SUCCESSION_MS = Duration.ofDays(7).toMillis();

  /** Who has had more exchanges has a life of its own, and takes nobody's place. */
  static final int NEWCOMER_EXCHANGES = 30;

  /** A value that no more accounts show is never common, however small the tenant. */
  static final int COMMON_ACCOUNTS_MIN = 32;

  /** Fewer accounts on a link are no case. */
  static final int CASE_ACCOUNTS_MIN = 4;

  /** Campaigns of which nobody was acted on that an account is held against at one event. */
  static final int SUSPECTS_WEIGHED_MAX = 64;

  /** Fewer members are no campaign. */
  static final int MEMBERS_MIN = 3;

  /**
   * What nobody has shown for so long a desk forgets: an account, a hand-over, a suspicion. Who was
   * banned comes back within weeks, and campaigns last for months in which their accounts change.
   */
  static final Duration REMEMBERED = Duration.ofDays(30);

  /** Parties that show a value of which it is asked what else they show; of more, a sample. */
  static final int PARTIES_SAMPLED = 64;

  /** A campaign keeps the name by which it is joined while mergers bring so many at most ... */
  static final int TAKEN_IN_MAX = 4;

  /** ... or such a part of the others in it. */
  static final int TAKEN_IN_PART = 8;

  /** All members of a campaign of so many are looked at again whenever something joins it. */
  static final int LOOKED_AT_MAX = 64;

  /** Those of a larger one when it is by such a part larger; else only who has just come. */
  static final int LOOKED_AT_GROWTH_PART = 8;

  /** Accounts that are remembered as partners of one; the newest. */
  static final int PARTNERS_MAX = 16;

  /** Campaigns of which nobody was acted on; beyond it those leave that grew longest ago. */
  static final int SUSPECTS_MAX = 20_000;

  /** Names of campaigns that are gone and that no member came by; the newest. */
  static final int NAMES_MAX = 100_000;

  /** Who sends a prompt later than that after it has failed elsewhere did not take it over. */
  static final Duration HAND_OVER_MAX = Duration.ofMinutes(2);

  /** Attempts that a task holds: failed ones, and as many of the last ones. */
  static final int ATTEMPTS_HELD_BITS = 14;

  /**
   * A prompt that was sent so shortly before is one that is sent again and again, as by hourly
   * jobs.
   */
  static final Duration PROMPT_REST = Duration.ofHours(2);

  /**
   * For so long after a restart nothing is a hand-over: what is sent again and again is not known.
   */
  static final Duration QUIET_AFTER_RESTORE = Duration.ofHours(1);

  /** Prompts that a task remembers having seen. */
  static final int PROMPTS_SEEN_BITS = 18;

  static final int ATTEMPTS_HELD = 1 << ATTEMPTS_HELD_BITS;

  /** Mergers that a finding tells by which its account came to its campaign; the last. */
  static final int MERGERS_TOLD_MAX = 8;

  /** A campaign whose hand-overs have changed is told again so long after its last record. */
  static final Duration TOLD_AGAIN_AFTER = Duration.ofMinutes(10);

  /** Days that a campaign remembers of those on which it was seen; the newest. */
  static final int HISTORY_DAYS_MAX = 30;

  /** Members named in one campaign record; a record tells who joined since the last. */
  static final int JOINED_MAX = 64;

  /** Cards and networks that a finding about a member names: as many as an action carries. */
  static final int FINDING_LINKS_MAX = 36;

  /** Accounts that a desk remembers; those silent for longest leave, members last. */
  static final int PARTICIPANTS_MAX = 500_000;

  /** Values of which a desk remembers how many show them, beside those that members show. */
  static final int VALUES_MAX = 1_000_000;

  /** Accounts of a link are counted exactly up to so many, and by a sketch beyond. */
  public static final int LINK_ACCOUNTS_EXACT_MAX = 64;

  /** A link that only counts tells each time that its accounts are by such a part more. */
  public static final int LINK_GROWTH_PART = 8;

  static final long DAY_MS = Duration.ofDays(1).toMillis();

  private CampaignLimits() {}

  /** Values of a kind that are remembered of one account: the newest, and its first card. */
  static int valuesMax(LinkKind kind) {
    return switch (kind) {
      case TENANT -> 0;
      case TEMPLATE, CLOSING -> 24;
      case NETWORK -> 12;
      case CARD, PROGRAM, TOOLS -> 6;
    };
  }
}

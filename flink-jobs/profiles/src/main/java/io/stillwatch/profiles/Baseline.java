package io.stillwatch.profiles;

import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;
import org.jspecify.annotations.Nullable;

/**
 * What an account usually takes in a day, how far it has lately taken more, and which {@link
 * Segment} it is of.
 *
 * <p>Days are days of the account's own clock, from midnight UTC. On a day's end:
 *
 * <pre>
 *   surge = surge + today / usual - {@value #ALLOWANCE}             within 0 and {@value #SURGE_MAX}
 *   usual = usual + (min(today, 2 usual) - usual) / {@value #DAYS_WEIGHED}
 * </pre>
 *
 * <p>The first line is a one-sided CUSUM. Daily amounts scatter widely, about as an exponential
 * distribution does, and for that the sequential test of a mean {@code m} against one of {@code 5
 * m} adds up just this: the day's amount in units of the mean, less two. A day without anything
 * takes two away.
 *
 * <p>In the second line a day counts for no more than twice the usual. So the usual rises by at
 * most a 32nd a day, and only on days that take twice the usual: tenfold takes 75 of them. Whoever
 * never reaches a surge of {@code h} has taken, whatever he does, no more than twice a day, and
 * once {@code h} times, what the usual can have become by then. Days on which nothing is taken
 * teach nothing: who works on Sundays only is held against his Sundays.
 *
 * <p>The first {@value #DAYS_LEARNING} days with output are averaged as they come; until they are
 * over there is no baseline to be above. Below {@value #USUAL_MIN} tokens a day nothing is told
 * apart: that is nobody's bulk.
 *
 * <pre>
 *   0  day         i32   clock / 24 h
 *   4  days        u8    with output, that were learnt, counted as far as it matters
 *   5  segment     u8    ordinal + 1, 0 while it is not known
 *   6  prompts     u16   of which is known how many messages were before
 *   8  counts      u16 x 4   of those: continued, with tools, judging, of the main template
 *  16  since       u16   those that have a template, since the main one was taken up
 *  18  template    i32   low bits of the main template's hash
 *  22  amounts     f32 x 3 x 2   usual, today, surge; of output, of reasoning tokens
 * </pre>
 *
 * <p>An account has the record from its second day on.
 */
final class Baseline {

  static final int BYTES = 46;

  /** In version 2 of a profile, which did not have {@link #SINCE}. */
  static final int BYTES_BEFORE = 44;

  /** A surge goes no higher, so that a month of usual days ends any. */
  static final int SURGE_MAX = ProfileLimits.SURGE_MAX;

  static final int ALLOWANCE = 2;
  static final int DAYS_LEARNING = 7;
  static final int DAYS_WEIGHED = 32;
  static final int USUAL_MIN = 10_000;

  /** Prompts that it takes to tell a segment. */
  static final int PROMPTS_MIN = 30;

  /** Parts of a hundred at which a kind begins to prevail, and down to which it goes on to. */
  private static final int PREVAILS = 40;

  private static final int STAYS = 30;

  /** An evaluation asks at least so many different prompts. */
  private static final double SUITE_MIN = 10;

  /** Messages of a conversation that has only begun: one question, and what goes before it. */
  private static final int TURNS_OF_ONE_QUESTION = 2;

  /** The main template is at least one of so many prompts since it was taken up. */
  private static final int MAIN_OF = 4;

  /** Code between two releases kept something else in the higher bits. */
  private static final int SEGMENT_MASK_BEFORE = 7;

  private static final double STRONG = 0.5;
  private static final int COUNT_MAX = 0xffff;
  private static final long DAY_MS = 24 * 60 * 60 * 1000L;

  private static final int DAY = 0;
  private static final int DAYS = 4;
  private static final int SEGMENT = 5;
  private static final int PROMPTS = 6;
  private static final int CONTINUED = 8;
  private static final int WITH_TOOLS = 10;
  private static final int JUDGING = 12;
  private static final int TEMPLATED = 14;
  private static final int SINCE = 16;
  private static final int TEMPLATE = 18;
  private static final int AMOUNTS = 22;
  private static final int USUAL = 0;
  private static final int TODAY = 4;
  private static final int SURGE = 8;
  private static final int AMOUNT_BYTES = 12;

  private final int rubric;
  private final int preference;
  private final int pair;
  private final int skeleton;

  Baseline(SignalCatalog catalog) {
    rubric = catalog.code("rubric_grading");
    preference = catalog.code("preference_judging");
    pair = catalog.code("pair");
    skeleton = catalog.code("skeleton");
  }

  // ---- days

  /** Ends the days that are over by the account's clock. */
  static void turn(AccountProfile profile, long clock) {
    int at = profile.baselineAt();
    if (at == 0) {
      if (clock / DAY_MS > profile.firstSeenMs() / DAY_MS) {
        profile.putInt(profile.openBaseline() + DAY, (int) (clock / DAY_MS));
      }
      return;
    }
    int day = profile.getInt(at + DAY);
    if (clock >= (day + 1L) * DAY_MS) {
      int today = (int) (clock / DAY_MS);
      end(profile, at, today - day);
      profile.putInt(at + DAY, today);
    }
  }

  /**
   * @param days that are over: the one of the record, and those after it of which nothing is known
   */
  private static void end(AccountProfile profile, int at, int days) {
    boolean taken = profile.getFloat(amountAt(at, Amount.OUTPUT_TOKENS) + TODAY) > 0;
    int learnt = profile.getByte(at + DAYS) + (taken ? 1 : 0);
    profile.putByte(at + DAYS, (byte) Math.min(learnt, DAYS_LEARNING + 1));
    for (Amount amount : Amount.ALL) {
      int of = amountAt(at, amount);
      if (taken) {
        learn(profile, of, learnt);
      }
      float idle = (float) ALLOWANCE * (taken ? days - 1 : days);
      profile.putFloat(of + SURGE, Math.max(0, profile.getFloat(of + SURGE) - idle));
      profile.putFloat(of + TODAY, 0);
    }
    decideSegment(profile, at);
    for (int part = at + PROMPTS; part <= at + SINCE; part += 2) {
      int held = getCount(profile, part);
      putCount(profile, part, held - held / 8);
    }
  }

  private static void learn(AccountProfile profile, int of, int days) {
    float usual = profile.getFloat(of + USUAL);
    float today = profile.getFloat(of + TODAY);
    if (days <= DAYS_LEARNING) {
      profile.putFloat(of + USUAL, usual + (today - usual) / days);
      return;
    }
    float surge = profile.getFloat(of + SURGE) + excess(today, usual);
    profile.putFloat(of + SURGE, Math.max(0, Math.min(SURGE_MAX, surge)));
    float counts = Math.min(today, ALLOWANCE * Math.max(USUAL_MIN, usual));
    profile.putFloat(of + USUAL, usual + (counts - usual) / DAYS_WEIGHED);
  }

  private static float excess(float today, float usual) {
    return today / Math.max(USUAL_MIN, usual) - ALLOWANCE;
  }

  /** See {@link AccountView#surge}. */
  static double surge(AccountProfile profile, Amount amount) {
    int at = profile.baselineAt();
    if (at == 0 || profile.getByte(at + DAYS) < DAYS_LEARNING) {
      return Double.NaN;
    }
    int of = amountAt(at, amount);
    float above = excess(profile.getFloat(of + TODAY), profile.getFloat(of + USUAL));
    return Math.min(SURGE_MAX, profile.getFloat(of + SURGE) + Math.max(0, above));
  }

  // ---- what a day adds up

  /** What a response took. */
  static void take(AccountProfile profile, Facts facts) {
    int at = profile.baselineAt();
    if (at != 0) {
      take(profile, amountAt(at, Amount.OUTPUT_TOKENS), facts, Fact.OUTPUT_TOKENS);
      take(profile, amountAt(at, Amount.REASONING_TOKENS), facts, Fact.REASONING_TOKENS);
    }
  }

  private static void take(AccountProfile profile, int of, Facts facts, Fact fact) {
    if (facts.has(fact) && facts.number(fact) > 0) {
      profile.putFloat(of + TODAY, profile.getFloat(of + TODAY) + facts.number(fact));
    }
  }

  /** What kind of work a prompt was. */
  void ask(AccountProfile profile, Facts facts, SignalSet signals) {
    int at = profile.baselineAt();
    if (at == 0 || !facts.has(Fact.TURNS)) {
      return;
    }
    int prompts = getCount(profile, at + PROMPTS);
    if (prompts == COUNT_MAX) {
      for (int part = at + PROMPTS; part <= at + SINCE; part += 2) {
        putCount(profile, part, getCount(profile, part) / 2);
      }
    }
    count(profile, at + PROMPTS);
    if (facts.number(Fact.TURNS) > TURNS_OF_ONE_QUESTION) {
      count(profile, at + CONTINUED);
    }
    if (facts.has(Fact.TOOL_COUNT) && facts.number(Fact.TOOL_COUNT) > 0) {
      count(profile, at + WITH_TOOLS);
    }
    if (signals.score(rubric) >= STRONG
        || signals.score(preference) >= STRONG
        || signals.hash(pair) != 0) {
      count(profile, at + JUDGING);
    }
    countTemplate(profile, at, (int) signals.hash(skeleton));
  }

  /**
   * The main template is held against the prompts since it was taken up: what came before it does
   * not matter, and none that a quarter of them are not of stays for good. Both are forgotten at
   * one pace, so that a few other prompts in a row take the place of nothing that many are of.
   */
  private static void countTemplate(AccountProfile profile, int at, int template) {
    if (template == 0) {
      return;
    }
    count(profile, at + SINCE);
    if (template == profile.getInt(at + TEMPLATE)) {
      count(profile, at + TEMPLATED);
    } else if (MAIN_OF * getCount(profile, at + TEMPLATED) <= getCount(profile, at + SINCE)) {
      profile.putInt(at + TEMPLATE, template);
      putCount(profile, at + TEMPLATED, 1);
      putCount(profile, at + SINCE, 1);
    }
  }

  /**
   * Makes a record of version 2, behind which there is room, one of this version. Since when it had
   * its main template is not known: as if every prompt since had been of it, so that none loses its
   * place to the first other prompt.
   */
  static void widen(AccountProfile profile, int at) {
    profile.move(at + SINCE, at + SINCE + BYTES - BYTES_BEFORE, BYTES_BEFORE - SINCE);
    putCount(profile, at + SINCE, getCount(profile, at + TEMPLATED));
    int segment = profile.getByte(at + SEGMENT) & SEGMENT_MASK_BEFORE;
    profile.putByte(at + SEGMENT, (byte) segment);
  }

  // ---- segment

  /** See {@link AccountView#segment}. */
  static @Nullable Segment segment(AccountProfile profile) {
    int at = profile.baselineAt();
    int stored = at == 0 ? 0 : profile.getByte(at + SEGMENT);
    return stored == 0 ? null : Segment.ALL[stored - 1];
  }

  private static void decideSegment(AccountProfile profile, int at) {
    if (getCount(profile, at + PROMPTS) < PROMPTS_MIN) {
      return; // it stays what it was
    }
    Segment was = segment(profile);
    for (Segment segment : Segment.ALL) {
      if (prevails(profile, at, segment, segment == was ? STAYS : PREVAILS)) {
        profile.putByte(at + SEGMENT, (byte) (segment.ordinal() + 1));
        return;
      }
    }
  }

  private static boolean prevails(AccountProfile profile, int at, Segment segment, int percent) {
    return switch (segment) {
      case JUDGE -> isPart(profile, at, JUDGING, percent);
      case AGENT -> isPart(profile, at, WITH_TOOLS, percent);
      case CHAT -> isPart(profile, at, CONTINUED, percent);
      case EVALUATION -> repeats(profile, percent);
      case BATCH -> isPart(profile, at, TEMPLATED, percent);
      case MIXED -> true;
    };
  }

  private static boolean isPart(AccountProfile profile, int at, int part, int percent) {
    return 100 * getCount(profile, at + part) >= percent * getCount(profile, at + PROMPTS);
  }

  /** Whether so many of a hundred prompts of the last weeks had been asked before. */
  private static boolean repeats(AccountProfile profile, int percent) {
    double distinct = profile.distinctPrompts();
    double asked = profile.value(Counter.EXCHANGES, Horizon.FORTNIGHT);
    return distinct >= SUITE_MIN && 100 * (asked - distinct) >= percent * asked;
  }

  // ---- places

  private static int amountAt(int at, Amount amount) {
    return at + AMOUNTS + AMOUNT_BYTES * amount.ordinal();
  }

  private static void count(AccountProfile profile, int part) {
    putCount(profile, part, getCount(profile, part) + 1);
  }

  private static int getCount(AccountProfile profile, int part) {
    return (profile.getByte(part) & 0xff) | (profile.getByte(part + 1) & 0xff) << 8;
  }

  private static void putCount(AccountProfile profile, int part, int value) {
    profile.putByte(part, (byte) value);
    profile.putByte(part + 1, (byte) (value >>> 8));
  }
}

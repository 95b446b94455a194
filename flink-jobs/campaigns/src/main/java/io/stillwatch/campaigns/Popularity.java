package io.stillwatch.campaigns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How many accounts of a tenant show a value, and how many of them are members of campaigns.
 *
 * <p>A link counts all who ever showed it. So members that are forgotten are counted here, each
 * once, and left out: else a campaign that changes its accounts would come to look like a thing
 * that strangers use, for nothing but its age.
 *
 * <p>Values cost who makes them up two accounts. So of those that no member shows only so many are
 * remembered; one that is not counts as shown by one account, which of a value of two or three
 * changes next to nothing.
 */
final class Popularity {

  /** A value that may make room. */
  private record Spare(long value, boolean isStoodOn, long told, long day) {

    /** First what few have ever shown and was told of longest ago; last where somebody stands. */
    static final Comparator<Spare> FIRST_TO_GO =
        Comparator.comparing(Spare::isStoodOn)
            .thenComparingLong(Spare::told)
            .thenComparingLong(Spare::day)
            .thenComparingLong(Spare::value);
  }

  /** What is known of one value. */
  static final class Count {
    // Stored.
    long told = 1;
    long day;
    @Nullable Headcount forgotten;

    // Derived from members.
    int members;
    int proven;

    /** Accounts that have shown it, without members that are forgotten. */
    long accounts() {
      Headcount left = forgotten;
      return left == null ? told : Math.max(1, told - left.count());
    }

    boolean isTold() {
      return told > 1;
    }
  }

  private static final Count NOBODY = new Count();

  private final Map<Long, Count> counts = new HashMap<>();

  /** Values that no member shows. */
  private int nobodys;

  private long population = 1;

  /** All accounts of the tenant, about. */
  void population(long accounts) {
    population = Math.max(population, accounts);
  }

  long population() {
    return population;
  }

  /**
   * A link has told how many accounts stand on it.
   *
   * @param today the day that it is
   * @return whether that has to be stored
   */
  boolean told(long value, long accounts, long today) {
    if (accounts <= 1) {
      return false; // as of a value that is not known: whoever makes up values costs nothing
    }
    Count count = known(value);
    boolean news = accounts > count.told || today > count.day;
    count.told = Math.max(count.told, accounts);
    count.day = Math.max(count.day, today);
    return news;
  }

  /** What is known of the value, from now on if nothing was. */
  private Count known(long value) {
    Count count = counts.get(value);
    if (count == null) {
      count = new Count();
      restore(value, count);
    }
    return count;
  }

  void restore(long value, Count stored) {
    counts.put(value, stored);
    nobodys++;
  }

  void shownByMember(long value) {
    Count count = known(value);
    nobodys -= count.members == 0 ? 1 : 0;
    count.members++;
  }

  /** A member shows the value whom more than a tool's public traits made one. */
  void shownByProven(long value) {
    known(value).proven++;
  }

  /** A member is nobody's again. */
  void leftByMember(long value, boolean wasProven) {
    Count count = known(value);
    count.members--;
    count.proven -= wasProven ? 1 : 0;
    if (count.members == 0 && count.isTold()) {
      nobodys++;
    } else if (count.members == 0) {
      counts.remove(value);
    }
  }

  /**
   * A member that has left is forgotten.
   *
   * @return whether that has to be stored
   */
  boolean forgotten(long value, long account) {
    Count count = counts.get(value);
    if (count == null || !count.isTold()) {
      return false;
    }
    Headcount left = count.forgotten;
    if (left == null) {
      left = new Headcount();
      count.forgotten = left;
    }
    return left.add(account);
  }

  /**
   * Forgets values that no member shows and that were last told of before that day.
   *
   * @param changed takes what is to be stored anew
   * @return how many were forgotten
   */
  int forget(long beforeDay, long today, LongConsumer changed) {
    List<Long> old = new ArrayList<>();
    counts.forEach(
        (value, count) -> {
          if (count.isTold() && count.day == 0) {
            count.day = today; // stored by code that kept no day
            changed.accept(value);
          } else if (count.members == 0 && count.day < beforeDay) {
            old.add(value);
          }
        });
    forget(old, changed);
    return old.size();
  }

  private void forget(List<Long> values, LongConsumer changed) {
    nobodys -= values.size();
    for (long value : values) {
      counts.remove(value);
      changed.accept(value);
    }
  }

  /** Whether there are more values that no member shows than are remembered. */
  boolean isFull() {
    return nobodys > CampaignLimits.VALUES_MAX;
  }

  /**
   * Where it is full, makes room for an eighth of the values that no member shows.
   *
   * @param isStoodOn whether some account that is remembered stands on the value's link
   * @param changed takes what is to be stored anew
   * @return how many were forgotten
   */
  int makeRoom(LongPredicate isStoodOn, LongConsumer changed) {
    List<Spare> spare = new ArrayList<>(nobodys);
    counts.forEach(
        (value, count) -> {
          if (count.members == 0) {
            spare.add(new Spare(value, isStoodOn.test(value), count.told, count.day));
          }
        });
    spare.sort(Spare.FIRST_TO_GO);
    int stay = CampaignLimits.VALUES_MAX - CampaignLimits.VALUES_MAX / 8;
    List<Long> leave = spare.subList(0, spare.size() - stay).stream().map(Spare::value).toList();
    forget(leave, changed);
    return leave.size();
  }

  /** What is to be stored of a value, null where it is not known. */
  @Nullable Count stored(long value) {
    return counts.get(value);
  }

  /** Accounts that show the value, those left out that were members and are forgotten. */
  long accounts(long value) {
    return counts.getOrDefault(value, NOBODY).accounts();
  }

  /** Accounts that show the value and belong to no campaign. */
  long outsiders(long value) {
    Count count = counts.getOrDefault(value, NOBODY);
    return Math.max(0, count.accounts() - count.members);
  }

  int proven(long value) {
    return counts.getOrDefault(value, NOBODY).proven;
  }

  /** Whether so many show the value that sharing it means nothing. */
  boolean isCommon(long value, double share) {
    return accounts(value) > Math.max(CampaignLimits.COMMON_ACCOUNTS_MIN, population * share);
  }
}

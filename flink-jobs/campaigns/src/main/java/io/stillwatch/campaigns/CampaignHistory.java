package io.stillwatch.campaigns;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a campaign stood on the newest days on which it was seen, or lost members. */
final class CampaignHistory {

  /**
   * One day, as it ended, or as it goes.
   *
   * @param found members that something was found of
   * @param exchanges of its members, at least
   * @param nats what spoke for it
   * @param newest what tied who joined last on that day to it; not a number where nobody joined
   */
  record Day(int members, int found, long exchanges, double nats, double newest) {
    private static final Day NONE = new Day(0, 0, 0, 0, Double.NaN);
  }

  private final TreeMap<Long, Day> byDay = new TreeMap<>();

  /** So it stands now. */
  void stands(long day, int members, int found, long exchanges, double nats) {
    put(day, new Day(members, found, exchanges, nats, on(day).newest()));
  }

  /** Somebody has joined. */
  void joined(long day, double nats) {
    Day so = on(day);
    put(day, new Day(so.members(), so.found(), so.exchanges(), so.nats(), nats));
  }

  void put(long day, Day stood) {
    byDay.put(day, stood);
    if (byDay.size() > CampaignLimits.HISTORY_DAYS_MAX) {
      byDay.pollFirstEntry();
    }
  }

  /**
   * Takes in the past of one that has become one with it: they had the members of both, and a case
   * as strong as the stronger of the two, since each stood by itself.
   */
  void addAll(CampaignHistory other) {
    TreeMap<Long, Day> both = new TreeMap<>();
    SortedSet<Long> days = new TreeSet<>(byDay.keySet());
    days.addAll(other.byDay.keySet());
    for (long day : days) {
      Day one = on(day);
      Day two = other.on(day);
      both.put(
          day,
          new Day(
              one.members() + two.members(),
              one.found() + two.found(),
              one.exchanges() + two.exchanges(),
              Math.max(one.nats(), two.nats()),
              stronger(one.newest(), two.newest())));
    }
    byDay.clear();
    both.forEach(this::put);
  }

  /** On a day that is left out it stood as on the one before. */
  private Day on(long day) {
    Map.Entry<Long, Day> last = byDay.floorEntry(day);
    if (last == null) {
      return Day.NONE;
    }
    Day stood = last.getValue();
    return last.getKey() == day
        ? stood
        : new Day(stood.members(), stood.found(), stood.exchanges(), stood.nats(), Double.NaN);
  }

  private static double stronger(double one, double other) {
    if (Double.isNaN(one) || Double.isNaN(other)) {
      return Double.isNaN(one) ? other : one;
    }
    return Math.max(one, other);
  }

  /** The oldest first. Not to be changed. */
  Map<Long, Day> byDay() {
    return byDay;
  }
}

package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.signals.ExchangeHash;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One link: who stands on it, until it is shared by strangers; from then on it tells.
 *
 * <p>Up to then it holds the newest observation of each of its first accounts, since when and how
 * often each shows it, and the moment that it is suspect it tells them all. A card is from two on:
 * whose it is is asked when another uses it. Afterwards it holds nothing but how many accounts
 * there are, and tells every observation as it comes. Kinds that nobody founds a campaign on tell
 * only how many accounts show them: each time that there are an eighth more, and once a week, lest
 * a desk forget what everybody shows for being no news.
 *
 * <p>{@link LinkWatchCodec} draws what of it is stored. Not thread safe.
 */
public final class LinkWatch {

  private static final long DAY_MS = 24 * 60 * 60 * 1000L;
  private static final long WEEK_DAYS = 7;

  // Read and set by the codec.
  final Headcount accounts;
  final Map<String, Held> members = new LinkedHashMap<>();
  long[] parties = {};
  boolean suspect;
  long told;
  long day;

  private boolean changed;

  /**
   * An account that shows the link, while it is not told.
   *
   * @param sinceMs when it first did, by its clock: who is imitated was there before
   * @param times how often it did
   */
  record Held(LinkObservation newest, long sinceMs, int times) {

    /** Shown again, or for the first time. */
    static Held after(@Nullable Held before, LinkObservation newest) {
      return before == null
          ? new Held(newest, newest.clockMs(), 1)
          : new Held(newest, before.sinceMs, before.times + 1);
    }
  }

  /** A link that nobody has shown. */
  public LinkWatch() {
    this(new Headcount());
  }

  LinkWatch(Headcount accounts) {
    this.accounts = accounts;
  }

  /** An account shows the link. */
  public void see(LinkObservation observation, Consumer<LinkReport> out) {
    boolean isNewWeek = touch(observation);
    changed |= accounts.add(ExchangeHash.of(observation.accountId()));
    if (onlyCounts(observation.kind())) {
      tellCount(observation, isNewWeek, out);
    } else if (suspect) {
      out.accept(LinkReport.of(observation, accounts.count()));
    } else {
      hold(observation);
      if (isShared(observation.kind())) {
        tellAll(observation, out);
      }
    }
  }

  /** Whether it differs from what was decoded, or is seen on another day. */
  public boolean changed() {
    return changed;
  }

  /**
   * The store forgets what is not written for long: a link in use is written once a day.
   *
   * @return whether it is in use for the first time in a week
   */
  private boolean touch(LinkObservation observation) {
    long today = Math.floorDiv(observation.clockMs(), DAY_MS);
    if (today <= day) {
      return false;
    }
    long offset = Math.floorMod(observation.link(), WEEK_DAYS); // not all on one day
    boolean isNewWeek =
        Math.floorDiv(today + offset, WEEK_DAYS) > Math.floorDiv(day + offset, WEEK_DAYS);
    day = today;
    changed = true;
    return isNewWeek;
  }

  static boolean onlyCounts(LinkKind kind) {
    return kind == LinkKind.TENANT || kind == LinkKind.NETWORK || kind == LinkKind.PROGRAM;
  }

  private void tellCount(LinkObservation observation, boolean isNewWeek, Consumer<LinkReport> out) {
    long count = accounts.count();
    if (count >= told + Math.max(1, told / CampaignLimits.LINK_GROWTH_PART)
        || (isNewWeek && count > 1)) {
      told = count;
      changed = true;
      out.accept(LinkReport.of(observation, count));
    }
  }

  private void hold(LinkObservation observation) {
    String account = observation.accountId();
    belong(ExchangeHash.of(Party.of(observation)));
    Held known = members.get(account);
    if (known != null || members.size() < CampaignLimits.LINK_MEMBERS_MAX) {
      members.put(account, Held.after(known, observation));
      changed = true;
    }
  }

  private void belong(long party) {
    for (long known : parties) {
      if (known == party) {
        return;
      }
    }
    if (parties.length == CampaignLimits.LINK_PARTIES_MIN) {
      return; // enough are known, of accounts that are still too few
    }
    parties = Arrays.copyOf(parties, parties.length + 1);
    parties[parties.length - 1] = party;
    changed = true;
  }

  private boolean isShared(LinkKind kind) {
    return kind == LinkKind.CARD
        ? parties.length >= CampaignLimits.CARD_PARTIES_MIN
        : parties.length >= CampaignLimits.LINK_PARTIES_MIN
            && accounts.count() >= CampaignLimits.LINK_ACCOUNTS_MIN;
  }

  private void tellAll(LinkObservation deciding, Consumer<LinkReport> out) {
    long count = accounts.count();
    for (Held held : members.values()) {
      out.accept(new LinkReport(held.newest(), count, held.sinceMs(), held.times()));
    }
    if (!members.containsKey(deciding.accountId())) {
      out.accept(LinkReport.of(deciding, count));
    }
    members.clear();
    parties = new long[0];
    suspect = true;
    changed = true;
  }
}

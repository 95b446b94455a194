package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.signals.ExchangeHash;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One link: who stands on it, until it is shared by strangers; from then on it tells.
 *
 * <p>Up to then it holds the newest observation of each of its first accounts, and the moment that
 * it is suspect it tells them all. Afterwards it holds nothing but how many accounts there are, and
 * tells every observation as it comes. Kinds that nobody founds a campaign on tell only how many
 * accounts show them: each time that there are an eighth more, and once a week, lest a desk forget
 * what everybody shows for being no news.
 *
 * <p>{@link LinkWatchCodec} draws what of it is stored. Not thread safe.
 */
public final class LinkWatch {

  private static final long DAY_MS = 24 * 60 * 60 * 1000L;
  private static final long WEEK_DAYS = 7;

  // Read and set by the codec.
  final Headcount accounts;
  final Map<String, LinkObservation> members = new LinkedHashMap<>();
  long[] parties = {};
  boolean suspect;
  long told;
  long day;

  private boolean changed;

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
      out.accept(new LinkReport(observation, accounts.count()));
    } else {
      hold(observation);
      if (isShared()) {
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
      out.accept(new LinkReport(observation, count));
    }
  }

  private void hold(LinkObservation observation) {
    String account = observation.accountId();
    belong(ExchangeHash.of(Party.of(observation)));
    if (members.size() < CampaignLimits.LINK_MEMBERS_MAX || members.containsKey(account)) {
      members.put(account, observation);
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

  private boolean isShared() {
    return parties.length >= CampaignLimits.LINK_PARTIES_MIN
        && accounts.count() >= CampaignLimits.LINK_ACCOUNTS_MIN;
  }

  private void tellAll(LinkObservation deciding, Consumer<LinkReport> out) {
    long count = accounts.count();
    for (LinkObservation held : members.values()) {
      out.accept(new LinkReport(held, count));
    }
    if (!members.containsKey(deciding.accountId())) {
      out.accept(new LinkReport(deciding, count));
    }
    members.clear();
    parties = new long[0];
    suspect = true;
    changed = true;
  }
}

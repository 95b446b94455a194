package io.stillwatch.perf.engine;

import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.campaigns.LinkWatch;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What links tell the campaign task: in each tenant so many campaigns of twenty and as many
 * strangers, of whom ten use one published template and share nothing else.
 *
 * <p>In the first hour every account shows what it has for the first time; in each of the following
 * it shows the same again. Tenants come one after the other, so that few campaigns are measured on
 * as many reports as many; the first ones only warm up.
 */
final class CampaignTraffic {

  static final int MEMBERS = 20;
  static final long START_MS = 1_780_000_000_000L;
  static final long HOUR_MS = 60 * 60 * 1000L;

  /** Prefix of tenants of which nothing counts. */
  static final String WARM_UP = "warm-";

  /** The tenant whose one report says that all has been told. */
  static final String END = "end";

  static final String MEMBER = "member-";

  private static final int HOURS = 24;
  private static final int ACCOUNTS_OF_CAMPAIGN = 2 * MEMBERS;
  private static final int WARM_UP_TENANTS = 100;
  private static final int TEMPLATE_USERS = 10;
  private static final int CARD_MEMBERS = 3;

  /** In all tenants the same, so that what is rare in one is so in all. */
  private static final long POPULATION = 100_000;

  /** Prime, so that neighbours in time are none in number. */
  private static final long STRIDE = 7_919;

  private final int campaigns;
  private final Map<Long, LinkWatch> links = new HashMap<>();
  private String tenant = "";

  CampaignTraffic(int campaigns) {
    this.campaigns = campaigns;
  }

  /** So many tenants that there are {@code most} campaigns in all. */
  static int tenants(int campaigns, int most) {
    return Math.max(1, most / campaigns);
  }

  static int accounts(int campaigns) {
    return campaigns * ACCOUNTS_OF_CAMPAIGN;
  }

  private static long turns(int campaigns) {
    return (long) accounts(campaigns) * HOURS;
  }

  /** How many turns there are: in each one account shows all that it has. */
  static long turns(int campaigns, int most) {
    return WARM_UP_TENANTS * turns(1) + tenants(campaigns, most) * turns(campaigns) + 1;
  }

  /** Tells what links tell in this turn; turns have to come in their order. */
  void tell(long turn, int most, Consumer<DeskInput> out) {
    long warmUp = WARM_UP_TENANTS * turns(1);
    if (turn < warmUp) {
      tell(WARM_UP + turn / turns(1), 1, turn % turns(1), out);
    } else if (turn < turns(campaigns, most) - 1) {
      long counted = turn - warmUp;
      tell("t-" + counted / turns(campaigns), campaigns, counted % turns(campaigns), out);
    } else {
      out.accept(population(END, START_MS));
    }
  }

  private void tell(String of, int among, long turn, Consumer<DeskInput> out) {
    int accounts = accounts(among);
    long hour = turn / accounts;
    long inHour = turn % accounts;
    long atMs = START_MS + hour * HOUR_MS + inHour * HOUR_MS / accounts;
    if (!of.equals(tenant)) {
      tenant = of;
      links.clear();
      out.accept(population(of, atMs));
    }
    show((int) (inHour * STRIDE % accounts), among, (int) hour + 1, atMs, out);
  }

  private static LinkReport population(String tenant, long atMs) {
    Traits none = new Traits(0, 0, 0, 0, 0, 0, Traits.UNTOLD, 0);
    return LinkReport.of(
        observation(tenant, "somebody", LinkKind.TENANT, 0, none, atMs), POPULATION);
  }

  private void show(int number, int among, int times, long atMs, Consumer<DeskInput> out) {
    int members = among * MEMBERS;
    boolean member = number < members;
    int campaign = number % among;
    int stranger = number - members;
    String account = (member ? MEMBER : "stranger-") + number;
    Traits traits =
        new Traits(
            member ? hash(1, campaign) : hash(2, stranger / TEMPLATE_USERS),
            member ? hash(3, campaign) : 0,
            member ? hash(4, campaign * MEMBERS + number / among / CARD_MEMBERS) : hash(5, number),
            hash(6, number),
            member ? hash(7, campaign) : 0,
            0,
            START_MS - 24 * HOUR_MS,
            times);
    for (LinkKind kind : LinkKind.values()) {
      long link = traits.of(kind);
      if (link != 0) {
        links
            .computeIfAbsent(link, hash -> new LinkWatch())
            .see(observation(tenant, account, kind, link, traits, atMs), out::accept);
      }
    }
  }

  private static long hash(int kind, long number) {
    return Mix.of(((long) kind << 32) + number + 1);
  }

  private static LinkObservation observation(
      String tenant, String account, LinkKind kind, long link, Traits traits, long atMs) {
    return new LinkObservation(
        tenant,
        account,
        "org-" + account,
        null,
        false,
        "exch-" + Long.toHexString(link ^ atMs),
        atMs,
        atMs,
        atMs + 3,
        kind,
        link,
        traits);
  }
}

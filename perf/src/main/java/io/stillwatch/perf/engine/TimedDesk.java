package io.stillwatch.perf.engine;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.perf.Samples;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The desk, with a clock on it. All desks of the process are one task's, which is how their figures
 * can stand in statics, where whoever started the job reads them once it has ended.
 */
final class TimedDesk implements Desk {

  /** When in the life of a tenant a report comes. */
  enum When {
    /** Everybody is new, and campaigns are founded. */
    FOUNDED,
    /** Everybody goes on. */
    GOING_ON,
    /** It does not count. */
    ASIDE
  }

  /** What reports have cost. */
  static final class Cost {
    final Samples deskNs = new Samples();

    /** Of the task's thread: what it takes in and writes to its state, too. */
    long cpuNs;
  }

  private static final Map<When, Cost> COSTS = new EnumMap<>(When.class);
  private static final Set<String> CAMPAIGNS = new HashSet<>();
  private static final Set<String> FOUND = new HashSet<>();

  private static When now = When.ASIDE;
  private static long cpuNs;

  static {
    for (When when : When.values()) {
      COSTS.put(when, new Cost());
    }
  }

  private final String tenant;
  private final Desk desk;
  private long fromNs;

  TimedDesk(String tenant, Desk desk) {
    this.tenant = tenant;
    this.desk = desk;
  }

  static Cost cost(When when) {
    return COSTS.getOrDefault(when, new Cost());
  }

  /** Campaigns of all tenants that count. */
  static int campaigns() {
    return CAMPAIGNS.size();
  }

  /** Of all tenants that count, accounts that something was found about whose id begins so. */
  static long found(String prefix) {
    return FOUND.stream().filter(account -> account.contains('|' + prefix)).count();
  }

  @Override
  public void use(PatternBook book) {
    desk.use(book);
  }

  @Override
  public void see(LinkReport report, DeskOut out) {
    When when = when(report);
    if (when != now) {
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      cost(now).cpuNs += cpu - cpuNs;
      cpuNs = cpu;
      now = when;
    }
    DeskOut heard = when == When.ASIDE ? out : hearing(out);
    fromNs = System.nanoTime();
    desk.see(report, heard);
  }

  private When when(LinkReport report) {
    if (tenant.startsWith(CampaignTraffic.WARM_UP) || tenant.equals(CampaignTraffic.END)) {
      return When.ASIDE;
    }
    return report.observation().clockMs() < CampaignTraffic.START_MS + CampaignTraffic.HOUR_MS
        ? When.FOUNDED
        : When.GOING_ON;
  }

  private DeskOut hearing(DeskOut out) {
    return new DeskOut() {
      @Override
      public void finding(Finding finding) {
        FOUND.add(tenant + '|' + finding.getAccountId());
        out.finding(finding);
      }

      @Override
      public void campaign(Campaign campaign) {
        CAMPAIGNS.add(tenant + '|' + campaign.getCampaignId());
        out.campaign(campaign);
      }
    };
  }

  @Override
  public void see(HandOver handOver, DeskOut out) {
    throw new IllegalStateException("nobody hands anything over here");
  }

  @Override
  public void drainChanged(BiConsumer<String, byte @Nullable []> changed) {
    desk.drainChanged(changed);
    cost(now).deskNs.add(System.nanoTime() - fromNs);
  }
}

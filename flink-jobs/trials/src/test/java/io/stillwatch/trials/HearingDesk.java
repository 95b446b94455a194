package io.stillwatch.trials;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignPhase;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A desk that notes as a campaign of its own, once, each account that it hears of on a link, and
 * each number of accounts that a link tells: what does not depend on the order of the accounts.
 */
final class HearingDesk implements Desk {

  private final Set<String> heard = new HashSet<>();
  private final Set<String> fresh = new TreeSet<>();

  HearingDesk(String tenant, Iterable<Map.Entry<String, byte[]>> stored) {
    stored.forEach(entry -> heard.add(entry.getKey()));
  }

  @Override
  public void see(LinkReport report, DeskOut out) {
    String note = note(report);
    if (heard.add(note)) {
      fresh.add(note);
      out.campaign(campaign(report.observation().tenant(), note));
    }
  }

  @Override
  public void see(HandOver handOver, DeskOut out) {}

  static String note(LinkReport report) {
    LinkObservation observation = report.observation();
    LinkKind kind = observation.kind();
    boolean onlyCounts =
        kind == LinkKind.TENANT || kind == LinkKind.NETWORK || kind == LinkKind.PROGRAM;
    return kind
        + " "
        + Long.toHexString(observation.link())
        + " "
        + (onlyCounts ? report.accounts() : observation.accountId());
  }

  static Campaign campaign(String tenant, String id) {
    return Campaign.newBuilder()
        .setTenant(tenant)
        .setCampaignId(id)
        .setRevision(1)
        .setPhase(CampaignPhase.SUSPECT)
        .setFirstAt(Instant.EPOCH)
        .setLastAt(Instant.EPOCH)
        .setMemberCount(1)
        .build();
  }

  @Override
  public void drainChanged(BiConsumer<String, byte @Nullable []> changed) {
    for (String note : List.copyOf(fresh)) {
      changed.accept(note, new byte[] {1});
    }
    fresh.clear();
  }
}

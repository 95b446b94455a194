package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One link: who stands on it, until it is shared by strangers; from then on it tells. */
final class LinkWatch {

  private final Map<String, LinkObservation> members = new LinkedHashMap<>();
  private final Set<String> accounts = new HashSet<>();
  private final Set<String> organizations = new HashSet<>();
  private boolean suspect;
  private long told;

  void see(LinkObservation observation, Consumer<LinkReport> out) {
    accounts.add(observation.accountId());
    if (observation.kind() == LinkKind.TENANT
        || observation.kind() == LinkKind.NETWORK
        || observation.kind() == LinkKind.PROGRAM) {
      if (accounts.size() >= told + Math.max(1, told / 8)) {
        told = accounts.size();
        out.accept(new LinkReport(observation, told));
      }
      return;
    }
    String organization = observation.organizationId();
    organizations.add(organization == null ? observation.accountId() : organization);
    if (suspect) {
      out.accept(new LinkReport(observation, accounts.size()));
      return;
    }
    members.put(observation.accountId(), observation);
    suspect =
        accounts.size() >= CampaignLimits.LINK_ACCOUNTS_MIN
            && organizations.size() >= CampaignLimits.LINK_ORGANIZATIONS_MIN;
    if (suspect) {
      for (LinkObservation held : members.values()) {
        out.accept(new LinkReport(held, accounts.size()));
      }
      members.clear();
    }
  }
}

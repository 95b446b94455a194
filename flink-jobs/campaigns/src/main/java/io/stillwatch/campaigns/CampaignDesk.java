package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a tenant's links come together: founds campaigns and recognises their members. */
public final class CampaignDesk {

  /** Where what the desk finds goes. */
  interface Out {
    void joined(Participant account, Membership why, LinkObservation deciding);
  }

  private static final int CORE_MIN = 3;

  private final CampaignWeights weights;
  private final Popularity popularity = new Popularity();
  private final Map<String, Participant> participants = new HashMap<>();
  private final Map<Long, Map<String, Participant>> links = new HashMap<>();
  private final Map<Long, Set<CampaignState>> owners = new HashMap<>();

  CampaignDesk(CampaignWeights weights) {
    this.weights = weights;
  }

  void see(LinkReport report, Out out) {
    LinkObservation observation = report.observation();
    LinkKind kind = observation.kind();
    if (kind == LinkKind.TENANT) {
      popularity.population(report.accounts());
      return;
    }
    popularity.told(observation.link(), report.accounts());
    if (kind == LinkKind.NETWORK || kind == LinkKind.PROGRAM) {
      return; // tells how common it is, no more
    }
    Participant account =
        participants.computeIfAbsent(
            observation.accountId(), id -> new Participant(id, observation.clockMs()));
    boolean[] news = new boolean[1];
    account.learn(
        observation,
        (k, value) -> {
          news[0] |= k == LinkKind.CARD || k == LinkKind.PROGRAM || k == LinkKind.TOOLS;
          CampaignState campaign = account.campaign();
          if (campaign != null) {
            own(campaign, value, account);
          }
        });
    if (kind == LinkKind.TEMPLATE) {
      account.hit(observation.link());
    }
    Map<String, Participant> members =
        links.computeIfAbsent(observation.link(), link -> new LinkedHashMap<>());
    boolean first =
        members.size() < CampaignLimits.LINK_MEMBERS_MAX
            && members.putIfAbsent(account.accountId, account) == null;
    if (account.campaign() != null) {
      return;
    }
    if (joinsKnown(account, observation, out) || !(first || news[0])) {
      return;
    }
    judge(kind, members.values(), observation, out);
  }

  private void own(CampaignState campaign, long value, Participant account) {
    if (campaign.shows(value, account) >= 2) {
      owners.computeIfAbsent(value, v -> new LinkedHashSet<>(2)).add(campaign);
    }
  }

  private boolean joinsKnown(Participant account, LinkObservation deciding, Out out) {
    Set<CampaignState> known = new LinkedHashSet<>();
    for (LinkKind kind : LinkKind.values()) {
      for (long value : account.values(kind)) {
        known.addAll(owners.getOrDefault(value, Set.of()));
      }
    }
    Membership best = null;
    for (CampaignState campaign : known) {
      Membership membership = Membership.of(account, campaign, popularity, weights);
      if (membership.holds(weights) && (best == null || membership.score() > best.score())) {
        best = membership;
      }
    }
    if (best == null) {
      return false;
    }
    admit(account, best.campaign());
    if (best.own()) {
      prove(account, best.campaign());
    }
    out.joined(account, best, deciding);
    return true;
  }

  private void admit(Participant account, CampaignState campaign) {
    account.joins(campaign);
    campaign.add(account);
    for (LinkKind kind : LinkKind.values()) {
      for (long value : account.values(kind)) {
        own(campaign, value, account);
      }
    }
  }

  private static void prove(Participant account, CampaignState campaign) {
    for (LinkKind kind : LinkKind.values()) {
      for (long value : account.values(kind)) {
        campaign.proves(value, account);
      }
    }
  }

  /**
   * Founds a campaign on this link, or finds that one has come here, if the case is strong enough.
   */
  private void judge(
      LinkKind kind, Iterable<Participant> members, LinkObservation deciding, Out out) {
    List<Participant> accounts = new ArrayList<>();
    members.forEach(accounts::add);
    if (accounts.size() <= CORE_MIN) {
      return;
    }
    LinkCase found = LinkCase.of(kind, accounts, popularity, weights);
    if (found.score() < weights.found() || found.core().size() < CORE_MIN) {
      return;
    }
    CampaignState campaign = known(found.core());
    if (campaign == null) {
      campaign = founded(found.core(), deciding, out);
      if (campaign == null) {
        return;
      }
    } else {
      for (Participant account : found.core()) {
        consider(account, campaign, deciding, out);
      }
    }
    spread(campaign, deciding, out);
  }

  private void consider(
      Participant account, CampaignState campaign, LinkObservation deciding, Out out) {
    if (account.campaign() != null) {
      return;
    }
    Membership membership = Membership.of(account, campaign, popularity, weights);
    if (membership.holds(weights)) {
      admit(account, campaign);
      if (membership.own()) {
        prove(account, campaign);
      }
      out.joined(account, membership, deciding);
    }
  }

  /** A campaign of those in the core whom the others make members. */
  private @Nullable CampaignState founded(
      Set<Participant> core, LinkObservation deciding, Out out) {
    String id = Long.toHexString(deciding.link());
    CampaignState all = new CampaignState(id, deciding.clockMs());
    core.forEach(account -> show(account, all));
    Map<Participant, Membership> members = new LinkedHashMap<>();
    for (Participant account : core) {
      Membership membership = Membership.of(account, all, popularity, weights);
      if (membership.own() && membership.kinds(weights) >= 2) {
        members.put(account, membership);
      }
    }
    if (members.size() < CORE_MIN) {
      return null;
    }
    CampaignState campaign = new CampaignState(id, deciding.clockMs());
    members.forEach(
        (account, why) -> {
          admit(account, campaign);
          prove(account, campaign);
          out.joined(
              account,
              new Membership(
                  campaign, why.shared(), why.more(), why.habit(), why.score(), true, false),
              deciding);
        });
    return campaign;
  }

  private static void show(Participant account, CampaignState campaign) {
    campaign.add(account);
    for (LinkKind kind : LinkKind.values()) {
      for (long value : account.values(kind)) {
        campaign.shows(value, account);
      }
    }
  }

  private static @Nullable CampaignState known(Set<Participant> core) {
    Map<CampaignState, Integer> votes = new LinkedHashMap<>();
    CampaignState most = null;
    int best = 0;
    for (Participant account : core) {
      CampaignState campaign = account.campaign();
      if (campaign != null) {
        int count = votes.merge(campaign, 1, Integer::sum);
        if (count > best) {
          best = count;
          most = campaign;
        }
      }
    }
    return most;
  }

  /** Whoever stands on one of the campaign's links may be a member now. */
  private void spread(CampaignState campaign, LinkObservation deciding, Out out) {
    Set<Participant> near = new HashSet<>();
    for (Map.Entry<Long, Map<String, Participant>> link : links.entrySet()) {
      if (campaign.showing(link.getKey()) >= 2) {
        near.addAll(link.getValue().values());
      }
    }
    for (Participant account : near) {
      consider(account, campaign, deciding, out);
    }
  }
}

package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.signals.ExchangeHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is there, who stands on which link, and which campaigns show what.
 *
 * <p>It is what a desk remembers: whatever changes in it, it notes to be stored.
 */
final class Register {

  private static final LinkKind[] KINDS = LinkKind.values();

  final Popularity popularity = new Popularity();
  final Mergers mergers = new Mergers();
  final DeskMemory memory = new DeskMemory();

  final Map<String, Participant> participants = new HashMap<>();

  /** By link, the accounts that stand on it: those that came last, of a card also who was first. */
  final Map<Long, Map<String, Participant>> links = new HashMap<>();

  final Map<String, CampaignState> campaigns = new TreeMap<>();

  /** Campaigns of which nobody was acted on. */
  final Set<CampaignState> suspects = new HashSet<>();

  /** By value, the campaigns of which several parties show it. */
  private final Map<Long, Set<CampaignState>> owners = new HashMap<>();

  /** The newest that any account's clock has shown. */
  private long day;

  /** A register of what was stored, or of nothing. */
  Register(Iterable<Map.Entry<String, byte[]>> stored) {
    day = memory.restore(stored, popularity, campaigns, mergers, participants, links);
    // In one order, whatever order the store has.
    for (Participant account : new TreeMap<>(participants).values()) {
      CampaignState campaign = account.campaign();
      if (campaign != null) {
        enter(account, campaign);
      }
    }
    for (CampaignState campaign : campaigns.values()) {
      suspected(campaign);
    }
  }

  void drainChanged(BiConsumer<String, byte @Nullable []> changed) {
    memory.drain(popularity, links, mergers, changed);
  }

  long day() {
    return day;
  }

  void day(long today) {
    day = today;
    memory.day(today);
  }

  // ---- how common things are

  void population(long accounts) {
    popularity.population(accounts);
    memory.populationChanged();
  }

  /** A link has told how many accounts stand on it. */
  void told(long link, long accounts) {
    if (popularity.told(link, accounts, day)) {
      memory.popular(link);
    }
  }

  // ---- accounts, and the links that they stand on

  Participant participant(String accountId, long clockMs) {
    Participant account =
        participants.computeIfAbsent(accountId, id -> new Participant(id, clockMs));
    memory.changed(account);
    return account;
  }

  Collection<Participant> on(long link) {
    return links.getOrDefault(link, Map.of()).values();
  }

  /** Puts the account on the link; false where it stood there. */
  boolean take(LinkKind kind, long link, Participant account) {
    Map<String, Participant> members = links.computeIfAbsent(link, l -> new LinkedHashMap<>());
    if (members.containsKey(account.accountId)) {
      return false;
    }
    if (members.size() >= CampaignLimits.LINK_MEMBERS_MAX) {
      if (kind == LinkKind.CARD) {
        makeRoomOnCard(link, members.values());
      } else {
        makeRoom(members.values());
      }
    }
    members.put(account.accountId, account);
    memory.linked(link);
    return true;
  }

  /** Members of campaigns leave first: what they share is known. Else who came first. */
  private static void makeRoom(Collection<Participant> members) {
    if (!members.removeIf(member -> member.findings() > 0)) {
      members.remove(members.iterator().next());
    }
  }

  /**
   * Who paid first stays: else who has a stolen card could push out its owner, with accounts that
   * do nothing but pay once. So does one account of each party as long as another has several.
   */
  private static void makeRoomOnCard(long card, Collection<Participant> paying) {
    Participant first =
        Collections.min(paying, Comparator.comparingLong(one -> paidSinceMs(one, card)));
    if (paying.removeIf(one -> one != first && one.findings() > 0)) {
      return;
    }
    List<Participant> others = paying.stream().filter(one -> one != first).toList();
    Set<String> parties = new HashSet<>(Set.of(first.partyPayingWith(card)));
    Participant leaves = others.get(0);
    for (Participant one : others) {
      if (!parties.add(one.partyPayingWith(card))) {
        leaves = one;
        break;
      }
    }
    paying.remove(leaves);
  }

  private static long paidSinceMs(Participant account, long card) {
    return account.shows(LinkKind.CARD, card)
        ? account.sinceOf(LinkKind.CARD, card)
        : Long.MAX_VALUE;
  }

  void leaves(long link, Participant account) {
    Map<String, Participant> members = links.get(link);
    if (members != null && members.remove(account.accountId) != null) {
      memory.linked(link);
      if (members.isEmpty()) {
        links.remove(link);
      }
    }
  }

  /**
   * A card is the party's: who of it paid first did so for all, also for who comes to it later.
   *
   * @param account pays with it, if there was room to remember that
   */
  void isPartys(long card, Participant account) {
    if (!account.shows(LinkKind.CARD, card)) {
      return;
    }
    String party = account.partyPayingWith(card);
    List<Participant> paying = new ArrayList<>(List.of(account));
    for (Participant other : on(card)) {
      if (other != account
          && other.shows(LinkKind.CARD, card)
          && other.partyPayingWith(card).equals(party)) {
        paying.add(other);
      }
    }
    long sinceMs =
        paying.stream().mapToLong(one -> one.sinceOf(LinkKind.CARD, card)).min().getAsLong();
    for (Participant one : paying) {
      if (one.showsSince(LinkKind.CARD, card, sinceMs)) {
        memory.changed(one);
        CampaignState campaign = one.campaign();
        if (campaign != null) {
          campaign.showsSince(card, one, sinceMs);
        }
      }
    }
  }

  // ---- campaigns, and what their members show

  /** That name, or with a number where one has or had it. */
  String free(String name) {
    String free = name;
    for (int i = 2; campaigns.containsKey(free) || mergers.isGone(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  void suspected(CampaignState campaign) {
    if (campaign.isActedOn()) {
      suspects.remove(campaign);
    } else {
      suspects.add(campaign);
    }
  }

  void enter(Participant account, CampaignState campaign) {
    campaign.add(account);
    for (LinkKind kind : KINDS) {
      for (long value : account.values(kind)) {
        shows(campaign, account, kind, value);
      }
    }
    suspected(campaign); // something may have been found of the account before
  }

  void shows(CampaignState campaign, Participant account, LinkKind kind, long value) {
    popularity.shownByMember(value);
    if (account.proven()) {
      popularity.shownByProven(value);
    }
    campaign.shows(value, account, account.sinceOf(kind, value));
    owns(campaign, value);
  }

  void owns(CampaignState campaign, long value) {
    if (campaign.showing(value) >= 2) {
      owners.computeIfAbsent(value, v -> new LinkedHashSet<>(2)).add(campaign);
    }
  }

  /** Nothing that its members show is its own any more. */
  void disown(CampaignState campaign) {
    for (long value : campaign.values()) {
      Set<CampaignState> owning = owners.get(value);
      if (owning != null && owning.remove(campaign) && owning.isEmpty()) {
        owners.remove(value);
      }
    }
  }

  /** Some of its members have left, and only these are still there. */
  void keepOnly(CampaignState campaign, Collection<Participant> still) {
    disown(campaign);
    campaign.keepOnly(still);
    for (Participant member : still) {
      for (LinkKind kind : KINDS) {
        for (long value : member.values(kind)) {
          campaign.shows(value, member, member.sinceOf(kind, value));
          owns(campaign, value);
        }
      }
    }
    suspected(campaign);
  }

  /** A member is nobody's again. */
  void left(Participant member) {
    for (LinkKind kind : KINDS) {
      for (long value : member.values(kind)) {
        popularity.leftByMember(value, member.proven());
      }
    }
    member.leaves();
  }

  /** A member that is forgotten is no stranger to what it showed. */
  void forgotten(Participant member) {
    long hash = ExchangeHash.of(member.accountId);
    for (LinkKind kind : KINDS) {
      for (long value : member.values(kind)) {
        if (popularity.forgotten(value, hash)) {
          memory.popular(value);
        }
      }
    }
  }

  /** Campaigns that own something that the account shows, or that it exchanged work with. */
  Set<CampaignState> near(Participant account) {
    Set<CampaignState> known = new LinkedHashSet<>();
    TreeMap<String, CampaignState> suspected = new TreeMap<>();
    for (LinkKind kind : KINDS) {
      for (long value : account.values(kind)) {
        for (CampaignState campaign : owners.getOrDefault(value, Set.of())) {
          if (campaign.isActedOn()) {
            known.add(campaign);
          } else if (suspected.size() < CampaignLimits.SUSPECTS_WEIGHED_MAX
              || campaign.id().compareTo(suspected.lastKey()) < 0) {
            suspected.put(campaign.id(), campaign);
            if (suspected.size() > CampaignLimits.SUSPECTS_WEIGHED_MAX) {
              suspected.pollLastEntry(); // pairs that once exchanged work may be many
            }
          }
        }
      }
    }
    known.addAll(suspected.values());
    for (String id : account.partners().keySet()) {
      Participant partner = participants.get(id);
      if (partner != null && partner.campaign() != null) {
        known.add(partner.campaign());
      }
    }
    return known;
  }

  /** All values that any of them shows. */
  static Set<Long> valuesOf(Collection<Participant> accounts) {
    Set<Long> values = new HashSet<>();
    for (Participant account : accounts) {
      for (LinkKind kind : KINDS) {
        for (long value : account.values(kind)) {
          values.add(value);
        }
      }
    }
    return values;
  }
}

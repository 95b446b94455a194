package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignRules.Rule;
import io.stillwatch.patterns.Findings;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.CampaignWeights.Member;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkName;
import io.stillwatch.profiles.Verified;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignDay;
import io.stillwatch.schemas.CampaignMember;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.Sha256;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes down what the desk finds: about a member, and about a campaign. */
final class CampaignRecords {

  private final String tenant;
  private final Mergers mergers;

  CampaignRecords(String tenant, Mergers mergers) {
    this.tenant = tenant;
    this.mergers = mergers;
  }

  /**
   * A finding about a member.
   *
   * @param makesMember whether it is what makes the account one
   * @param deciding the observation that decided, which may be another member's
   * @param number of the findings by this rule about this account, rising from 1
   */
  Finding finding(Rule rule, boolean makesMember, Membership why, Deciding deciding, int number) {
    Participant account = why.account();
    CampaignState campaign = why.campaign();
    PatternSpec pattern = rule.pattern();
    Mode mode = rule.mode(tenant, account.accountId);
    Instant clock = Instant.ofEpochMilli(deciding.clockMs());
    // A campaign that is approved has its members acted on, by nothing that is only tried.
    boolean names = makesMember || mode == Mode.ENFORCE;
    return Finding.newBuilder()
        .setFindingId(id(account.accountId, rule.key(), campaign.id(), number))
        .setRevision(number)
        .setTenant(tenant)
        .setAccountId(account.accountId)
        .setOrganizationId(account.organizationId())
        .setApiKeyId(account.apiKeyId())
        .setPatternId(pattern.id())
        .setPatternVersion(pattern.version())
        .setBook(rule.book())
        .setMode(mode)
        .setEpisode(campaign.id())
        .setMatches(number)
        .setEventTime(Instant.ofEpochMilli(deciding.occurredAtMs()))
        .setClock(clock)
        .setReceivedAt(
            deciding.receivedAtMs() == Sighting.ABSENT
                ? null
                : Instant.ofEpochMilli(deciding.receivedAtMs()))
        .setRequested(Findings.request(pattern))
        .setExplanation(explanation(pattern, why))
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId(deciding.exchangeId())
                .setExchanges(List.of(ExchangeHash.hex(ExchangeHash.of(account.exchangeId()))))
                .setFirstAt(Instant.ofEpochMilli(Math.min(account.firstAtMs, deciding.clockMs())))
                .setLastAt(clock)
                .setTerms(terms(why))
                .build())
        .setCampaignId(names ? campaign.id() : null)
        .setJoinedCampaignId(names ? account.joined() : null)
        .setMergers(names ? mergers.since(account.joined()) : List.of())
        .setLinks(links(account))
        .setVerification(account.verified() ? Verified.ORGANIZATION : null)
        .build();
  }

  /** What exceptions for a link or a network can cover, as an account's own findings name it. */
  private static List<String> links(Participant account) {
    Set<String> links = new LinkedHashSet<>(); // in a rotation both keys may name one thing
    for (LinkKind kind : new LinkKind[] {LinkKind.CARD, LinkKind.NETWORK}) {
      for (int i = 0; i < account.values(kind).length; i++) {
        links.add(LinkName.of(kind, account.values(kind)[i]));
        if (account.other(kind, i) != 0) {
          links.add(LinkName.of(kind, account.other(kind, i)));
        }
      }
    }
    return links.stream().limit(CampaignLimits.FINDING_LINKS_MAX).toList();
  }

  /** What has become of a campaign. */
  Campaign campaign(CampaignState campaign, List<Joined> joined, Member weights) {
    List<CampaignMember> members = new ArrayList<>();
    for (Joined one : joined.subList(0, Math.min(joined.size(), CampaignLimits.JOINED_MAX))) {
      Participant account = one.why().account();
      members.add(
          new CampaignMember(
              account.accountId,
              Instant.ofEpochMilli(one.atMs()),
              terms(one.why()),
              account.joined().equals(campaign.id()) ? null : account.joined()));
    }
    List<ScoreTerm> evidence = new ArrayList<>();
    campaign.evidence().forEach((clue, nats) -> evidence.add(term(clue, nats)));
    if (campaign.handOvers() > 0) {
      evidence.add(
          new ScoreTerm("hand_overs", (double) campaign.handOvers(), weights.perHandOver()));
    }
    return started(campaign)
        .setExchanges(campaign.exchanges() == 0 ? null : campaign.exchanges())
        .setPhase(campaign.isActedOn() ? CampaignPhase.OPEN : CampaignPhase.SUSPECT)
        .setMemberCount(campaign.size())
        .setJoined(members)
        .setEvidence(evidence)
        .build();
  }

  /** The last word on a campaign that was found to be one with an older one. */
  Campaign merged(CampaignState campaign, CampaignState into, long atMs) {
    return started(campaign)
        .setLastAt(Instant.ofEpochMilli(atMs))
        .setPhase(CampaignPhase.CLOSED)
        .setMemberCount(0)
        .setMergedInto(into.id())
        .build();
  }

  /** The last word on a campaign of which nobody has shown anything for weeks. */
  Campaign forgotten(CampaignState campaign, long atMs) {
    return started(campaign)
        .setLastAt(Instant.ofEpochMilli(atMs))
        .setPhase(CampaignPhase.CLOSED)
        .setMemberCount(0)
        .build();
  }

  private Campaign.Builder started(CampaignState campaign) {
    return Campaign.newBuilder()
        .setTenant(tenant)
        .setCampaignId(campaign.id())
        .setRevision(campaign.revision())
        .setFirstAt(Instant.ofEpochMilli(campaign.foundedAtMs()))
        .setLastAt(Instant.ofEpochMilli(campaign.lastAtMs()))
        .setDays(days(campaign.history()));
  }

  private static List<CampaignDay> days(CampaignHistory history) {
    List<CampaignDay> days = new ArrayList<>();
    history
        .byDay()
        .forEach(
            (day, stood) ->
                days.add(
                    new CampaignDay(
                        Instant.ofEpochMilli(day * CampaignLimits.DAY_MS),
                        (long) stood.members(),
                        (long) stood.found(),
                        stood.exchanges(),
                        rounded(stood.nats()),
                        Double.isNaN(stood.newest()) ? null : rounded(stood.newest()))));
    return days;
  }

  /** Somebody who has just become a member, and why. */
  record Joined(Membership why, long atMs) {}

  private static String explanation(PatternSpec pattern, Membership why) {
    StringBuilder text =
        new StringBuilder(pattern.title())
            .append(": ")
            .append(pattern.explanation())
            .append("; campaign ")
            .append(why.campaign().id())
            .append(" has ")
            .append(why.campaign().size())
            .append(" members");
    for (Map.Entry<Tie, Double> tie : why.ties().entrySet()) {
      text.append("; ").append(tie.getKey().term()).append(' ').append(rounded(tie.getValue()));
    }
    return text.append("; in sum ").append(rounded(why.score())).append('.').toString();
  }

  private static List<ScoreTerm> terms(Membership why) {
    List<ScoreTerm> terms = new ArrayList<>();
    why.ties().forEach((tie, nats) -> terms.add(term(tie.term(), nats)));
    return terms;
  }

  private static ScoreTerm term(String name, double nats) {
    return new ScoreTerm(name, rounded(nats), 1.0);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private String id(String account, String rule, String campaign, int number) {
    String named = String.join("\0", tenant, account, rule, campaign, Integer.toString(number));
    return "f-" + HexFormat.of().formatHex(Sha256.of(named), 0, 16);
  }
}

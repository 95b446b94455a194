package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignRecords.Joined;
import io.stillwatch.campaigns.CampaignRules.Rule;
import io.stillwatch.campaigns.Participant.Partner;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.MemberView;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
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
 * Where a tenant's links come together: founds campaigns and recognises their members.
 *
 * <p>A report brings an account that stands on a shared link. If the account is nobody's member it
 * is held against the campaigns that own a value of its; if none takes it, and it brought something
 * new, the accounts on the link that are nobody's are judged together ({@link LinkCase}). Those of
 * them whom the others make a member ({@link Membership}) found a campaign, and whoever stands on
 * one of the campaign's links is looked at again.
 *
 * <p>Accounts that hand work to each other belong to one campaign from then on, and two campaigns
 * become one. Belonging alone is no ground to act: who is acted on, and how, the pattern book says
 * ({@link CampaignRules}). Not thread safe; what it does depends on the order of reports alone.
 */
public final class CampaignDesk implements Desk {

  private static final LinkKind[] KINDS = LinkKind.values();

  private final String tenant;
  private final Mergers mergers = new Mergers();
  private final CampaignRecords records;
  private final DeskMemory memory;

  private final Popularity popularity = new Popularity();
  private final Map<String, Participant> participants = new HashMap<>();

  /** By link, the accounts that stand on it, those that came last. */
  private final Map<Long, Map<String, Participant>> links = new HashMap<>();

  private final Map<String, CampaignState> campaigns = new TreeMap<>();

  /** Campaigns of which nobody was acted on. */
  private final Set<CampaignState> suspects = new HashSet<>();

  /** By value, the campaigns of which several parties show it. */
  private final Map<Long, Set<CampaignState>> owners = new HashMap<>();

  private CampaignRules rules = CampaignRules.NONE;
  private CampaignWeights weights = rules.weights();

  // What the present report changes.
  private final Map<CampaignState, List<Joined>> joined = new LinkedHashMap<>();
  private final List<Campaign> closed = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Forgotten, Integer> forgotten = new EnumMap<>(Forgotten.class);

  /** The newest that any account's clock has shown. */
  private long day;

  /** A desk that remembers what was stored, or has seen nothing. */
  public CampaignDesk(String tenant, Iterable<Map.Entry<String, byte[]>> stored) {
    this.tenant = tenant;
    this.records = new CampaignRecords(tenant, mergers);
    this.memory = new DeskMemory();
    day = DeskMemory.restore(stored, popularity, campaigns, mergers, participants, links);
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

  @Override
  public void use(PatternBook book) {
    rules = CampaignRules.of(book, tenant);
    weights = rules.weights();
  }

  @Override
  public void see(LinkReport report, DeskOut out) {
    LinkObservation observation = report.observation();
    LinkKind kind = observation.kind();
    passes(observation.clockMs(), out);
    if (kind == LinkKind.TENANT) {
      popularity.population(report.accounts());
      memory.populationChanged();
      return;
    }
    if (popularity.told(observation.link(), report.accounts())) {
      memory.popular(observation.link());
    }
    if (kind == LinkKind.NETWORK || kind == LinkKind.PROGRAM) {
      return; // says how common it is, no more
    }
    stand(observation);
    tellChanged(out);
  }

  @Override
  public void see(HandOver handOver, DeskOut out) {
    Attempt failed = handOver.failed();
    Attempt next = handOver.next();
    long atMs = next.clockMs();
    passes(atMs, out);
    Participant from = participant(failed.accountId(), failed.clockMs());
    Participant to = participant(next.accountId(), next.clockMs());
    from.learn(failed);
    to.learn(next);
    Partner knownToOne = from.exchanged(to.accountId, true, atMs);
    Partner knownToOther = to.exchanged(from.accountId, false, atMs);
    forgets(Forgotten.HAND_OVERS, from.forgetPartners(Long.MIN_VALUE));
    forgets(Forgotten.HAND_OVERS, to.forgetPartners(Long.MIN_VALUE));
    if (knownToOne != null && knownToOther != null) {
      again(from, to, knownToOne.atMs(), atMs);
    } else if (rules.membership() != null) {
      Deciding deciding = Deciding.of(next);
      together(from, to, deciding);
      judgeFurther(from, deciding);
      judgeFurther(to, deciding);
    }
    tellChanged(out);
  }

  /** These two are known to do that. */
  private void again(Participant from, Participant to, long beforeMs, long atMs) {
    CampaignState campaign = from.campaign();
    if (campaign != null && campaign == to.campaign()) {
      campaign.handedOverAgain(beforeMs, atMs);
      memory.changed(campaign);
    }
  }

  /** One queue is behind both: they belong to one campaign, whatever else is known of them. */
  private void together(Participant from, Participant to, Deciding deciding) {
    boolean grows =
        from.campaign() != null && to.campaign() != null && from.campaign() != to.campaign();
    CampaignState campaign = common(from.campaign(), to.campaign(), deciding);
    int queue = weights.member().queue();
    boolean wasOneQueue = campaign.isOneQueue(queue);
    campaign.handedOver(deciding.clockMs());
    memory.changed(campaign);
    belong(from, campaign, deciding);
    belong(to, campaign, deciding);
    if (grows || wasOneQueue != campaign.isOneQueue(queue)) {
      spread(campaign, deciding); // what holds for some of them may hold for all now
    } else {
      actIfHolds(from, campaign, deciding);
      actIfHolds(to, campaign, deciding);
    }
    tellHandOvers(campaign);
  }

  /** Its last record may be from before them: they are told again, each ten minutes at most. */
  private void tellHandOvers(CampaignState campaign) {
    if (campaign.isHandOverUntold()) {
      joined.computeIfAbsent(campaign, c -> new ArrayList<>());
    }
  }

  private CampaignState common(
      @Nullable CampaignState one, @Nullable CampaignState other, Deciding deciding) {
    if (one != null && other != null) {
      return one == other ? one : merged(one, other, deciding.clockMs());
    }
    if (one != null) {
      return one;
    }
    if (other != null) {
      return other;
    }
    CampaignState suspect = new CampaignState(freeId(deciding), deciding.clockMs(), Map.of());
    campaigns.put(suspect.id, suspect);
    suspected(suspect);
    if (suspects.size() > CampaignLimits.SUSPECTS_MAX) {
      forgetSuspects(deciding.clockMs());
    }
    return suspect;
  }

  private void belong(Participant account, CampaignState campaign, Deciding deciding) {
    campaign.seen(deciding.clockMs());
    if (account.campaign() == campaign) {
      return;
    }
    campaign.grew(deciding.clockMs());
    account.joins(campaign, true);
    enter(account, campaign);
    tellJoined(account, campaign, deciding.clockMs());
  }

  private void tellJoined(Participant account, CampaignState campaign, long atMs) {
    tellJoined(Membership.of(account, campaign, popularity, weights), atMs);
  }

  private void tellJoined(Membership why, long atMs) {
    joined.computeIfAbsent(why.campaign(), c -> new ArrayList<>()).add(new Joined(why, atMs));
  }

  /** The older one, with the members of both. */
  private CampaignState merged(CampaignState one, CampaignState other, long atMs) {
    boolean oneIsOlder =
        one.foundedAtMs < other.foundedAtMs
            || (one.foundedAtMs == other.foundedAtMs && one.id.compareTo(other.id) < 0);
    CampaignState older = oneIsOlder ? one : other;
    CampaignState younger = oneIsOlder ? other : one;
    older.takeOver(younger);
    for (Participant member : younger.members()) {
      left(member);
      member.moves(older);
      enter(member, older);
    }
    for (Participant member : younger.members()) {
      tellJoined(member, older, older.lastAtMs());
    }
    disown(younger);
    campaigns.remove(younger.id);
    mergers.merged(younger.id, older.id, atMs);
    memory.gone(younger);
    memory.changed(older);
    joined.remove(younger);
    suspects.remove(younger);
    suspected(older);
    younger.revise();
    closed.add(records.merged(younger, older, atMs));
    return older;
  }

  /** Nothing that its members show is its own any more. */
  private void disown(CampaignState campaign) {
    for (long value : campaign.values()) {
      Set<CampaignState> owning = owners.get(value);
      if (owning != null && owning.remove(campaign) && owning.isEmpty()) {
        owners.remove(value);
      }
    }
  }

  private void suspected(CampaignState campaign) {
    if (campaign.isActedOn()) {
      suspects.remove(campaign);
    } else {
      suspects.add(campaign);
    }
  }

  private void left(Participant member) {
    for (LinkKind kind : KINDS) {
      for (long value : member.values(kind)) {
        popularity.leftByMember(value, member.proven());
      }
    }
  }

  private Participant participant(String accountId, long clockMs) {
    Participant account =
        participants.computeIfAbsent(accountId, id -> new Participant(id, clockMs));
    memory.changed(account);
    return account;
  }

  private void tellChanged(DeskOut out) {
    closed.forEach(out::campaign);
    closed.clear();
    joined.forEach(
        (campaign, news) -> {
          int from = 0;
          do {
            int to = Math.min(news.size(), from + CampaignLimits.JOINED_MAX);
            out.campaign(told(campaign, news.subList(from, to)));
            from = to;
          } while (from < news.size());
        });
    joined.clear();
    // Last: what was decided of a campaign that is a part of another now has to be known before.
    findings.forEach(out::finding);
    findings.clear();
    forgotten.forEach(out::forgotten);
    forgotten.clear();
  }

  private Campaign told(CampaignState campaign, List<Joined> news) {
    campaign.told();
    memory.changed(campaign);
    return records.campaign(campaign, news, weights.member());
  }

  private void stand(LinkObservation observation) {
    Participant account = participant(observation.accountId(), observation.clockMs());
    Deciding deciding = Deciding.of(observation);
    boolean[] tells = new boolean[1];
    account.learn(
        observation,
        new Participant.Learned() {
          @Override
          public void value(LinkKind kind, long value) {
            tells[0] |= kind == LinkKind.CARD || kind == LinkKind.PROGRAM || kind == LinkKind.TOOLS;
            CampaignState campaign = account.campaign();
            if (campaign != null) {
              shows(campaign, account, kind, value);
            }
          }

          @Override
          public void forgets(long value) {
            leaves(value, account);
          }
        });
    boolean isNew = take(observation, account);
    CampaignState campaign = account.campaign();
    if (campaign != null) {
      goesOn(account, campaign, deciding);
    } else {
      joinsKnown(account, deciding);
    }
    if (account.findings() == 0 && (isNew || tells[0])) {
      judge(observation.kind(), observation.link(), deciding);
    }
    judgeFurther(account, deciding);
    if (participants.size() > CampaignLimits.PARTICIPANTS_MAX) {
      forgetSilent(deciding.clockMs());
    }
  }

  /** Puts the account on the link; false where it stood there. */
  private boolean take(LinkObservation observation, Participant account) {
    Map<String, Participant> members =
        links.computeIfAbsent(observation.link(), link -> new LinkedHashMap<>());
    if (members.containsKey(account.accountId)) {
      return false;
    }
    if (members.size() >= CampaignLimits.LINK_MEMBERS_MAX) {
      makeRoom(members);
    }
    members.put(account.accountId, account);
    memory.linked(observation.link());
    return true;
  }

  private void leaves(long link, Participant account) {
    Map<String, Participant> members = links.get(link);
    if (members != null && members.remove(account.accountId) != null) {
      memory.linked(link);
      if (members.isEmpty()) {
        links.remove(link);
      }
    }
  }

  /** Members of campaigns leave first: what they share is known. Else who came first. */
  private static void makeRoom(Map<String, Participant> members) {
    if (!members.values().removeIf(member -> member.findings() > 0)) {
      members.remove(members.keySet().iterator().next());
    }
  }

  /** A member that goes on stays bound, while it is one by the book of the day. */
  private void goesOn(Participant account, CampaignState campaign, Deciding deciding) {
    campaign.seen(deciding.clockMs());
    memory.changed(campaign);
    tellHandOvers(campaign);
    if (account.findings() == 0) {
      actIfHolds(account, campaign, deciding);
    } else if (isDueAgain(rules.membership(), account.foundAtMs(), deciding)) {
      Membership why = Membership.of(account, campaign, popularity, weights);
      if (holds(why, deciding.clockMs())) {
        report(account, why, deciding);
      }
    }
  }

  private void actIfHolds(Participant account, CampaignState campaign, Deciding deciding) {
    if (account.findings() > 0) {
      return;
    }
    Membership why = Membership.of(account, campaign, popularity, weights);
    if (holds(why, deciding.clockMs())) {
      report(account, why, deciding);
    }
  }

  /** Whether the account is a member, as the book has it. */
  private boolean holds(Membership why, long clockMs) {
    Rule membership = rules.membership();
    return membership != null
        && membership.holds(new MemberFeatures(why, weights.member(), clockMs));
  }

  private static boolean isDueAgain(@Nullable Rule rule, long lastAtMs, Deciding deciding) {
    return rule != null && deciding.clockMs() - lastAtMs >= rule.lasts().toMillis() / 2;
  }

  /** What else the book says of members. */
  private void judgeFurther(Participant account, Deciding deciding) {
    CampaignState campaign = account.campaign();
    if (campaign == null || rules.others().isEmpty()) {
      return;
    }
    Membership why = Membership.of(account, campaign, popularity, weights);
    MemberFeatures member = new MemberFeatures(why, weights.member(), deciding.clockMs());
    for (Rule rule : rules.others()) {
      long lastAtMs = account.reportedAtMs(rule.key());
      boolean isDue = lastAtMs == Long.MIN_VALUE || isDueAgain(rule, lastAtMs, deciding);
      if (isDue && rule.holds(member)) {
        account.keepReports(rules.keys());
        int number = account.report(rule.key(), deciding.clockMs());
        memory.changed(account);
        findings.add(records.finding(rule, false, why, deciding, number));
      }
    }
  }

  // ---- joining

  private void joinsKnown(Participant account, Deciding deciding) {
    Membership best = null;
    for (CampaignState campaign : near(account)) {
      Membership membership = Membership.of(account, campaign, popularity, weights);
      if (holds(membership, deciding.clockMs()) && (best == null || isBetter(membership, best))) {
        best = membership;
      }
    }
    if (best != null) {
      admit(account, best, deciding);
    }
  }

  /** Campaigns that own something that the account shows, or that it exchanged work with. */
  private Set<CampaignState> near(Participant account) {
    Set<CampaignState> known = new LinkedHashSet<>();
    int suspects = 0;
    for (LinkKind kind : KINDS) {
      for (long value : account.values(kind)) {
        for (CampaignState campaign : owners.getOrDefault(value, Set.of())) {
          // Pairs that once exchanged work may be many.
          if (campaign.isActedOn() || suspects++ < CampaignLimits.SUSPECTS_WEIGHED_MAX) {
            known.add(campaign);
          }
        }
      }
    }
    for (String id : account.partners().keySet()) {
      Participant partner = participants.get(id);
      if (partner != null && partner.campaign() != null) {
        known.add(partner.campaign());
      }
    }
    return known;
  }

  /**
   * An account beside its campaign, or the one that it is nearest to, as conditions see it; null
   * where there is none. For those who explain; it changes nothing.
   */
  public @Nullable MemberView member(String accountId, long clockMs) {
    Participant account = participants.get(accountId);
    if (account == null) {
      return null;
    }
    CampaignState own = account.campaign();
    Membership best = null;
    for (CampaignState campaign : own == null ? near(account) : Set.of(own)) {
      Membership why = Membership.of(account, campaign, popularity, weights);
      if (best == null || isBetter(why, best)) {
        best = why;
      }
    }
    return best == null ? null : new MemberFeatures(best, weights.member(), clockMs);
  }

  private static boolean isBetter(Membership one, Membership other) {
    int byScore = Double.compare(one.score(), other.score());
    return byScore != 0 ? byScore > 0 : one.campaign().id.compareTo(other.campaign().id) < 0;
  }

  private void admit(Participant account, Membership why, Deciding deciding) {
    CampaignState campaign = why.campaign();
    account.joins(campaign, why.proven());
    enter(account, campaign);
    campaign.seen(deciding.clockMs());
    campaign.grew(deciding.clockMs());
    tellJoined(why, deciding.clockMs());
    report(account, why, deciding);
  }

  private void report(Participant account, Membership why, Deciding deciding) {
    Rule membership = rules.membership();
    if (membership == null) {
      return;
    }
    int number = account.found(deciding.clockMs());
    if (!why.campaign().isActedOn()) {
      why.campaign().actedOn();
      suspected(why.campaign());
      joined.computeIfAbsent(why.campaign(), c -> new ArrayList<>()); // no longer a suspect
    }
    memory.changed(account);
    findings.add(records.finding(membership, true, why, deciding, number));
  }

  private void enter(Participant account, CampaignState campaign) {
    campaign.add(account);
    for (LinkKind kind : KINDS) {
      for (long value : account.values(kind)) {
        shows(campaign, account, kind, value);
      }
    }
  }

  private void shows(CampaignState campaign, Participant account, LinkKind kind, long value) {
    popularity.shownByMember(value);
    if (account.proven()) {
      popularity.shownByProven(value);
    }
    owns(campaign, account, kind, value);
  }

  private void owns(CampaignState campaign, Participant account, LinkKind kind, long value) {
    if (campaign.shows(value, account, account.sinceOf(kind, value)) >= 2) {
      owners.computeIfAbsent(value, v -> new LinkedHashSet<>(2)).add(campaign);
    }
  }

  // ---- founding

  /** Founds a campaign if those on the link who are nobody's have a strong enough case. */
  private void judge(LinkKind kind, long link, Deciding deciding) {
    List<Participant> free = new ArrayList<>();
    for (Participant member : links.getOrDefault(link, Map.of()).values()) {
      if (member.findings() == 0) {
        free.add(member);
      }
    }
    if (free.size() < CampaignLimits.CASE_ACCOUNTS_MIN) {
      return;
    }
    foundIfStrong(LinkCase.of(kind, free, popularity, weights), deciding);
  }

  private void foundIfStrong(LinkCase made, Deciding deciding) {
    if (made.score() < weights.found() || made.core().size() < CampaignLimits.MEMBERS_MIN) {
      return;
    }
    CampaignState campaign = founded(made, deciding);
    if (campaign != null) {
      spread(campaign, deciding);
    }
  }

  /** A campaign of those in the core whom the others of the core make members. */
  private @Nullable CampaignState founded(LinkCase made, Deciding deciding) {
    CampaignState campaign =
        new CampaignState(freeId(deciding), deciding.clockMs(), made.evidence());
    CampaignState all = new CampaignState(campaign.id, deciding.clockMs(), Map.of());
    for (Participant account : made.core()) {
      all.add(account);
      for (LinkKind kind : KINDS) {
        for (long value : account.values(kind)) {
          all.shows(value, account, true, account.sinceOf(kind, value));
        }
      }
    }
    Map<Participant, Membership> members = new LinkedHashMap<>();
    for (Participant account : made.core()) {
      Membership why = Membership.of(account, all, popularity, weights);
      if (why.proven() && why.independent(weights.member())) {
        members.put(account, why.of(campaign));
      }
    }
    if (members.size() < CampaignLimits.MEMBERS_MIN) {
      return null;
    }
    CampaignState home = home(members.keySet(), deciding.clockMs());
    if (home == null) {
      campaigns.put(campaign.id, campaign);
    } else {
      home.takeOver(campaign);
      memory.changed(home);
      campaign = home;
    }
    for (Map.Entry<Participant, Membership> member : members.entrySet()) {
      Membership why = member.getValue().of(campaign);
      if (member.getKey().campaign() == campaign) {
        report(member.getKey(), why, deciding);
      } else {
        admit(member.getKey(), why, deciding);
      }
    }
    return campaign;
  }

  /** The campaign that some of them belong to already; several become one. */
  private @Nullable CampaignState home(Collection<Participant> members, long atMs) {
    CampaignState home = null;
    for (Participant account : members) {
      CampaignState belongs = account.campaign();
      if (belongs != null) {
        home = home == null || home == belongs ? belongs : merged(home, belongs, atMs);
      }
    }
    return home;
  }

  /** Named after the link; a link that has founded one before gets a number. */
  private String freeId(Deciding deciding) {
    String link = "c-" + Long.toHexString(deciding.founder());
    String id = link;
    for (int i = 2; campaigns.containsKey(id) || mergers.isGone(id); i++) {
      id = link + "-" + i;
    }
    return id;
  }

  /** Whoever stands on one of the campaign's links may be a member now. */
  private void spread(CampaignState campaign, Deciding deciding) {
    Map<String, Participant> near = new TreeMap<>();
    for (Participant member : campaign.members()) {
      actIfHolds(member, campaign, deciding);
    }
    for (long value : campaign.values()) {
      Collection<Participant> members = links.getOrDefault(value, Map.of()).values();
      for (Participant account : members) {
        if (account.campaign() == null) {
          near.put(account.accountId, account);
        }
      }
    }
    for (Participant account : near.values()) {
      Membership why = Membership.of(account, campaign, popularity, weights);
      if (holds(why, deciding.clockMs())) {
        admit(account, why, deciding);
      }
    }
  }

  // ---- for those who learn weights from it

  Popularity popularity() {
    return popularity;
  }

  /** By value, who stands on the link. */
  Map<Long, Map<String, Participant>> links() {
    return links;
  }

  Collection<CampaignState> campaigns() {
    return campaigns.values();
  }

  // ---- memory

  /** Time goes on by the accounts' clocks: once a day what nobody shows any more is forgotten. */
  private void passes(long clockMs, DeskOut out) {
    long today = Math.floorDiv(clockMs, CampaignLimits.DAY_MS);
    if (today <= day) {
      return;
    }
    if (day != 0) {
      forgetOld(today * CampaignLimits.DAY_MS - CampaignLimits.REMEMBERED.toMillis(), clockMs);
      tellChanged(out);
    }
    day = today;
    memory.day(today);
  }

  private void forgetOld(long beforeMs, long nowMs) {
    List<Participant> silent = new ArrayList<>();
    for (Participant account : participants.values()) {
      int handOvers = account.forgetPartners(beforeMs);
      if (handOvers > 0) {
        forgets(Forgotten.HAND_OVERS, handOvers);
        memory.changed(account);
      }
      if (account.lastAtMs() < beforeMs) {
        silent.add(account);
      }
    }
    forget(silent, nowMs);
    List<CampaignState> old = new ArrayList<>();
    for (CampaignState campaign : campaigns.values()) {
      if (campaign.forgetHandOvers(beforeMs)) {
        memory.changed(campaign);
      }
      if (!campaign.isActedOn() && campaign.grewAtMs() < beforeMs) {
        old.add(campaign);
      }
    }
    old.forEach(suspect -> forget(suspect, nowMs));
    forgets(Forgotten.NAMES, mergers.forgetNames(participants.values()));
  }

  /** Makes room for an eighth: who was silent for longest leaves, and members last. */
  private void forgetSilent(long nowMs) {
    forget(
        participants.values().stream()
            .sorted(
                Comparator.comparing((Participant account) -> account.campaign() != null)
                    .thenComparingLong(Participant::lastAtMs)
                    .thenComparing(account -> account.accountId))
            .limit(CampaignLimits.PARTICIPANTS_MAX / 8)
            .toList(),
        nowMs);
  }

  /** Makes room for an eighth: those that grew longest ago leave. */
  private void forgetSuspects(long nowMs) {
    suspects.stream()
        .sorted(
            Comparator.comparingLong(CampaignState::grewAtMs)
                .thenComparing(campaign -> campaign.id))
        .limit(CampaignLimits.SUSPECTS_MAX / 8)
        .toList()
        .forEach(suspect -> forget(suspect, nowMs));
  }

  private void forget(Collection<Participant> accounts, long nowMs) {
    Map<String, CampaignState> shrunk = new TreeMap<>();
    int members = 0;
    for (Participant account : accounts) {
      participants.remove(account.accountId);
      memory.forget(account);
      for (LinkKind kind : KINDS) {
        for (long value : account.values(kind)) {
          leaves(value, account);
        }
      }
      CampaignState campaign = account.campaign();
      if (campaign != null) {
        left(account);
        account.leaves();
        shrunk.put(campaign.id, campaign);
        members++;
      }
    }
    forgets(Forgotten.MEMBERS, members);
    forgets(Forgotten.ACCOUNTS, accounts.size() - members);
    shrunk.values().forEach(campaign -> shrink(campaign, nowMs));
  }

  /** Some of its members have left. */
  private void shrink(CampaignState campaign, long nowMs) {
    List<Participant> still =
        campaign.members().stream().filter(member -> member.campaign() == campaign).toList();
    disown(campaign);
    campaign.leaveOnly(still);
    if (still.isEmpty()) {
      close(campaign, nowMs);
      return;
    }
    for (Participant member : still) {
      for (LinkKind kind : KINDS) {
        for (long value : member.values(kind)) {
          owns(campaign, member, kind, value);
        }
      }
    }
    suspected(campaign);
    joined.computeIfAbsent(campaign, c -> new ArrayList<>()); // how many they are now
  }

  /** A suspicion that nothing was added to for weeks; its members are nobody's again. */
  private void forget(CampaignState suspect, long nowMs) {
    for (Participant member : suspect.members()) {
      left(member);
      member.leaves();
      memory.changed(member);
    }
    disown(suspect);
    forgets(Forgotten.SUSPECTS, 1);
    close(suspect, nowMs);
  }

  private void close(CampaignState campaign, long nowMs) {
    campaigns.remove(campaign.id);
    suspects.remove(campaign);
    joined.remove(campaign);
    mergers.forgotten(campaign.id, nowMs);
    memory.gone(campaign);
    campaign.revise();
    closed.add(records.forgotten(campaign, nowMs));
  }

  private void forgets(Forgotten what, int count) {
    if (count > 0) {
      forgotten.merge(what, count, Integer::sum);
    }
  }

  @Override
  public void drainChanged(BiConsumer<String, byte @Nullable []> changed) {
    memory.drain(popularity, links, mergers, changed);
  }
}

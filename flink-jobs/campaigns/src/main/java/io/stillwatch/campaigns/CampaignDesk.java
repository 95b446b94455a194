package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignRecords.Joined;
import io.stillwatch.campaigns.CampaignRules.Rule;
import io.stillwatch.campaigns.Participant.Learned;
import io.stillwatch.campaigns.Participant.Partner;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.MemberView;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.signals.ExchangeHash;
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

  /**
   * Of a campaign that becomes part of an older one no more members are told there than so many
   * times the members of that: each is told a few times only, however long a chain of mergers is.
   */
  private static final int TOLD_OF_THE_LARGER = 8;

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
  private final List<Participant> came = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Forgotten, Integer> forgotten = new EnumMap<>(Forgotten.class);

  /** The newest that any account's clock has shown. */
  private long day;

  /** What reports have cost so far: accounts weighed, and entries moved. */
  private long work;

  /** A desk that remembers what was stored, or has seen nothing. */
  public CampaignDesk(String tenant, Iterable<Map.Entry<String, byte[]>> stored) {
    this.tenant = tenant;
    this.records = new CampaignRecords(tenant, mergers);
    this.memory = new DeskMemory();
    day = memory.restore(stored, popularity, campaigns, mergers, participants, links);
    forgets(Forgotten.STRAYS, memory.strays());
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
    if (popularity.told(observation.link(), report.accounts(), day)) {
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
    Partner known = knownToOne == null ? knownToOther : knownToOne;
    CampaignState campaign = from.campaign();
    if (known != null && campaign != null && campaign == to.campaign()) {
      campaign.handedOverAgain(known.atMs(), atMs);
      changed(campaign);
    } else if (rules.membership() != null) {
      Deciding deciding = Deciding.of(next);
      together(from, to, deciding);
      mayJoinKnown(from, deciding);
      mayJoinKnown(to, deciding);
      judgeFurther(from, deciding);
      judgeFurther(to, deciding);
    }
    tellChanged(out);
  }

  /** One queue is behind both: they belong to one campaign, whatever else is known of them. */
  private void together(Participant from, Participant to, Deciding deciding) {
    int queue = weights.member().queue();
    CampaignState one = from.campaign();
    CampaignState other = to.campaign();
    boolean grows = one != null && other != null && one != other;
    boolean wasOneQueue = isOneQueue(one, other, queue);
    CampaignState campaign = common(one, other, deciding);
    campaign.handedOver(deciding.clockMs());
    changed(campaign);
    belong(from, campaign, deciding);
    belong(to, campaign, deciding);
    boolean becomesOneQueue = !wasOneQueue && campaign.isOneQueue(queue);
    if (grows || becomesOneQueue) {
      spread(campaign, becomesOneQueue, deciding); // what holds for some may hold for all now
    } else {
      actIfHolds(from, campaign, deciding);
      actIfHolds(to, campaign, deciding);
    }
    tellHandOvers(campaign);
  }

  /** Of two campaigns the larger one: to its members nothing is new then. */
  private static boolean isOneQueue(
      @Nullable CampaignState one, @Nullable CampaignState other, int queue) {
    if (one != null && other != null) {
      return larger(one, other).isOneQueue(queue);
    }
    CampaignState only = one == null ? other : one;
    return only != null && only.isOneQueue(queue);
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
      return one == other ? one : merged(one, other, deciding);
    }
    if (one != null) {
      return one;
    }
    if (other != null) {
      return other;
    }
    if (suspects.size() >= CampaignLimits.SUSPECTS_MAX) {
      forgetSuspects(deciding.clockMs()); // before, lest the new one be among them
    }
    CampaignState suspect = new CampaignState(freeId(deciding), deciding.clockMs(), Map.of());
    campaigns.put(suspect.id(), suspect);
    suspected(suspect);
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
    joined(weigh(account, campaign), deciding);
  }

  private void joined(Membership why, Deciding deciding) {
    why.campaign().joined(day, why.score());
    tellJoined(why, deciding.clockMs());
  }

  private void tellJoined(Participant account, CampaignState campaign, long atMs) {
    tellJoined(weigh(account, campaign), atMs);
  }

  private Membership weigh(Participant account, CampaignState campaign) {
    work++;
    return Membership.of(account, campaign, popularity, weights);
  }

  private void tellJoined(Membership why, long atMs) {
    joined.computeIfAbsent(why.campaign(), c -> new ArrayList<>()).add(new Joined(why, atMs));
  }

  /**
   * The older one, with the members of both. Those of the smaller one move to the larger one's
   * place, whichever of the two is the older.
   */
  private CampaignState merged(CampaignState one, CampaignState other, Deciding deciding) {
    CampaignState older = one.isOlderThan(other) ? one : other;
    CampaignState younger = older == one ? other : one;
    CampaignState larger = larger(one, other);
    CampaignState smaller = larger == one ? other : one;
    younger.revise();
    closed.add(records.merged(younger, older, deciding.clockMs()));
    mergers.merged(younger.id(), older.id(), deciding.knownAtMs());
    String newcomers = null;
    if (larger.isAnotherWith(smaller)) {
      // What was said of either before was said of those who were in it then.
      newcomers = free(older.id() + '+' + younger.id());
      mergers.merged(newcomers, older.id(), deciding.knownAtMs());
    }
    campaigns.remove(younger.id());
    memory.gone(younger.id(), smaller);
    List<Joined> news = joined.getOrDefault(older, new ArrayList<>());
    joined.remove(older);
    joined.remove(younger);
    suspects.remove(smaller);
    disown(smaller);
    List<Participant> told =
        younger.members().stream()
            .limit(Math.max(CampaignLimits.JOINED_MAX, TOLD_OF_THE_LARGER * (long) older.size()))
            .toList();

    work += larger.takeIn(smaller);
    for (Participant member : smaller.members()) {
      member.moves(larger);
    }
    for (long value : smaller.values()) {
      owns(larger, value);
    }
    if (newcomers != null) {
      larger.joinedAs(newcomers);
    }
    campaigns.put(larger.id(), larger);
    changed(larger);
    suspected(larger);
    came.addAll(smaller.members());
    joined.put(larger, news);
    told.forEach(member -> tellJoined(member, larger, larger.lastAtMs()));
    return larger;
  }

  private static CampaignState larger(CampaignState one, CampaignState other) {
    return one.size() >= other.size() ? one : other;
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

  private void forgotten(Participant member) {
    long hash = ExchangeHash.of(member.accountId);
    for (LinkKind kind : KINDS) {
      for (long value : member.values(kind)) {
        if (popularity.forgotten(value, hash)) {
          memory.popular(value);
        }
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
    came.clear();
    findings.forEach(out::finding);
    findings.clear();
    forgotten.forEach(out::forgotten);
    forgotten.clear();
  }

  private Campaign told(CampaignState campaign, List<Joined> news) {
    campaign.told();
    changed(campaign);
    return records.campaign(campaign, news, weights.member());
  }

  private void changed(CampaignState campaign) {
    campaign.stands(day, weights.member().perHandOver());
    memory.changed(campaign);
  }

  private void stand(LinkObservation observation) {
    Participant account = participant(observation.accountId(), observation.clockMs());
    Deciding deciding = Deciding.of(observation);
    Learned learned = account.learn(observation);
    learned.dropped().forEach(link -> leaves(link, account));
    CampaignState campaign = account.campaign();
    if (campaign != null) {
      learned.shown().forEach((kind, value) -> shows(campaign, account, kind, value));
      campaign.exchanged(learned.exchanges());
    }
    // A member learns no more than it has room for; while nothing was found of it, it is judged
    // with those on the link all the same.
    boolean isNew =
        !account.shows(observation.kind(), observation.link()) || take(observation.link(), account);
    if (campaign != null) {
      goesOn(account, campaign, deciding);
    }
    mayJoinKnown(account, deciding);
    if (account.findings() == 0 && (isNew || learned.tells())) {
      judge(observation.kind(), observation.link(), account, deciding);
    }
    judgeFurther(account, deciding);
    if (participants.size() > CampaignLimits.PARTICIPANTS_MAX) {
      forgetSilent(deciding.clockMs());
    }
  }

  /** Puts the account on the link; false where it stood there. */
  private boolean take(long link, Participant account) {
    Map<String, Participant> members = links.computeIfAbsent(link, l -> new LinkedHashMap<>());
    if (members.containsKey(account.accountId)) {
      return false;
    }
    if (members.size() >= CampaignLimits.LINK_MEMBERS_MAX) {
      makeRoom(members);
    }
    members.put(account.accountId, account);
    memory.linked(link);
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
    changed(campaign);
    tellHandOvers(campaign);
    if (account.findings() == 0) {
      actIfHolds(account, campaign, deciding);
    } else if (isDueAgain(
        rules.membership(), account, account.foundAtMs(), account.enforced(), deciding)) {
      Membership why = weigh(account, campaign);
      if (holds(why, deciding.clockMs())) {
        report(account, why, deciding);
      }
    }
  }

  private void actIfHolds(Participant account, CampaignState campaign, Deciding deciding) {
    if (account.findings() > 0) {
      return;
    }
    Membership why = weigh(account, campaign);
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

  /** After half of its time, and when what was found in shadow is to be carried out. */
  private boolean isDueAgain(
      @Nullable Rule rule,
      Participant account,
      long lastAtMs,
      boolean enforced,
      Deciding deciding) {
    return rule != null
        && (deciding.clockMs() - lastAtMs >= rule.lasts().toMillis() / 2
            || (!enforced && enforces(rule, account)));
  }

  private boolean enforces(Rule rule, Participant account) {
    return rule.mode(tenant, account.accountId) == Mode.ENFORCE;
  }

  /** What else the book says of members. */
  private void judgeFurther(Participant account, Deciding deciding) {
    CampaignState campaign = account.campaign();
    if (campaign == null || rules.others().isEmpty()) {
      return;
    }
    Membership why = weigh(account, campaign);
    MemberFeatures member = new MemberFeatures(why, weights.member(), deciding.clockMs());
    for (Rule rule : rules.others()) {
      Participant.Report last = account.lastReport(rule.key());
      boolean isDue =
          last == null || isDueAgain(rule, account, last.atMs(), last.enforced(), deciding);
      if (isDue && rule.holds(member)) {
        account.keepReports(rules.keys());
        int number = account.report(rule.key(), deciding.clockMs(), enforces(rule, account));
        memory.changed(account);
        findings.add(records.finding(rule, false, why, deciding, number));
      }
    }
  }

  // ---- joining

  /** One exchange of work with a stranger must not hide it. */
  private void mayJoinKnown(Participant account, Deciding deciding) {
    if (account.campaign() == null || account.findings() == 0) {
      joinsKnown(account, deciding);
    }
  }

  private void joinsKnown(Participant account, Deciding deciding) {
    CampaignState own = account.campaign();
    Membership best = null;
    for (CampaignState campaign : near(account)) {
      if (campaign == own) {
        continue;
      }
      Membership membership = weigh(account, campaign);
      if (holds(membership, deciding.clockMs()) && (best == null || isBetter(membership, best))) {
        best = membership;
      }
    }
    if (best != null) {
      CampaignState joins = admit(account, best, deciding);
      if (own != null) {
        spread(joins, false, deciding); // what holds for some may hold for all now
      }
    }
  }

  /** Campaigns that own something that the account shows, or that it exchanged work with. */
  private Set<CampaignState> near(Participant account) {
    Set<CampaignState> known = new LinkedHashSet<>();
    TreeMap<String, CampaignState> suspected = new TreeMap<>();
    for (LinkKind kind : KINDS) {
      for (long value : account.values(kind)) {
        for (CampaignState campaign : owners.getOrDefault(value, Set.of())) {
          if (campaign.isActedOn()) {
            known.add(campaign);
          } else {
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
      Membership why = weigh(account, campaign);
      if (best == null || isBetter(why, best)) {
        best = why;
      }
    }
    return best == null ? null : new MemberFeatures(best, weights.member(), clockMs);
  }

  private static boolean isBetter(Membership one, Membership other) {
    int byScore = Double.compare(one.score(), other.score());
    return byScore != 0 ? byScore > 0 : one.campaign().id().compareTo(other.campaign().id()) < 0;
  }

  /**
   * Makes a member of an account of which nothing was found. A campaign that it belongs to, for
   * work that it exchanged, becomes one with this: as if it had exchanged it as a member.
   *
   * @return what the campaign is now
   */
  private CampaignState admit(Participant account, Membership why, Deciding deciding) {
    CampaignState own = account.campaign();
    CampaignState campaign =
        own == null || own == why.campaign()
            ? why.campaign()
            : merged(own, why.campaign(), deciding);
    campaign.seen(deciding.clockMs());
    campaign.grew(deciding.clockMs());
    if (own == null) {
      account.joins(campaign, why.proven());
      enter(account, campaign);
      joined(why, deciding);
    }
    report(account, why.of(campaign), deciding);
    return campaign;
  }

  private void report(Participant account, Membership why, Deciding deciding) {
    Rule membership = rules.membership();
    if (membership == null) {
      return;
    }
    int number = account.found(deciding.clockMs(), enforces(membership, account));
    CampaignState campaign = why.campaign();
    if (!campaign.isActedOn()) {
      joined.computeIfAbsent(campaign, c -> new ArrayList<>()); // no longer a suspect
    }
    if (number == 1) {
      campaign.actedOn();
      suspected(campaign);
    }
    memory.changed(account);
    changed(campaign);
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
    campaign.shows(value, account, account.sinceOf(kind, value));
    owns(campaign, value);
  }

  private void owns(CampaignState campaign, long value) {
    if (campaign.showing(value) >= 2) {
      owners.computeIfAbsent(value, v -> new LinkedHashSet<>(2)).add(campaign);
    }
  }

  // ---- founding

  /** Founds a campaign if those on the link of whom nothing was found have a strong enough case. */
  private void judge(LinkKind kind, long link, Participant shows, Deciding deciding) {
    List<Participant> free = new ArrayList<>();
    for (Participant member : links.getOrDefault(link, Map.of()).values()) {
      if (member.findings() == 0 && member != shows) {
        free.add(member);
      }
    }
    free.add(shows);
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
      spread(campaign, false, deciding);
    }
  }

  /** A campaign of those in the core whom the others of the core make members. */
  private @Nullable CampaignState founded(LinkCase made, Deciding deciding) {
    CampaignState campaign =
        new CampaignState(freeId(deciding), deciding.clockMs(), made.evidence());
    CampaignState all = new CampaignState(campaign.id(), deciding.clockMs(), Map.of());
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
      Membership why = weigh(account, all);
      if (why.proven() && why.independent(weights.member())) {
        members.put(account, why.of(campaign));
      }
    }
    if (members.size() < CampaignLimits.MEMBERS_MIN) {
      return null;
    }
    CampaignState home = home(members.keySet(), deciding);
    if (home == null) {
      campaigns.put(campaign.id(), campaign);
    } else {
      home.takeOver(campaign);
      changed(home);
      campaign = home;
    }
    came.addAll(members.keySet());
    for (Map.Entry<Participant, Membership> member : members.entrySet()) {
      admit(member.getKey(), member.getValue().of(campaign), deciding);
    }
    return campaign;
  }

  /** The campaign that some of them belong to already; several become one. */
  private @Nullable CampaignState home(Collection<Participant> members, Deciding deciding) {
    CampaignState home = null;
    for (Participant account : members) {
      CampaignState belongs = account.campaign();
      if (belongs != null) {
        home = home == null || home == belongs ? belongs : merged(home, belongs, deciding);
      }
    }
    return home;
  }

  /** Named after the link; a link that has founded one before gets a number. */
  private String freeId(Deciding deciding) {
    return free("c-" + Long.toHexString(deciding.founder()));
  }

  private String free(String name) {
    String free = name;
    for (int i = 2; campaigns.containsKey(free) || mergers.isGone(free); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  /**
   * Whoever stands on one of the campaign's links may be a member now. Of a large campaign that has
   * grown by little, only those are looked at who have just come to it, and whoever stands on links
   * of theirs: the others are, at the latest, when they are next seen.
   *
   * @param all whether they are not enough
   */
  private void spread(CampaignState campaign, boolean all, Deciding deciding) {
    CampaignState whole = campaign;
    boolean looksAtAll = all;
    boolean grows;
    do {
      grows = false;
      Collection<Participant> candidates = candidates(whole, looksAtAll, deciding);
      looksAtAll = false; // from then on, at those who come
      for (Participant account : candidates) {
        CampaignState own = account.campaign();
        if (own == whole) {
          continue; // has come with another by now
        }
        Membership why = weigh(account, whole);
        if (holds(why, deciding.clockMs())) {
          whole = admit(account, why, deciding);
          grows |= own != null; // by all who belong to that
        }
      }
    } while (grows);
  }

  /** Looks at members, and returns who stands on links of theirs and may be one of them. */
  private Collection<Participant> candidates(
      CampaignState campaign, boolean all, Deciding deciding) {
    Collection<Participant> members = campaign.members();
    Collection<Long> values = campaign.values();
    if (all || campaign.isToBeLookedAt()) {
      campaign.lookedAt(campaign.size());
      changed(campaign);
    } else {
      members = came.stream().filter(account -> account.campaign() == campaign).toList();
      values = valuesOf(members);
    }
    for (Participant member : members) {
      actIfHolds(member, campaign, deciding);
    }
    Map<String, Participant> near = new TreeMap<>();
    for (long value : values) {
      for (Participant account : links.getOrDefault(value, Map.of()).values()) {
        if (account.campaign() == null
            || (account.findings() == 0 && account.campaign() != campaign)) {
          near.put(account.accountId, account);
        }
      }
    }
    return near.values();
  }

  private static Set<Long> valuesOf(Collection<Participant> accounts) {
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

  // ---- for tests

  long work() {
    return work + mergers.gone();
  }

  // ---- memory

  /** Time goes on by the accounts' clocks: once a day what nobody shows any more is forgotten. */
  private void passes(long clockMs, DeskOut out) {
    long today = Math.floorDiv(clockMs, CampaignLimits.DAY_MS);
    if (today <= day) {
      return;
    }
    boolean isFirst = day == 0;
    day = today;
    memory.day(today);
    if (!isFirst) {
      forgetOld(today, clockMs);
      tellChanged(out);
    }
  }

  private void forgetOld(long today, long nowMs) {
    long beforeDay = today - CampaignLimits.REMEMBERED.toDays();
    long beforeMs = beforeDay * CampaignLimits.DAY_MS;
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
    forgets(Forgotten.VALUES, popularity.forget(beforeDay, today, memory::popular));
    forgets(Forgotten.NAMES, mergers.forgetNames(participants.values(), campaigns.values()));
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
                .thenComparing(campaign -> campaign.id()))
        .limit(CampaignLimits.SUSPECTS_MAX / 8)
        .toList()
        .forEach(suspect -> forget(suspect, nowMs));
  }

  private void forget(Collection<Participant> accounts, long nowMs) {
    Map<String, CampaignState> shrunk = new TreeMap<>();
    int members = 0;
    for (Participant account : accounts) {
      valuesOf(List.of(account)).forEach(link -> leaves(link, account));
      participants.remove(account.accountId);
      memory.forget(account);
      CampaignState campaign = account.campaign();
      if (campaign != null) {
        left(account);
        forgotten(account);
        account.leaves();
        shrunk.put(campaign.id(), campaign);
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
    campaign.keepOnly(still);
    if (still.isEmpty()) {
      close(campaign, nowMs);
      return;
    }
    for (Participant member : still) {
      for (LinkKind kind : KINDS) {
        for (long value : member.values(kind)) {
          campaign.shows(value, member, member.sinceOf(kind, value));
          owns(campaign, value);
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
    campaigns.remove(campaign.id());
    suspects.remove(campaign);
    joined.remove(campaign);
    mergers.forgotten(campaign.id(), nowMs);
    memory.gone(campaign.id(), campaign);
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

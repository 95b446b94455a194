package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignRecords.Joined;
import io.stillwatch.campaigns.Participant.Learned;
import io.stillwatch.campaigns.Participant.Partner;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.campaign.MemberView;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.schemas.Campaign;
import java.util.ArrayList;
import java.util.Collection;
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
 * ({@link MemberJudge}).
 *
 * <p>What it knows stands in the {@link Register} and leaves it by {@link Forgetting}; what a
 * report changes is told when it is over ({@link DeskNews}). Not thread safe; what it does depends
 * on the order of reports alone.
 */
public final class CampaignDesk implements Desk {

  private static final LinkKind[] KINDS = LinkKind.values();

  /**
   * Of a campaign that becomes part of an older one no more members are told there than so many
   * times the members of that: each is told a few times only, however long a chain of mergers is.
   */
  private static final int TOLD_OF_THE_LARGER = 8;

  private final Register register;
  private final CampaignRecords records;
  private final DeskNews news = new DeskNews();
  private final MemberJudge judge;
  private final Forgetting forgetting;

  /** Members of campaigns that they were no members of before the present report. */
  private final List<Participant> came = new ArrayList<>();

  /** How many entries mergers have moved. */
  private long moved;

  /** A desk that remembers what was stored, or has seen nothing. */
  public CampaignDesk(String tenant, Iterable<Map.Entry<String, byte[]>> stored) {
    this.register = new Register(stored);
    this.records = new CampaignRecords(tenant, register.mergers);
    this.judge = new MemberJudge(tenant, register, records, news);
    this.forgetting = new Forgetting(register, records, news);
    news.forgot(Forgotten.STRAYS, register.memory.strays());
  }

  @Override
  public void use(PatternBook book) {
    judge.use(book);
  }

  @Override
  public void see(LinkReport report, DeskOut out) {
    LinkObservation observation = report.observation();
    LinkKind kind = observation.kind();
    passes(observation.clockMs(), out);
    if (kind == LinkKind.TENANT) {
      register.population(report.accounts());
      return;
    }
    register.told(observation.link(), report.accounts());
    if (register.popularity.isFull()) {
      forgetting.values();
    }
    // A network or a program says how common it is, no more.
    if (kind != LinkKind.NETWORK && kind != LinkKind.PROGRAM) {
      stand(report);
    }
    tellChanged(out);
  }

  @Override
  public void see(HandOver handOver, DeskOut out) {
    Attempt failed = handOver.failed();
    Attempt next = handOver.next();
    long atMs = next.clockMs();
    passes(atMs, out);
    Participant from = register.participant(failed.accountId(), failed.clockMs());
    Participant to = register.participant(next.accountId(), next.clockMs());
    from.learn(failed);
    to.learn(next);
    Partner knownToOne = from.exchanged(to.accountId, true, atMs);
    Partner knownToOther = to.exchanged(from.accountId, false, atMs);
    news.forgot(Forgotten.HAND_OVERS, from.forgetPartners(Long.MIN_VALUE));
    news.forgot(Forgotten.HAND_OVERS, to.forgetPartners(Long.MIN_VALUE));
    Partner known = knownToOne == null ? knownToOther : knownToOne;
    CampaignState campaign = from.campaign();
    if (known != null && campaign != null && campaign == to.campaign()) {
      campaign.handedOverAgain(known.atMs(), atMs);
      judge.changed(campaign);
    } else if (judge.hasMembers()) {
      Deciding deciding = Deciding.of(next);
      together(from, to, deciding);
      mayJoinKnown(from, deciding);
      mayJoinKnown(to, deciding);
      judge.judgeFurther(from, deciding);
      judge.judgeFurther(to, deciding);
    }
    tellChanged(out);
  }

  /** Time goes on by the accounts' clocks: once a day what nobody shows any more is forgotten. */
  private void passes(long clockMs, DeskOut out) {
    long today = Math.floorDiv(clockMs, CampaignLimits.DAY_MS);
    if (today <= register.day()) {
      return;
    }
    boolean isFirst = register.day() == 0;
    register.day(today);
    if (!isFirst) {
      forgetting.old(clockMs);
      tellChanged(out);
    }
  }

  @Override
  public void drainChanged(BiConsumer<String, byte @Nullable []> changed) {
    register.drainChanged(changed);
  }

  // ---- an account stands on a link

  private void stand(LinkReport report) {
    LinkObservation observation = report.observation();
    Participant account = register.participant(observation.accountId(), observation.clockMs());
    Deciding deciding = Deciding.of(observation);
    Learned learned = account.learn(report);
    learned.dropped().forEach(link -> register.leaves(link, account));
    boolean showsIt = account.shows(observation.kind(), observation.link());
    long card = observation.shown(LinkKind.CARD);
    if (observation.kind() == LinkKind.CARD || learned.shown().containsKey(LinkKind.CARD)) {
      register.isPartys(card, account);
    }
    CampaignState campaign = account.campaign();
    if (campaign != null) {
      learned.shown().forEach((kind, value) -> register.shows(campaign, account, kind, value));
      if (showsIt && report.sinceMs() < observation.clockMs()) {
        long sinceMs = account.sinceOf(observation.kind(), observation.link());
        campaign.showsSince(observation.link(), account, sinceMs);
      }
      campaign.exchanged(learned.exchanges());
    }
    // A member learns no more than it has room for. While nothing was found of it, it is judged
    // with those who stand on the link all the same; those who had no room either are not among
    // them.
    boolean isNew = !showsIt || register.take(observation.kind(), observation.link(), account);
    if (campaign != null) {
      goesOn(account, campaign, deciding);
    }
    mayJoinKnown(account, deciding);
    if (account.findings() == 0 && (isNew || learned.tells())) {
      mayFound(observation.kind(), observation.link(), account, deciding);
    }
    judge.judgeFurther(account, deciding);
    if (register.participants.size() > CampaignLimits.PARTICIPANTS_MAX) {
      forgetting.silent(deciding.clockMs());
    }
  }

  private void goesOn(Participant account, CampaignState campaign, Deciding deciding) {
    campaign.seen(deciding.clockMs());
    judge.changed(campaign);
    tellHandOvers(campaign);
    judge.goesOn(account, campaign, deciding);
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
    for (CampaignState campaign : register.near(account)) {
      if (campaign == own) {
        continue;
      }
      Membership membership = judge.weigh(account, campaign);
      if (judge.holds(membership, deciding.clockMs())
          && (best == null || isBetter(membership, best))) {
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
      enter(why, deciding);
    }
    judge.report(account, why.of(campaign), deciding);
    return campaign;
  }

  private void enter(Membership why, Deciding deciding) {
    why.account().joins(why.campaign(), why.proven());
    register.enter(why.account(), why.campaign());
    joined(why, deciding);
  }

  private void joined(Membership why, Deciding deciding) {
    why.campaign().joined(register.day(), why.score());
    news.joined(why, deciding.clockMs());
  }

  // ---- founding

  /** Founds a campaign if those on the link of whom nothing was found have a strong enough case. */
  private void mayFound(LinkKind kind, long link, Participant shows, Deciding deciding) {
    List<Participant> free = new ArrayList<>();
    for (Participant member : register.on(link)) {
      if (member.findings() == 0 && member != shows) {
        free.add(member);
      }
    }
    free.add(shows);
    if (free.size() < CampaignLimits.CASE_ACCOUNTS_MIN) {
      return;
    }
    foundIfStrong(LinkCase.of(kind, free, register.popularity, judge.weights()), deciding);
  }

  private void foundIfStrong(LinkCase made, Deciding deciding) {
    if (made.score() < judge.weights().found() || made.core().size() < CampaignLimits.MEMBERS_MIN) {
      return;
    }
    CampaignState campaign = founded(made, deciding);
    if (campaign != null) {
      spread(campaign, false, deciding);
    }
  }

  /**
   * A campaign of those in the core whom the others of the core make members, as the book has it.
   */
  private @Nullable CampaignState founded(LinkCase made, Deciding deciding) {
    CampaignState campaign =
        new CampaignState(freeId(deciding), deciding.clockMs(), made.evidence());
    List<Membership> members = founders(made, campaign, deciding);
    if (members.size() < CampaignLimits.MEMBERS_MIN) {
      return null;
    }
    CampaignState home = home(members, deciding);
    if (home == null) {
      register.campaigns.put(campaign.id(), campaign);
    } else {
      home.takeOver(campaign);
      judge.changed(home);
      campaign = home;
    }
    // All of them first: what is found of one says how many they are.
    for (Membership member : members) {
      came.add(member.account());
      if (member.account().campaign() == null) {
        enter(member.of(campaign), deciding);
      }
    }
    for (Membership member : members) {
      admit(member.account(), member.of(campaign), deciding);
    }
    return campaign;
  }

  /** Held against all of the core, as if these were a campaign. */
  private List<Membership> founders(LinkCase made, CampaignState campaign, Deciding deciding) {
    CampaignState core =
        new CampaignState(campaign.id(), campaign.foundedAtMs(), campaign.evidence());
    for (Participant account : made.core()) {
      core.add(account);
      for (LinkKind kind : KINDS) {
        for (long value : account.values(kind)) {
          core.shows(value, account, true, account.sinceOf(kind, value));
        }
      }
    }
    List<Membership> proven = new ArrayList<>();
    for (Participant account : made.core()) {
      Membership why = judge.weigh(account, core);
      if (why.proven()) {
        proven.add(why);
      }
    }
    core.supposeProven(proven.size());
    return proven.stream().filter(why -> judge.holds(why, deciding.clockMs())).toList();
  }

  /** The campaign that some of them belong to already; several become one. */
  private @Nullable CampaignState home(List<Membership> members, Deciding deciding) {
    CampaignState home = null;
    for (Membership member : members) {
      CampaignState belongs = member.account().campaign();
      if (belongs != null) {
        home = home == null || home == belongs ? belongs : merged(home, belongs, deciding);
      }
    }
    return home;
  }

  /** Named after the link; a link that has founded one before gets a number. */
  private String freeId(Deciding deciding) {
    return register.free("c-" + Long.toHexString(deciding.founder()));
  }

  // ---- spreading

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
        Membership why = judge.weigh(account, whole);
        if (judge.holds(why, deciding.clockMs())) {
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
      judge.changed(campaign);
    } else {
      members = came.stream().filter(account -> account.campaign() == campaign).toList();
      values = Register.valuesOf(members);
    }
    for (Participant member : members) {
      judge.actIfHolds(member, campaign, deciding);
    }
    Map<String, Participant> near = new TreeMap<>();
    for (long value : values) {
      for (Participant account : register.on(value)) {
        if (account.campaign() == null
            || (account.findings() == 0 && account.campaign() != campaign)) {
          near.put(account.accountId, account);
        }
      }
    }
    return near.values();
  }

  // ---- work that goes from hand to hand

  /** One queue is behind both: they belong to one campaign, whatever else is known of them. */
  private void together(Participant from, Participant to, Deciding deciding) {
    int queue = judge.weights().member().queue();
    CampaignState one = from.campaign();
    CampaignState other = to.campaign();
    boolean grows = one != null && other != null && one != other;
    boolean wasOneQueue = isOneQueue(one, other, queue);
    CampaignState campaign = common(one, other, deciding);
    campaign.handedOver(deciding.clockMs());
    judge.changed(campaign);
    belong(from, campaign, deciding);
    belong(to, campaign, deciding);
    boolean becomesOneQueue = !wasOneQueue && campaign.isOneQueue(queue);
    if (grows || becomesOneQueue) {
      spread(campaign, becomesOneQueue, deciding); // what holds for some may hold for all now
    } else {
      judge.actIfHolds(from, campaign, deciding);
      judge.actIfHolds(to, campaign, deciding);
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
    if (register.suspects.size() >= CampaignLimits.SUSPECTS_MAX) {
      forgetting.suspects(deciding.clockMs()); // before, lest the new one be among them
    }
    CampaignState suspect = new CampaignState(freeId(deciding), deciding.clockMs(), Map.of());
    register.campaigns.put(suspect.id(), suspect);
    register.suspected(suspect);
    return suspect;
  }

  private void belong(Participant account, CampaignState campaign, Deciding deciding) {
    campaign.seen(deciding.clockMs());
    if (account.campaign() == campaign) {
      return;
    }
    campaign.grew(deciding.clockMs());
    account.joins(campaign, true);
    register.enter(account, campaign);
    joined(judge.weigh(account, campaign), deciding);
  }

  /** Its last record may be from before them: they are told again, each ten minutes at most. */
  private void tellHandOvers(CampaignState campaign) {
    if (campaign.isHandOverUntold()) {
      news.changed(campaign);
    }
  }

  // ---- two become one

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
    news.closed(younger, records.merged(younger, older, deciding.clockMs()));
    register.mergers.merged(younger.id(), older.id(), deciding.knownAtMs());
    String newcomers = null;
    if (larger.isAnotherWith(smaller)) {
      // What was said of either before was said of those who were in it then.
      newcomers = register.free(older.id() + '+' + younger.id());
      register.mergers.merged(newcomers, older.id(), deciding.knownAtMs());
    }
    register.campaigns.remove(younger.id());
    register.memory.gone(younger.id(), smaller);
    register.suspects.remove(smaller);
    register.disown(smaller);
    List<Participant> told =
        younger.members().stream()
            .limit(Math.max(CampaignLimits.JOINED_MAX, TOLD_OF_THE_LARGER * (long) older.size()))
            .toList();

    moved += larger.takeIn(smaller);
    for (Participant member : smaller.members()) {
      member.moves(larger);
    }
    for (long value : smaller.values()) {
      register.owns(larger, value);
    }
    if (newcomers != null) {
      larger.joinedAs(newcomers);
    }
    register.campaigns.put(larger.id(), larger);
    judge.changed(larger);
    register.suspected(larger);
    came.addAll(smaller.members());
    news.becameOne(older, larger);
    told.forEach(member -> news.joined(judge.weigh(member, larger), larger.lastAtMs()));
    return larger;
  }

  private static CampaignState larger(CampaignState one, CampaignState other) {
    return one.size() >= other.size() ? one : other;
  }

  // ---- what is told

  private void tellChanged(DeskOut out) {
    came.clear();
    news.tell(out, this::told);
  }

  private Campaign told(CampaignState campaign, List<Joined> joined) {
    campaign.told();
    judge.changed(campaign);
    return records.campaign(campaign, joined, judge.weights().member());
  }

  // ---- for those who explain, and who learn weights from it

  /**
   * An account beside its campaign, or the one that it is nearest to, as conditions see it; null
   * where there is none. For those who explain; it changes nothing.
   */
  public @Nullable MemberView member(String accountId, long clockMs) {
    Participant account = register.participants.get(accountId);
    if (account == null) {
      return null;
    }
    CampaignState own = account.campaign();
    Membership best = null;
    for (CampaignState campaign : own == null ? register.near(account) : Set.of(own)) {
      Membership why = judge.weigh(account, campaign);
      if (best == null || isBetter(why, best)) {
        best = why;
      }
    }
    return best == null ? null : new MemberFeatures(best, judge.weights().member(), clockMs);
  }

  Popularity popularity() {
    return register.popularity;
  }

  /** By value, who stands on the link. */
  Map<Long, Map<String, Participant>> links() {
    return register.links;
  }

  Collection<CampaignState> campaigns() {
    return register.campaigns.values();
  }

  // ---- for tests

  /** What reports have cost so far. */
  long work() {
    return judge.weighed() + moved + register.mergers.gone();
  }
}

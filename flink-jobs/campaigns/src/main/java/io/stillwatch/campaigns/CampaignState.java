package io.stillwatch.campaigns;

import io.stillwatch.signals.ExchangeHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A campaign: its members, and which parties among them show which value since when. */
final class CampaignState {

  /** A value is the campaign's from when so many parties show it. */
  private static final int TAKEN_UP_BY = 3;

  private static final Comparator<String> BY_HASH =
      Comparator.<String>comparingLong(ExchangeHash::of).thenComparing(Comparator.naturalOrder());

  /** A party that took a value up. */
  private record First(String party, long sinceMs) {}

  /** The parties that show a value, each with the time since which it does. */
  private static final class Shown {
    final Map<String, Long> sinceMs = new HashMap<>();

    /** Who showed it first, since when, and since when the first of all others. */
    private @Nullable String firstParty;

    private long firstMs = Long.MAX_VALUE;
    private long nextMs = Long.MAX_VALUE;

    /** Those that took it up first, the first one first. */
    private final List<First> tookUp = new ArrayList<>(TAKEN_UP_BY);

    /** Members among them whom more than a tool's traits ties to the campaign. */
    int proven;

    /** Accounts among them that are nobody's yet: their campaign is only supposed. */
    int supposed;

    /** Those first by hash, since somebody asked for them. */
    private @Nullable NavigableSet<String> sample;

    void show(String party, long ms, boolean takesUp) {
      show(party, ms);
      if (takesUp) {
        takeUp(new First(party, ms));
      }
    }

    private void show(String party, long ms) {
      sinceMs.merge(party, ms, Math::min);
      if (party.equals(firstParty)) {
        firstMs = Math.min(firstMs, ms);
      } else if (ms < firstMs) {
        nextMs = firstMs;
        firstMs = ms;
        firstParty = party;
      } else {
        nextMs = Math.min(nextMs, ms);
      }
      NavigableSet<String> known = sample;
      if (known != null) {
        sampled(known, party);
      }
    }

    private void takeUp(First one) {
      for (First known : tookUp) {
        if (known.party().equals(one.party())) {
          if (known.sinceMs() <= one.sinceMs()) {
            return;
          }
          tookUp.remove(known);
          break;
        }
      }
      int at = tookUp.size();
      while (at > 0 && one.sinceMs() < tookUp.get(at - 1).sinceMs()) {
        at--;
      }
      tookUp.add(at, one);
      if (tookUp.size() > TAKEN_UP_BY) {
        tookUp.remove(TAKEN_UP_BY);
      }
    }

    /** All of them where they are few, else so many that chance has chosen: always the same. */
    Set<String> sample() {
      NavigableSet<String> known = sample;
      if (known == null) {
        known = new TreeSet<>(BY_HASH);
        for (String party : sinceMs.keySet()) {
          sampled(known, party);
        }
        sample = known;
      }
      return known;
    }

    private static void sampled(NavigableSet<String> sample, String party) {
      sample.add(party);
      if (sample.size() > CampaignLimits.PARTIES_SAMPLED) {
        sample.pollLast();
      }
    }

    long takenUpAtMs() {
      return tookUp.size() < TAKEN_UP_BY ? Long.MAX_VALUE : tookUp.get(TAKEN_UP_BY - 1).sinceMs();
    }

    long firstButMs(String party) {
      return party.equals(firstParty) ? nextMs : firstMs;
    }
  }

  private String id;

  /** What those who join it now note as its name. */
  private String joinedAs;

  /** Members that came by mergers since it is joined under that name. */
  private int takenIn;

  private long foundedAtMs;
  private Map<String, Double> evidence;

  /** In an order that does not depend on who came first. */
  private final Map<String, Participant> members = new TreeMap<>();

  private final Set<String> parties = new HashSet<>();
  private final Map<Long, Shown> shown = new HashMap<>();
  private long revision;
  private final HandOverCount handOvers = new HandOverCount();
  private long grewAtMs;

  // What its last record told.
  private int toldHandOvers;
  private long toldAtMs = Long.MIN_VALUE;

  private long lastAtMs;
  private int proven;

  /** Members that something was found of. */
  private int found;

  /** Of its members, at least. */
  private long exchanges;

  private final CampaignHistory history = new CampaignHistory();

  /** How many it had when all of them were last looked at. */
  private int lookedAt;

  /**
   * A campaign without members.
   *
   * @param evidence what it was founded on, by clue
   */
  CampaignState(String id, long foundedAtMs, Map<String, Double> evidence) {
    this.id = id;
    this.joinedAs = id;
    this.foundedAtMs = foundedAtMs;
    this.lastAtMs = foundedAtMs;
    this.grewAtMs = foundedAtMs;
    this.evidence = new LinkedHashMap<>(evidence);
  }

  String id() {
    return id;
  }

  /**
   * The name by which it is joined. A word that was said of it before goes on with whoever joins
   * under the same name, and must cover nobody who comes for what another is that it has become one
   * with: so it gets a name of its own, which {@link Mergers} knows, when that other makes up a
   * part of it that matters ({@link #isAnotherWith}).
   */
  String joinedAs() {
    return joinedAs;
  }

  void joinedAs(String name) {
    joinedAs = name;
    takenIn = 0;
  }

  /**
   * Whether it would be another campaign with the members of that one: whether mergers have brought
   * more than a few, and more than an eighth of what it was, since it got its name. All of them
   * together count, or it could be turned into another by slices.
   */
  boolean isAnotherWith(CampaignState smaller) {
    int brought = takenIn + smaller.size();
    return brought
        > Math.max(CampaignLimits.TAKEN_IN_MAX, (size() - takenIn) / CampaignLimits.TAKEN_IN_PART);
  }

  int takenIn() {
    return takenIn;
  }

  void restoreJoinedAs(String name, int broughtByMergers) {
    joinedAs = name;
    takenIn = broughtByMergers;
  }

  long foundedAtMs() {
    return foundedAtMs;
  }

  int size() {
    return members.size();
  }

  Collection<Participant> members() {
    return members.values();
  }

  /** Two members were seen to hand work to each other. */
  void handedOver(long atMs) {
    handOvers.add(Math.floorDiv(atMs, CampaignLimits.DAY_MS), 1);
    grew(atMs);
  }

  /** Two who were seen to do that before did it again. */
  void handedOverAgain(long beforeMs, long atMs) {
    handOvers.again(
        Math.floorDiv(beforeMs, CampaignLimits.DAY_MS), Math.floorDiv(atMs, CampaignLimits.DAY_MS));
    grew(atMs);
  }

  /** Between so many, of late. */
  int handOvers() {
    return handOvers.all();
  }

  /** By day. */
  HandOverCount handOverCount() {
    return handOvers;
  }

  /** Forgets those from before that day; whether there were any. */
  boolean forgetHandOvers(long beforeMs) {
    return handOvers.forgetBefore(Math.floorDiv(beforeMs, CampaignLimits.DAY_MS)) > 0;
  }

  /** Something was found that speaks for it. */
  void grew(long atMs) {
    grewAtMs = Math.max(grewAtMs, atMs);
  }

  long grewAtMs() {
    return grewAtMs;
  }

  /** Whether there are more than its last record told, which is not of these ten minutes. */
  boolean isHandOverUntold() {
    return handOvers.all() != toldHandOvers
        && lastAtMs >= toldAtMs + CampaignLimits.TOLD_AGAIN_AFTER.toMillis();
  }

  /** What another campaign, which was one with it all along, has been seen to do. */
  void takeOver(CampaignState other) {
    handOvers.addAll(other.handOvers);
    grew(other.grewAtMs);
    other.evidence.forEach(evidence::putIfAbsent);
    lastAtMs = Math.max(lastAtMs, other.lastAtMs);
  }

  boolean isOlderThan(CampaignState other) {
    return foundedAtMs == other.foundedAtMs
        ? id.compareTo(other.id) < 0
        : foundedAtMs < other.foundedAtMs;
  }

  /**
   * Takes in the members of one that has no more, and goes by the name of the older of the two from
   * now on. So a chain of mergers moves no member often, whichever of its ends is the older.
   *
   * @return how many entries that moved
   */
  int takeIn(CampaignState smaller) {
    if (smaller.isOlderThan(this)) {
      id = smaller.id;
      foundedAtMs = smaller.foundedAtMs;
      revision = smaller.revision;
      toldHandOvers = smaller.toldHandOvers;
      toldAtMs = smaller.toldAtMs;
      Map<String, Double> younger = evidence;
      evidence = new LinkedHashMap<>(smaller.evidence);
      younger.forEach(evidence::putIfAbsent);
    }
    takeOver(smaller);
    takenIn += smaller.size();
    found += smaller.found;
    proven += smaller.proven;
    exchanges += smaller.exchanges;
    history.addAll(smaller.history);
    members.putAll(smaller.members);
    parties.addAll(smaller.parties);
    int moved = smaller.size();
    for (Map.Entry<Long, Shown> shows : smaller.shown.entrySet()) {
      Shown into = shown.computeIfAbsent(shows.getKey(), value -> new Shown());
      shows.getValue().sinceMs.forEach(into::show);
      shows.getValue().tookUp.forEach(into::takeUp);
      into.proven += shows.getValue().proven;
      moved += shows.getValue().sinceMs.size();
    }
    return moved;
  }

  /** Whether it has grown so much since all of its members were looked at that all are again. */
  boolean isToBeLookedAt() {
    return size() <= CampaignLimits.LOOKED_AT_MAX
        || size() - lookedAt >= lookedAt / CampaignLimits.LOOKED_AT_GROWTH_PART;
  }

  void lookedAt(int members) {
    lookedAt = members;
  }

  int lookedAt() {
    return lookedAt;
  }

  /** Whether so much work goes around in it that one queue is behind it. */
  boolean isOneQueue(int queue) {
    return handOvers.all() >= queue;
  }

  /** Parties that members stand for. */
  int parties() {
    return parties.size();
  }

  /** Members by more than a tool's traits. */
  int proven() {
    return proven;
  }

  boolean has(String accountId) {
    return members.containsKey(accountId);
  }

  void add(Participant account) {
    if (members.put(account.accountId, account) == null) {
      proven += account.proven() ? 1 : 0;
      found += account.findings() > 0 ? 1 : 0;
      exchanges += account.exchanges();
    }
    parties.add(account.party());
  }

  /** Only these are still members; what they show is told anew. */
  void keepOnly(Collection<Participant> still) {
    members.clear();
    parties.clear();
    shown.clear();
    found = 0;
    proven = 0;
    exchanges = 0;
    still.forEach(this::add);
    lookedAt = Math.min(lookedAt, still.size());
  }

  /** So many of those that are supposed to be members would be proven. */
  void supposeProven(int members) {
    proven = members;
  }

  /** A member has been acted on for the first time. */
  void actedOn() {
    found++;
  }

  /** Whether any member has been; else it is only suspected. */
  boolean isActedOn() {
    return found > 0;
  }

  /** A member has told of so many more. */
  void exchanged(int more) {
    exchanges += more;
  }

  /** Its members have had at least so many. */
  long exchanges() {
    return exchanges;
  }

  // ---- its past

  /** Somebody has joined for so many nats. */
  void joined(long day, double nats) {
    history.joined(day, nats);
  }

  /** So it stands on that day, until something else is noted. */
  void stands(long day, double perHandOver) {
    double nats = handOvers.all() * perHandOver;
    for (double clue : evidence.values()) {
      nats += clue;
    }
    history.stands(day, size(), found, exchanges, nats);
  }

  CampaignHistory history() {
    return history;
  }

  // ---- what its members show

  /** A member shows a value. */
  void shows(long value, Participant member, long sinceMs) {
    shows(value, member, member.proven(), sinceMs);
  }

  /**
   * The same.
   *
   * @param takesUp whether it says since when the campaign has the value: who was drawn in by a
   *     tool's traits alone would make it older, and so draw in who used it before
   */
  void shows(long value, Participant member, boolean takesUp, long sinceMs) {
    Shown by = shown.computeIfAbsent(value, v -> new Shown());
    by.show(member.party(), sinceMs, takesUp);
    by.proven += member.proven() ? 1 : 0;
    by.supposed += member.campaign() == null ? 1 : 0;
  }

  /** A member has shown a value for longer than was known. */
  void showsSince(long value, Participant member, long sinceMs) {
    Shown by = shown.get(value);
    if (by != null) {
      by.show(member.party(), sinceMs, member.proven());
    }
  }

  /** Proven members that show a value. */
  int provenShowing(long value) {
    Shown by = shown.get(value);
    return by == null ? 0 : by.proven;
  }

  /** Accounts that show a value and would be members if this were a campaign. */
  int supposedShowing(long value) {
    Shown by = shown.get(value);
    return by == null ? 0 : by.supposed;
  }

  /** Parties that show a value. */
  int showing(long value) {
    Shown by = shown.get(value);
    return by == null ? 0 : by.sinceMs.size();
  }

  /** The same, the account's own left out. */
  int othersShowing(long value, Participant account) {
    Shown by = shown.get(value);
    if (by == null) {
      return 0;
    }
    return by.sinceMs.size() - (by.sinceMs.containsKey(account.party()) ? 1 : 0);
  }

  /**
   * Of the parties that show one value, the account's own left out, how many there are and how many
   * of them show another value too; of many, a sample.
   */
  Both othersShowingBoth(long value, long other, Participant account) {
    Shown by = shown.get(value);
    Shown byOther = shown.get(other);
    if (by == null || byOther == null) {
      return Both.NOBODY;
    }
    int all = 0;
    int both = 0;
    for (String party : by.sample()) {
      if (!party.equals(account.party())) {
        all++;
        both += byOther.sinceMs.containsKey(party) ? 1 : 0;
      }
    }
    return new Both(both, all);
  }

  /** Parties that show two values, of all that show the first. */
  record Both(int parties, int of) {
    static final Both NOBODY = new Both(0, 0);
  }

  /** When the value became the campaign's. */
  long takenUpAtMs(long value) {
    Shown by = shown.get(value);
    return by == null ? Long.MAX_VALUE : by.takenUpAtMs();
  }

  /** Since when any other party than the account's shows a value. */
  long firstShownByOtherMs(long value, Participant account) {
    Shown by = shown.get(value);
    return by == null ? Long.MAX_VALUE : by.firstButMs(account.party());
  }

  Map<String, Double> evidence() {
    return evidence;
  }

  void seen(long atMs) {
    lastAtMs = Math.max(lastAtMs, atMs);
  }

  long lastAtMs() {
    return lastAtMs;
  }

  long revision() {
    return revision;
  }

  long toldAtMs() {
    return toldAtMs;
  }

  int toldHandOvers() {
    return toldHandOvers;
  }

  void restore(long knownRevision, long knownLastAtMs, long knownGrewAtMs, HandOverCount known) {
    revision = knownRevision;
    lastAtMs = knownLastAtMs;
    grewAtMs = knownGrewAtMs;
    handOvers.addAll(known);
  }

  void restoreTold(long atMs, int knownHandOvers) {
    toldAtMs = atMs;
    toldHandOvers = knownHandOvers;
  }

  /** Its next record is another one. */
  void revise() {
    revision++;
  }

  /** It is told as it now stands, in its next record. */
  void told() {
    revise();
    toldHandOvers = handOvers.all();
    toldAtMs = lastAtMs;
  }

  /** All values that members show. */
  Set<Long> values() {
    return shown.keySet();
  }
}

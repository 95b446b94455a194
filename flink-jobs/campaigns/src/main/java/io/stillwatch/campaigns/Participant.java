package io.stillwatch.campaigns;

import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an account that shares a link with others: the values of every kind that it has
 * shown, since when, and how often it was seen on each template.
 *
 * <p>Of a kind, the value that was not shown for longest makes room for the newest. Never the first
 * card: by that it is known whom the account stands for. Until the account is a member: then what
 * made it one stays.
 */
final class Participant {

  private static final LinkKind[] KINDS = LinkKind.values();

  /** Values of one kind as they were shown last; the first card before all others. */
  private static final class Values {
    long[] value = new long[0];

    /** The same under the other key of a rotation, or 0. */
    long[] other = new long[0];

    long[] sinceMs = new long[0];
    int[] hits = new int[0];

    /** Puts the value at this place behind all others. */
    void toEnd(int at) {
      toEnd(value, at);
      toEnd(other, at);
      toEnd(sinceMs, at);
      int hit = hits[at];
      System.arraycopy(hits, at + 1, hits, at, hits.length - at - 1);
      hits[hits.length - 1] = hit;
    }

    void grow() {
      int length = value.length + 1;
      value = Arrays.copyOf(value, length);
      other = Arrays.copyOf(other, length);
      sinceMs = Arrays.copyOf(sinceMs, length);
      hits = Arrays.copyOf(hits, length);
    }

    void setLast(long shown, long atMs) {
      int last = value.length - 1;
      value[last] = shown;
      other[last] = 0;
      sinceMs[last] = atMs;
      hits[last] = 0;
    }

    private static void toEnd(long[] array, int at) {
      long moved = array[at];
      System.arraycopy(array, at + 1, array, at, array.length - at - 1);
      array[array.length - 1] = moved;
    }
  }

  final String accountId;
  final long firstAtMs;
  private @Nullable String organizationId;
  private @Nullable String party;
  private @Nullable String apiKeyId;
  private boolean verified;
  private String exchangeId = "";
  private long bornAtMs = Traits.UNTOLD;
  private long lastAtMs;
  private int templates;
  private int exchanges;
  private final Values[] shown = new Values[KINDS.length];

  /** Accounts of other parties that work was handed to or taken over from, the newest last. */
  private final Map<String, Partner> partners = new LinkedHashMap<>(0);

  // Membership.
  private @Nullable CampaignState campaign;
  private String joined = "";
  private boolean proven;
  private long foundAtMs;
  private int findings;

  /** Whether its last finding was to be carried out. */
  private boolean enforced;

  /** What else was found of it as a member, by the rule's key. */
  private final Map<String, Report> reports = new TreeMap<>();

  /** The last finding of one kind, and how many there were. */
  record Report(int number, long atMs, boolean enforced) {}

  /**
   * Somebody whom it exchanged work with.
   *
   * @param atMs when it last did
   * @param took whether that one sent what this account could not get answered
   */
  record Partner(long atMs, boolean took) {}

  Participant(String accountId, long firstAtMs) {
    this.accountId = accountId;
    this.firstAtMs = firstAtMs;
    this.lastAtMs = firstAtMs;
    Arrays.setAll(shown, kind -> new Values());
  }

  /**
   * What is new of an account.
   *
   * @param shown values that it had not shown before
   * @param dropped those that made room for them
   * @param exchanges that it has had more than was known
   */
  record Learned(Map<LinkKind, Long> shown, List<Long> dropped, int exchanges) {

    /** Whether there is something among it that tells who is behind the account. */
    boolean tells() {
      return shown.containsKey(LinkKind.CARD)
          || shown.containsKey(LinkKind.PROGRAM)
          || shown.containsKey(LinkKind.TOOLS);
    }
  }

  /** Takes in what a link tells. */
  Learned learn(LinkReport report) {
    LinkObservation observation = report.observation();
    int more = Math.max(0, observation.traits().exchanges() - exchanges);
    exchanges += more;
    Learned learned = new Learned(new EnumMap<>(LinkKind.class), new ArrayList<>(0), more);
    forgetParty();
    isTold(observation.organizationId(), observation.apiKeyId(), observation.verified());
    exchangeId = observation.exchangeId();
    long born = observation.traits().bornAtMs();
    bornAtMs = born == Traits.UNTOLD ? bornAtMs : born;
    lastAtMs = Math.max(lastAtMs, observation.clockMs());
    templates = Math.max(templates, observation.traits().templates());
    for (LinkKind kind : KINDS) {
      long value = observation.shown(kind);
      if (value == 0) {
        continue;
      }
      int at = indexOf(kind, value);
      if (at < 0 && add(kind, value, observation.clockMs(), learned.dropped())) {
        learned.shown().put(kind, value);
        at = indexOf(kind, value);
      } else if (at >= staying(kind)) {
        // What is in use stays: nobody can push it out and make the account look new to it.
        shown[kind.ordinal()].toEnd(at);
        at = values(kind).length - 1;
      }
      if (kind == observation.kind() && at >= 0) {
        Values link = shown[kind.ordinal()];
        link.hits[at] += report.times();
        link.sinceMs[at] = Math.min(link.sinceMs[at], report.sinceMs());
      }
      long other = observation.traits().otherOf(kind);
      if (other != 0 && at >= 0) {
        shown[kind.ordinal()].other[at] = other;
      }
    }
    return learned;
  }

  /** Takes in that the account tried to have a prompt answered. */
  void learn(Attempt attempt) {
    forgetParty();
    isTold(attempt.organizationId(), attempt.apiKeyId(), attempt.verified());
    exchangeId = attempt.exchangeId();
    lastAtMs = Math.max(lastAtMs, attempt.clockMs());
  }

  /** Not every source says whose an account is: what one leaves out, another has said. */
  private void isTold(@Nullable String organization, @Nullable String apiKey, boolean papersSeen) {
    organizationId = organization == null ? organizationId : organization;
    apiKeyId = apiKey == null ? apiKeyId : apiKey;
    verified |= papersSeen;
  }

  /**
   * Work went from or to that account; returns what was known of it before, null if nothing.
   *
   * @param took whether it went to that one
   */
  @Nullable Partner exchanged(String account, boolean took, long atMs) {
    Partner known = partners.remove(account);
    partners.put(
        account,
        known == null
            ? new Partner(atMs, took)
            : new Partner(Math.max(atMs, known.atMs()), took || known.took()));
    return known;
  }

  /** Forgets partners from before that time, and the oldest of too many; returns how many. */
  int forgetPartners(long beforeMs) {
    int before = partners.size();
    partners.values().removeIf(partner -> partner.atMs() < beforeMs);
    Iterator<String> oldest = partners.keySet().iterator();
    while (partners.size() > CampaignLimits.PARTNERS_MAX) {
      oldest.next();
      oldest.remove();
    }
    return before - partners.size();
  }

  /** Accounts that work went from or to. */
  Map<String, Partner> partners() {
    return partners;
  }

  private int indexOf(LinkKind kind, long value) {
    long[] known = values(kind);
    for (int i = 0; i < known.length; i++) {
      if (known[i] == value) {
        return i;
      }
    }
    return -1;
  }

  /** How many of the kind stay where they are, before all others. */
  private static int staying(LinkKind kind) {
    return kind == LinkKind.CARD ? 1 : 0;
  }

  private boolean add(LinkKind kind, long value, long atMs, List<Long> dropped) {
    Values of = shown[kind.ordinal()];
    int max = CampaignLimits.valuesMax(kind);
    if (max == 0) {
      return false;
    }
    if (of.value.length == max) {
      if (campaign != null) {
        return false;
      }
      int leaves = staying(kind);
      dropped.add(of.value[leaves]);
      of.toEnd(leaves);
    } else {
      of.grow();
    }
    of.setLast(value, atMs);
    return true;
  }

  /** Whether the value is among those that are remembered of it. */
  boolean shows(LinkKind kind, long value) {
    return indexOf(kind, value) >= 0;
  }

  /** Whether the value of any kind is. */
  boolean shows(long value) {
    for (LinkKind kind : KINDS) {
      if (shows(kind, value)) {
        return true;
      }
    }
    return false;
  }

  /** Not to be changed. */
  long[] values(LinkKind kind) {
    return shown[kind.ordinal()].value;
  }

  /** Its value at this place of {@link #values} under the other key of a rotation, or 0. */
  long other(LinkKind kind, int index) {
    return shown[kind.ordinal()].other[index];
  }

  /** Since when the account shows its value at this place of {@link #values}. */
  long sinceMs(LinkKind kind, int index) {
    return shown[kind.ordinal()].sinceMs[index];
  }

  /** Since when the account shows the value, which it does. */
  long sinceOf(LinkKind kind, long value) {
    return sinceMs(kind, indexOf(kind, value));
  }

  /** It shows the value for longer than was known, perhaps; whether that is news. */
  boolean showsSince(LinkKind kind, long value, long sinceMs) {
    long[] since = shown[kind.ordinal()].sinceMs;
    int at = indexOf(kind, value);
    boolean isNews = sinceMs < since[at];
    since[at] = Math.min(since[at], sinceMs);
    return isNews;
  }

  /** How often the account was observed on its value at this place of {@link #values}. */
  int hits(LinkKind kind, int index) {
    return shown[kind.ordinal()].hits[index];
  }

  /** Observations of templates that the account has made in all. */
  int templates() {
    return templates;
  }

  /** It has had at least so many: what was told of it. */
  int exchanges() {
    return exchanges;
  }

  @Nullable String organizationId() {
    return organizationId;
  }

  @Nullable String apiKeyId() {
    return apiKeyId;
  }

  /** Whether the provider has seen the papers of its organisation. */
  boolean verified() {
    return verified;
  }

  /** Of the last exchange that was observed. */
  String exchangeId() {
    return exchangeId;
  }

  /** What is known of a member's party is what was known when it joined: it is counted by that. */
  private void forgetParty() {
    if (campaign == null) {
      party = null;
    }
  }

  /** Whom it stands for. */
  String party() {
    String known = party;
    if (known == null) {
      long[] cards = values(LinkKind.CARD);
      known = partyPayingWith(cards.length == 0 ? 0 : cards[0]);
      party = known;
    }
    return known;
  }

  /** Whom it stands for where it pays with that card, whichever it paid with first. */
  String partyPayingWith(long card) {
    return Party.of(accountId, organizationId, verified, card);
  }

  long bornAtMs() {
    return bornAtMs;
  }

  long lastAtMs() {
    return lastAtMs;
  }

  // ---- membership

  @Nullable CampaignState campaign() {
    return campaign;
  }

  /** The campaign that it joined, which may have become part of its campaign since. */
  String joined() {
    return joined;
  }

  /** Whether more than a tool's public traits ties it to its campaign. */
  boolean proven() {
    return proven;
  }

  void joins(CampaignState home, boolean byMoreThanATool) {
    joins(home, home.joinedAs(), byMoreThanATool);
  }

  /** It is found in what has become of the campaign that it joined. */
  void joins(CampaignState home, String as, boolean byMoreThanATool) {
    party();
    campaign = home;
    joined = as;
    proven = byMoreThanATool;
  }

  /** It is nobody's again. */
  void leaves() {
    campaign = null;
    party = null;
    joined = "";
    proven = false;
  }

  /** Its campaign has become part of another. */
  void moves(CampaignState home) {
    campaign = home;
  }

  /** Notes that a finding is made about it; returns its number, rising from 1. */
  int found(long atMs, boolean carriedOut) {
    foundAtMs = atMs;
    enforced = carriedOut;
    return ++findings;
  }

  long foundAtMs() {
    return foundAtMs;
  }

  boolean enforced() {
    return enforced;
  }

  /** When that was last found of it, null where it never was. */
  @Nullable Report lastReport(String rule) {
    return reports.get(rule);
  }

  /** Notes that something else is found of it; returns how often, rising from 1. */
  int report(String rule, long atMs, boolean carriedOut) {
    Report last = reports.get(rule);
    int number = last == null ? 1 : last.number() + 1;
    reports.put(rule, new Report(number, atMs, carriedOut));
    return number;
  }

  /** Forgets what was found by rules that are no more. */
  void keepReports(Set<String> rules) {
    reports.keySet().retainAll(rules);
  }

  Map<String, Report> reports() {
    return reports;
  }

  // ---- for its codec

  int findings() {
    return findings;
  }

  void restore(
      @Nullable String organization,
      @Nullable String apiKey,
      boolean papersSeen,
      String exchange,
      long born,
      long last,
      int templateCount,
      int exchangeCount,
      long lastFinding,
      int findingCount,
      boolean carriedOut) {
    organizationId = organization;
    apiKeyId = apiKey;
    verified = papersSeen;
    exchangeId = exchange;
    bornAtMs = born;
    lastAtMs = last;
    templates = templateCount;
    exchanges = exchangeCount;
    foundAtMs = lastFinding;
    findings = findingCount;
    enforced = carriedOut;
  }

  void restoreParty(@Nullable String known) {
    party = known;
  }

  void restore(String account, Partner partner) {
    partners.put(account, partner);
  }

  void restore(String rule, Report last) {
    reports.put(rule, last);
  }

  void restore(LinkKind kind, long[] values, long[] others, long[] since, int[] hits) {
    Values of = shown[kind.ordinal()];
    of.value = values;
    of.other = others;
    of.sinceMs = since;
    of.hits = hits;
  }
}

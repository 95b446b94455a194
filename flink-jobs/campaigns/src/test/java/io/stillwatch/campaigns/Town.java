package io.stillwatch.campaigns;

import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Accounts of a test that show links to a desk, and what the desk found. */
final class Town implements DeskOut {

  /** What comes along, all of it promoted. */
  static final PatternBook ENFORCED = StarterBook.book().promoted(Mode.ENFORCE);

  static final long START = 1_780_000_000_000L;
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  /** What an account shows; 0 is nothing. */
  record Shows(String account, @Nullable String organization, long template, Traits traits) {}

  private final Map<Long, LinkWatch> links = new HashMap<>();
  private boolean linksAreShared;
  private final Map<String, Integer> templates = new HashMap<>();
  private final TreeMap<String, byte[]> stored = new TreeMap<>();
  private PatternBook book = ENFORCED;
  private CampaignDesk desk = desk(List.of());

  final List<Finding> findings = new ArrayList<>();
  final List<Campaign> campaigns = new ArrayList<>();
  final Map<Forgotten, Integer> forgotten = new EnumMap<>(Forgotten.class);

  /** A town in which so many others live, who share nothing. */
  Town(int others) {
    counts(others, START);
  }

  /** So many accounts have been seen in all by then. */
  void counts(int accounts, long atMs) {
    see(LinkReport.of(observation("somebody", null, LinkKind.TENANT, 0, none(), atMs), accounts));
  }

  private CampaignDesk desk(Iterable<Map.Entry<String, byte[]>> stored) {
    CampaignDesk made = new CampaignDesk("acme", stored);
    made.use(book);
    return made;
  }

  CampaignDesk desk() {
    return desk;
  }

  /** Judges by another book from now on. */
  void use(PatternBook changed) {
    book = changed;
    desk.use(changed);
  }

  static Traits none() {
    return new Traits(0, 0, 0, 0, 0, 0, Traits.UNTOLD, 0);
  }

  /** Traits with a card, a network and a program; 0 is none. */
  static Traits traits(long card, long network, long program) {
    return new Traits(0, 0, card, network, program, 0, Traits.UNTOLD, 0);
  }

  /** The account uses its template once, and shows all that comes with it. */
  void uses(String account, @Nullable String organization, long template, Traits with, long atMs) {
    int count = templates.merge(account, 1, Integer::sum);
    Traits traits =
        new Traits(
            template,
            0,
            with.card(),
            with.network(),
            with.program(),
            with.tools(),
            with.bornAtMs(),
            count,
            count,
            0,
            0);
    for (LinkKind kind : LinkKind.values()) {
      long link = traits.of(kind);
      if (link != 0) {
        links
            .computeIfAbsent(link, l -> watch())
            .see(observation(account, organization, kind, link, traits, atMs), this::see);
      }
    }
  }

  private LinkWatch watch() {
    LinkWatch watch = new LinkWatch();
    watch.suspect = linksAreShared;
    return watch;
  }

  /** From now on every link has been shared before, and tells. */
  void linksAreShared() {
    linksAreShared = true;
  }

  /** What the one could not get answered the other sends, each of its own organisation. */
  void handsOver(String from, String to, long atMs) {
    handsOver(from, "org-" + from, to, "org-" + to, atMs);
  }

  void handsOver(
      String from,
      @Nullable String fromOrganization,
      String to,
      @Nullable String toOrganization,
      long atMs) {
    handsOver(from, fromOrganization, to, toOrganization, atMs, atMs + 9_003);
  }

  /** The same, by clocks that may lag behind the time at which it was received. */
  void handsOver(String from, String to, long atMs, long receivedAtMs) {
    handsOver(from, "org-" + from, to, "org-" + to, atMs, receivedAtMs);
  }

  private void handsOver(
      String from,
      @Nullable String fromOrganization,
      String to,
      @Nullable String toOrganization,
      long atMs,
      long receivedAtMs) {
    desk.see(
        new HandOver(
            attempt(from, fromOrganization, atMs, receivedAtMs, true),
            attempt(to, toOrganization, atMs + 9_000, receivedAtMs, false)),
        this);
  }

  private static Attempt attempt(
      String account, @Nullable String organization, long atMs, long receivedAtMs, boolean failed) {
    return new Attempt(
        "acme",
        account,
        organization,
        null,
        account.startsWith("verified"),
        "x-" + account + '-' + atMs,
        atMs,
        atMs,
        receivedAtMs,
        0x9000 + atMs,
        failed);
  }

  void see(LinkReport report) {
    desk.see(report, this);
  }

  private static LinkObservation observation(
      String account,
      @Nullable String organization,
      LinkKind kind,
      long link,
      Traits traits,
      long atMs) {
    return new LinkObservation(
        "acme",
        account,
        organization,
        null,
        account.startsWith("verified"),
        "x-" + account + '-' + atMs,
        atMs,
        atMs,
        atMs + 3,
        kind,
        link,
        traits);
  }

  /** Stores the desk and goes on with one that was restored from it. */
  void restart() {
    desk.drainChanged(
        (key, value) -> {
          if (value == null) {
            stored.remove(key);
          } else {
            stored.put(key, value);
          }
        });
    desk = desk(stored.entrySet());
  }

  Map<String, byte[]> stored() {
    return stored;
  }

  /** Accounts about which something was found. */
  Set<String> found() {
    Set<String> accounts = new TreeSet<>();
    findings.forEach(finding -> accounts.add(finding.getAccountId()));
    return accounts;
  }

  @Override
  public void finding(Finding finding) {
    findings.add(finding);
  }

  @Override
  public void campaign(Campaign campaign) {
    campaigns.add(campaign);
  }

  @Override
  public void forgotten(Forgotten what, int count) {
    forgotten.merge(what, count, Integer::sum);
  }
}

package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.LinkObservation.Traits;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A link is told when it is first shown, then every ten minutes at most. */
class LinkNewsTest {

  private static final long START = 1_750_000_020_000L; // at a full minute
  private static final long MINUTE = 60_000;

  private final ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, Duration.ofDays(30));
  private final AccountProfile profile = AccountProfile.empty();
  private final List<LinkObservation> told = new ArrayList<>();
  private int exchange;

  private List<LinkObservation> see(Sighting sighting) {
    told.clear();
    Look look = keeper.see(profile, sighting);
    if (look != null) {
      keeper.tell(profile, look, told::add);
    }
    return List.copyOf(told);
  }

  private Sighting sighting(Phase phase, long atMs, Facts facts, SignalSet signals, LinkHashes l) {
    return sighting("x" + exchange++, phase, atMs, facts, signals, l);
  }

  private static Sighting sighting(
      String id, Phase phase, long atMs, Facts facts, SignalSet signals, LinkHashes links) {
    return new Sighting(
        "tenant",
        "account",
        "org",
        "key",
        id,
        ExchangeHash.of(id),
        phase,
        atMs,
        atMs + 5,
        facts,
        signals,
        links);
  }

  private static SignalSet hashes(Object... namesAndValues) {
    long[] values = new long[Sightings.CATALOG.width()];
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values[Sightings.CATALOG.code((String) namesAndValues[i])] = (Long) namesAndValues[i + 1];
    }
    return SignalSet.of(values);
  }

  private List<LinkObservation> template(long atMs, long hash) {
    return see(
        sighting(Phase.EXCHANGE, atMs, Facts.NONE, hashes("near_skeleton", hash), LinkHashes.NONE));
  }

  private static List<LinkKind> kinds(List<LinkObservation> told) {
    return told.stream().map(LinkObservation::kind).toList();
  }

  @Test
  void allThatAnAccountShowsIsToldAtFirstSight() {
    Facts facts = Facts.builder().number(Fact.MAX_TOKENS, 512).real(Fact.AGE_HOURS, 48.0).build();
    Sighting sighting =
        sighting(
            "first",
            Phase.REQUEST,
            START,
            facts,
            hashes("near_skeleton", 7L, "skeleton", 8L, "tail", 7L, "params", 9L),
            new LinkHashes(7, 7, 3, 7, 99));
    List<LinkObservation> all = see(sighting);
    assertEquals(List.of(LinkKind.ALL), kinds(all));
    Set<Long> links = new HashSet<>();
    for (LinkObservation one : all) {
      assertEquals("tenant", one.tenant());
      assertEquals("account", one.accountId());
      assertEquals("org", one.organizationId());
      assertEquals("key", one.apiKeyId());
      assertEquals("first", one.exchangeId());
      assertEquals(START, one.clockMs());
      assertEquals(START, one.occurredAtMs());
      assertEquals(START + 5, one.receivedAtMs());
      assertEquals(one.traits().of(one.kind()), one.link());
      assertEquals(START - 48 * 60 * MINUTE, one.traits().bornAtMs());
      assertEquals(1, one.traits().templates());
      links.add(one.link());
    }
    assertEquals(LinkKind.ALL.length, links.size(), "one number in two kinds is two links");
  }

  @Test
  void nothingShownIsNothingToldButTheAccountItself() {
    Sighting bare = sighting(Phase.EXCHANGE, START, Facts.NONE, SignalSet.EMPTY, LinkHashes.NONE);
    List<LinkObservation> first = see(bare);
    assertEquals(List.of(LinkKind.TENANT), kinds(first));
    assertEquals(0, first.get(0).link());
    assertEquals(Traits.UNTOLD, first.get(0).traits().bornAtMs());
    long later = START + 100 * MINUTE;
    assertEquals(
        List.of(),
        see(sighting(Phase.EXCHANGE, later, Facts.NONE, SignalSet.EMPTY, LinkHashes.NONE)));
  }

  @Test
  void aLinkIsToldAgainAfterTenMinutesOfTheAccountsTime() {
    assertEquals(2, template(START, 7).size());
    assertEquals(0, template(START + 9 * MINUTE + 59_999, 7).size());
    assertEquals(1, template(START + 10 * MINUTE, 7).size());
    assertEquals(0, template(START + 19 * MINUTE + 59_999, 7).size());
    assertEquals(0, template(START, 7).size(), "a late event counts at the clock's now");
    assertEquals(1, template(START + 20 * MINUTE, 7).size());
    assertEquals(1, profile.count(Section.LINKS));
  }

  @Test
  void observationsOfTemplatesAreCounted() {
    assertEquals(1, template(START, 7).get(1).traits().templates());
    assertEquals(2, template(START, 8).get(0).traits().templates());
    template(START, 8);
    Sighting card =
        sighting(
            Phase.EXCHANGE,
            START,
            Facts.NONE,
            hashes("near_skeleton", 8L),
            new LinkHashes(5, 0, 0, 0, 0));
    LinkObservation paid = see(card).get(0);
    assertEquals(LinkKind.CARD, paid.kind());
    assertEquals(2, paid.traits().templates(), "the template itself was not news");
    assertEquals(3, template(START + 10 * MINUTE, 8).get(0).traits().templates());
  }

  @Test
  void sixtyFourLinksAreRememberedAndTheOneToldLongestAgoMakesRoom() {
    template(START, 1);
    for (long hash = 2; hash <= ProfileLimits.LINKS_MAX; hash++) {
      template(START + MINUTE, hash);
    }
    assertEquals(ProfileLimits.LINKS_MAX, profile.count(Section.LINKS));
    assertEquals(0, template(START + MINUTE, 1).size(), "at the limit all are known");
    assertEquals(1, template(START + 10 * MINUTE, 1).size(), "told again it is the newest");
    assertEquals(1, template(START + 10 * MINUTE, 1_000).size(), "one beyond");
    assertEquals(ProfileLimits.LINKS_MAX, profile.count(Section.LINKS));
    assertEquals(0, template(START + 10 * MINUTE, 1).size(), "the newest stays");
    assertEquals(1, template(START + 10 * MINUTE, 2).size(), "the oldest has left");
    assertEquals(0, profile.dropped(), "which is no loss");
  }

  @Test
  void onlySettingsThatSomebodyChoseMakeAProgram() {
    LinkHashes client = new LinkHashes(0, 0, 3, 0, 0);
    SignalSet params = hashes("params", 9L);
    Facts streams = Facts.builder().truth(Fact.STREAM, true).build();
    assertEquals(
        List.of(LinkKind.TENANT),
        kinds(see(sighting(Phase.EXCHANGE, START, streams, params, client))));
    Set<Long> programs = new HashSet<>();
    for (Fact chosen :
        List.of(Fact.MAX_TOKENS, Fact.N, Fact.TOP_LOGPROBS, Fact.THINKING_BUDGET, Fact.SEED)) {
      Facts facts = Facts.builder().number(chosen, 1).build();
      AccountProfile other = AccountProfile.empty();
      Look look = keeper.see(other, sighting(Phase.REQUEST, START, facts, params, client));
      keeper.tell(other, look, one -> programs.add(one.traits().program()));
    }
    assertEquals(1, programs.size(), "the same settings and client, the same program");
    Facts chosen = Facts.builder().real(Fact.TEMPERATURE, 0.3).build();
    LinkHashes swapped = new LinkHashes(0, 0, 9, 0, 0);
    long one =
        see(sighting(Phase.EXCHANGE, START, chosen, hashes("params", 3L), swapped)).get(0).link();
    assertTrue(!programs.contains(one), "settings and client do not stand for each other");
    Facts seeded = Facts.builder().number(Fact.SEED, 4).build();
    assertEquals(
        List.of(),
        see(sighting(Phase.EXCHANGE, START, seeded, SignalSet.EMPTY, LinkHashes.NONE)),
        "a seed alone names nobody");
  }

  @Test
  void theSkeletonStandsInWhereThereIsNoNearOne() {
    SignalSet skeleton = hashes("skeleton", 7L);
    long of =
        see(sighting(Phase.EXCHANGE, START, Facts.NONE, skeleton, LinkHashes.NONE)).get(1).link();
    assertEquals(LinkNews.apart(LinkKind.TEMPLATE, 7), of);
    assertNotEquals(LinkNews.apart(LinkKind.CLOSING, 7), of);
  }

  @Test
  void duplicatesAndResponsesTellNothing() {
    LinkHashes card = new LinkHashes(5, 0, 0, 0, 0);
    Sighting request =
        sighting("x", Phase.REQUEST, START, Facts.NONE, hashes("tail", 4L), LinkHashes.NONE);
    assertEquals(2, see(request).size());
    Sighting again = sighting("x", Phase.REQUEST, START, Facts.NONE, hashes("tail", 6L), card);
    assertEquals(List.of(), see(again), "asked already");
    Sighting response = sighting("x", Phase.RESPONSE, START, Facts.NONE, SignalSet.EMPTY, card);
    assertEquals(List.of(), see(response));
    Sighting shows = sighting("y", Phase.RESPONSE, START, Facts.NONE, hashes("tail", 6L), card);
    assertEquals(List.of(), see(shows), "also one that shows a prompt's signals");
  }

  @Test
  void anAccountThatWasSilentForLongIsToldAnew() {
    template(START, 7);
    long back = START + Duration.ofDays(30).toMillis();
    assertEquals(List.of(LinkKind.TENANT, LinkKind.TEMPLATE), kinds(template(back, 7)));
  }

  @Test
  void agesThatAreNoneAreNotTold() {
    for (double age : new double[] {1e300, -1e300, 1e9}) {
      Facts facts = Facts.builder().real(Fact.AGE_HOURS, age).build();
      AccountProfile other = AccountProfile.empty();
      Look look =
          keeper.see(
              other, sighting(Phase.REQUEST, START, facts, SignalSet.EMPTY, LinkHashes.NONE));
      keeper.tell(other, look, one -> assertEquals(Traits.UNTOLD, one.traits().bornAtMs()));
    }
  }

  /** How many exchanges the last of these looks tells of; each is told apart by its template. */
  private int exchangesToldBy(Object... idsAndPhases) {
    AccountProfile other = AccountProfile.empty();
    for (int i = 0; i < idsAndPhases.length; i += 2) {
      Phase phase = (Phase) idsAndPhases[i + 1];
      SignalSet template =
          phase == Phase.RESPONSE ? SignalSet.EMPTY : hashes("near_skeleton", 1_000L + i);
      Look look =
          keeper.see(
              other,
              sighting(
                  (String) idsAndPhases[i],
                  phase,
                  START + i,
                  Facts.NONE,
                  template,
                  LinkHashes.NONE));
      if (look != null) {
        other.nextLook();
        keeper.tell(other, look, told::add);
      }
      other = AccountProfile.decode(other.encode());
    }
    return told.get(told.size() - 1).traits().exchanges();
  }

  @Test
  void itIsToldHowManyExchangesThereWereAtLeast() {
    Phase whole = Phase.EXCHANGE;
    assertEquals(1, exchangesToldBy("a", whole));
    assertEquals(3, exchangesToldBy("a", whole, "b", whole, "a", whole, "c", whole), "not twice");
    Phase asked = Phase.REQUEST;
    Phase answered = Phase.RESPONSE;
    assertEquals(2, exchangesToldBy("a", asked, "a", answered, "b", asked));
    assertEquals(
        3, exchangesToldBy("a", asked, "a", answered, "b", asked, "b", answered, "c", asked));
    assertEquals(1, exchangesToldBy("a", answered, "a", whole), "a span beside a log");
    assertEquals(2, exchangesToldBy("a", whole, "b", whole, "c", asked), "at least");
  }

  @Test
  void nothingIsAllocatedWhereNothingIsNews() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Facts facts = Facts.builder().number(Fact.MAX_TOKENS, 512).build();
    Sighting sighting =
        sighting(
            Phase.EXCHANGE,
            START,
            facts,
            hashes("near_skeleton", 7L, "tail", 7L, "params", 9L),
            new LinkHashes(7, 7, 3, 7, 99));
    Look look = keeper.see(profile, sighting);
    LinkNews links = new LinkNews(Sightings.CATALOG);
    int[] count = new int[1];
    for (int i = 0; i < 20_000; i++) {
      links.tell(profile, look, one -> count[0]++);
    }
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 1_000; i++) {
      links.tell(profile, look, one -> count[0]++);
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - before;
    assertEquals(7, count[0]);
    assertTrue(bytes < 40_000, bytes + " bytes for 1000 sightings: only the listeners themselves");
  }
}

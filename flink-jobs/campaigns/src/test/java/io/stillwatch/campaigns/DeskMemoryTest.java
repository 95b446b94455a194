package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.schemas.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeskMemoryTest {

  /** The campaign of both stored desks, but for the name by which it is joined. */
  private static final String STORED =
      """
      c-1000 [bad-0, bad-1, bad-2, bad-3, bad-4, bad-5, full, pair-0, pair-1] founded 5, \
      last 259200007, grew 259200000, revision 4, hand-overs {20601=1, 20602=2}, \
      {card=6.0, cards=8.0, program=6.0}, told 259200000 with 3, looked at 8, \
      """;

  /** Steps of three small campaigns among honest accounts, in random order. */
  private static void live(Town town, long seed, int steps, boolean restarts) {
    live(town, seed, steps, 7 * Town.MINUTE, restarts);
  }

  private static void live(Town town, long seed, int steps, long everyMs, boolean restarts) {
    Random random = new Random(seed);
    Random dice = new Random(~seed);
    for (int step = 0; step < steps; step++) {
      step(town, random, step, Town.START + step * everyMs);
      if (restarts && dice.nextInt(5) == 0) {
        town.restart();
      }
    }
  }

  @Test
  void aRestoredDeskFindsWhatOneThatWentOnDoes() {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      Town whole = new Town(5_000);
      Town broken = new Town(5_000);
      live(whole, seed, 900, false);
      live(broken, seed, 900, true);
      assertEquals(whole.findings, broken.findings, "seed " + seed);
      assertEquals(whole.campaigns, broken.campaigns, "seed " + seed);
      found += whole.found().size();
      assertEquals(
          List.of(),
          whole.findings.stream()
              .filter(finding -> !finding.getAccountId().startsWith("bad-"))
              .map(Finding::getExplanation)
              .toList());
    }
    assertTrue(found > 20 * 20, "only " + found + " members were found: the trial shows little");
  }

  @Test
  void itForgetsTheSameOverMonths() {
    Map<Forgotten, Integer> forgotten = new EnumMap<>(Forgotten.class);
    for (long seed = 0; seed < 4; seed++) {
      Town whole = new Town(5_000);
      Town broken = new Town(5_000);
      live(whole, seed, 600, 5 * Town.HOUR, false);
      live(broken, seed, 600, 5 * Town.HOUR, true);
      assertEquals(whole.findings, broken.findings, "seed " + seed);
      assertEquals(whole.campaigns, broken.campaigns, "seed " + seed);
      assertEquals(whole.forgotten, broken.forgotten, "seed " + seed);
      whole.forgotten.forEach((what, count) -> forgotten.merge(what, count, Integer::sum));
    }
    assertEquals(
        Set.of(
            Forgotten.ACCOUNTS,
            Forgotten.MEMBERS,
            Forgotten.HAND_OVERS,
            Forgotten.SUSPECTS,
            Forgotten.VALUES),
        forgotten.keySet(),
        "the trial shows little");
  }

  /** Written by code of version 8: whoever moves a field makes what is stored unreadable. */
  @Test
  void whatVersionEightWroteIsReadAndWrittenAgain() throws Exception {
    TreeMap<String, byte[]> stored = stored("/desk-v8.hex");
    Register register = new Register(stored.entrySet());
    assertEquals(STORED + "joined as c-1000, taken in 2", told(register.campaigns.get("c-1000")));
    assertEquals(
        """
        {20601=Day[members=6, found=6, exchanges=6, nats=24.5, newest=14.5], \
        20602=Day[members=8, found=7, exchanges=6, nats=33.5, newest=4.5], \
        20603=Day[members=8, found=7, exchanges=12, nats=33.5, newest=NaN], \
        20604=Day[members=9, found=8, exchanges=46, nats=33.5, newest=6.1]}""",
        register.campaigns.get("c-1000").history().byDay().toString());
    holdsWhatWasStored(register, 34);
    assertEquals(asHex(stored), asHex(writtenAgain(register, stored.keySet())));
  }

  /** What version 7 did not know is not known. */
  @Test
  void ofVersionSevenOnlyDaysAndExchangesAreNotKnown() throws Exception {
    TreeMap<String, byte[]> stored = stored("/desk-v7.hex");
    Register register = new Register(stored.entrySet());
    assertEquals(
        STORED + "joined as c-1000+c-19e756b9728, taken in 0",
        told(register.campaigns.get("c-1000")));
    assertEquals(Map.of(), register.campaigns.get("c-1000").history().byDay());
    holdsWhatWasStored(register, 0);
  }

  /** Who comes then is judged as if nobody had stopped. */
  @Test
  void fromVersionSevenItGoesOnAsFromVersionEight() throws Exception {
    Town older = new Town(5_000);
    Town newer = new Town(5_000);
    for (Town town : List.of(older, newer)) {
      town.restart();
      town.stored().clear();
      town.stored().putAll(stored(town == older ? "/desk-v7.hex" : "/desk-v8.hex"));
      town.restart();
      town.linksAreShared();
      long atMs = Town.START + 4 * Town.DAY;
      town.uses("bad-6", "org-bad-6", 0x1000, Town.traits(0x2000, 0x3006, 0x4000), atMs);
      town.handsOver("pair-0", "bad-6", atMs + Town.MINUTE);
      town.uses("full", "org-full", 0x1000, Town.traits(0x7000, 0x3000, 0x4000), atMs + Town.HOUR);
      town.uses("old-70", "org-old-70", 0x5000, Town.traits(0x5116, 0, 0x5300), atMs + Town.DAY);
    }
    assertEquals(withoutNames(newer.findings), withoutNames(older.findings));
    assertTrue(newer.found().contains("bad-6"), newer.found().toString());
  }

  /** Version 8 gives a campaign a name to be joined by for fewer of its mergers. */
  private static List<String> withoutNames(List<Finding> findings) {
    return findings.stream().map(f -> f.getAccountId() + ": " + f.getExplanation()).toList();
  }

  private static TreeMap<String, byte[]> stored(String resource) throws IOException {
    try (var in = DeskMemoryTest.class.getResourceAsStream(resource)) {
      TreeMap<String, byte[]> pieces = new TreeMap<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        int space = line.lastIndexOf(' ');
        pieces.put(line.substring(0, space), HexFormat.of().parseHex(line.substring(space + 1)));
      }
      return pieces;
    }
  }

  private static Map<String, String> asHex(Map<String, byte[]> pieces) {
    Map<String, String> hex = new TreeMap<>();
    pieces.forEach((key, bytes) -> hex.put(key, HexFormat.of().formatHex(bytes)));
    return hex;
  }

  /** All of these pieces, as if everything had changed. */
  private static Map<String, byte[]> writtenAgain(Register register, Set<String> keys) {
    register.memory.populationChanged();
    register.memory.day(register.day());
    register.links.keySet().forEach(register.memory::linked);
    register.campaigns.values().forEach(register.memory::changed);
    register.participants.values().forEach(register.memory::changed);
    keys.stream()
        .filter(key -> key.startsWith("v"))
        .forEach(key -> register.memory.popular(Long.parseLong(key.substring(1), 16)));
    register.mergers.merged("c-19e756b9728", "c-1000", Town.START + 90_009_003);
    register.mergers.forgotten("c-19da246db28", Town.START + 86_409_000);
    Map<String, byte[]> written = new TreeMap<>();
    register.drainChanged(written::put);
    return written;
  }

  /** What both versions knew; times are since the town began. */
  private static void holdsWhatWasStored(Register register, int exchangesOfFull) {
    assertEquals(100_000, register.popularity.population());
    assertEquals(20_604, register.day());
    assertEquals("c-1000", register.mergers.now("c-19e756b9728"));
    assertEquals("c-19da246db28", register.mergers.now("c-19da246db28"));
    assertTrue(register.mergers.isGone("c-19da246db28"), "forgotten, not merged");
    assertEquals(
        List.of("bad-3", "bad-4", "bad-5"),
        register.on(0x1001).stream().map(account -> account.accountId).toList());
    assertEquals("70 on 20601, 70 forgotten", told(register.popularity.stored(0x5000)));
    assertEquals("3 on 20601, 2 forgotten", told(register.popularity.stored(0x5116)));
    assertEquals("9 on 20604, 0 forgotten", told(register.popularity.stored(0x1000)));
    assertEquals(
        """
        bad-0 since 0, last 172800000, found 2 at 172800000 true, templates 2, org-bad-0 null \
        false x-bad-0-1780172800000, with bad-1 3609000 true, TEMPLATE 1000 also 0 since 0 hits 2, \
        CARD 2000 also 0 since 0 hits 2, NETWORK 3000 also 0 since 0 hits 0, \
        PROGRAM 4000 also 0 since 0 hits 0, large-campaign 2 at 172800000 false, \
        joined c-1000 as org-bad-0 2000 proven""",
        told(register.participants.get("bad-0")));
    assertEquals(
        """
        pair-1 since 86409000, last 90000000, found 1 at 90009000 true, templates 0, org-pair-1 \
        null false x-pair-1-1780090000000, with pair-0 86409000 false bad-2 90009000 true, \
        joined c-19e756b9728 as org-pair-1 proven""",
        told(register.participants.get("pair-1")));
    Participant full = register.participants.get("full");
    assertEquals(
        """
        full since 259200000, last 259200007, found 1 at 259200000 true, templates 21, org-full \
        key-full true x-full-2, with, TEMPLATE 1000 also 0 since 259200000 hits 1, \
        CLOSING 6000 also 0 since 259200000 hits 0, CARD 7000 also 7001 since 259200000 hits 1, \
        NETWORK 3000 also 3001 since 259200000 hits 0, PROGRAM 4000 also 0 since 259200000 hits 0, \
        TOOLS 8000 also 0 since 259200000 hits 0, joined JOINED as org-full"""
            .replace("JOINED", register.campaigns.get("c-1000").joinedAs()),
        told(full));
    assertEquals(-77, since(full.bornAtMs()));
    assertEquals(exchangesOfFull, full.exchanges());
  }

  private static String told(CampaignState campaign) {
    return campaign.id()
        + " "
        + campaign.members().stream().map(member -> member.accountId).toList()
        + (" founded " + since(campaign.foundedAtMs()) + ", last " + since(campaign.lastAtMs()))
        + (", grew " + since(campaign.grewAtMs()) + ", revision " + campaign.revision())
        + (", hand-overs " + campaign.handOverCount().byDay() + ", " + campaign.evidence())
        + (", told " + since(campaign.toldAtMs()) + " with " + campaign.toldHandOvers())
        + (", looked at " + campaign.lookedAt() + ", joined as " + campaign.joinedAs())
        + (", taken in " + campaign.takenIn());
  }

  private static String told(Popularity.Count count) {
    Headcount forgotten = count.forgotten;
    long left = forgotten == null ? 0 : forgotten.count();
    return count.told + " on " + count.day + ", " + left + " forgotten";
  }

  private static String told(Participant account) {
    StringBuilder told = new StringBuilder(account.accountId);
    told.append(" since ").append(since(account.firstAtMs));
    told.append(", last ").append(since(account.lastAtMs()));
    told.append(", found ").append(account.findings()).append(" at ");
    told.append(since(account.foundAtMs())).append(' ').append(account.enforced());
    told.append(", templates ").append(account.templates());
    told.append(", ")
        .append(account.organizationId())
        .append(' ')
        .append(account.apiKeyId())
        .append(' ');
    told.append(account.verified()).append(' ').append(account.exchangeId()).append(", with");
    account
        .partners()
        .forEach(
            (id, partner) ->
                told.append(" " + id + " " + since(partner.atMs()) + " " + partner.took()));
    for (LinkKind kind : LinkKind.values()) {
      long[] values = account.values(kind);
      for (int i = 0; i < values.length; i++) {
        told.append(", ").append(kind).append(' ').append(Long.toHexString(values[i]));
        told.append(" also ").append(Long.toHexString(account.other(kind, i)));
        told.append(" since ").append(since(account.sinceMs(kind, i)));
        told.append(" hits ").append(account.hits(kind, i));
      }
    }
    account
        .reports()
        .forEach(
            (rule, report) ->
                told.append(", " + rule + " " + report.number() + " at ")
                    .append(since(report.atMs()) + " " + report.enforced()));
    told.append(", joined ").append(account.joined()).append(" as ").append(account.party());
    return told.append(account.proven() ? " proven" : "").toString();
  }

  private static long since(long atMs) {
    return atMs - Town.START;
  }

  private static @Nullable String organization(int account) {
    return account % 9 == 0 ? null : "org-" + account;
  }

  private static void handOver(Town town, Random random, long atMs) {
    int campaign = 15 * random.nextInt(3);
    int from = campaign + random.nextInt(15);
    int to = campaign + random.nextInt(15);
    town.handsOver("bad-" + from, organization(from), "bad-" + to, organization(to), atMs);
  }

  private static void step(Town town, Random random, int step, long atMs) {
    if (step % 30 == 29) {
      handOver(town, new Random(step), atMs);
    }
    int account = random.nextInt(120);
    boolean bad = account < 45;
    int campaign = account / 15;
    long template = bad ? 100 + campaign : 200 + random.nextInt(40);
    long card = bad && account % 15 < 10 ? 300 + campaign * 4 + account % 3 : 1_000 + account;
    long network = bad ? 2_000 + campaign * 7 + random.nextInt(7) : 2_100 + account / 4;
    long program = bad ? 3_000 + campaign : 3_100 + account % 30;
    town.uses(
        (bad ? "bad-" : "good-") + account,
        organization(account),
        template,
        Town.traits(card, network, program),
        atMs);
  }

  @Test
  void tornOrForeignPiecesAreRefusedByName() {
    Town town = new Town(5_000);
    live(town, 1, 300, false);
    town.restart();
    for (Map.Entry<String, byte[]> piece : town.stored().entrySet()) {
      byte[] whole = piece.getValue();
      byte[] foreign = whole.clone();
      foreign[0] = Byte.MAX_VALUE;
      byte[] beforeAllReleases = whole.clone();
      beforeAllReleases[0] = 4;
      byte[] torn = Arrays.copyOf(whole, whole.length - 1);
      for (byte[] bad : List.of(torn, foreign, beforeAllReleases)) {
        IllegalArgumentException refused =
            assertThrows(
                IllegalArgumentException.class,
                () -> new CampaignDesk("acme", List.of(Map.entry(piece.getKey(), bad))));
        assertTrue(refused.getMessage().contains("'" + piece.getKey() + "'"), refused.getMessage());
      }
    }
  }
}

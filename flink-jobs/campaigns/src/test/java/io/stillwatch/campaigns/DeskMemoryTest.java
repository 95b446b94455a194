package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeskMemoryTest {

  /** Where the piece of an account has its exchanges. */
  private static final int AT_EXCHANGES = 1 + 4 * Long.BYTES + Integer.BYTES + 1 + Integer.BYTES;

  private static final int DAY_BYTES = 4 * Long.BYTES + 2 * Integer.BYTES;

  /** Steps of three small campaigns among honest accounts, in random order. */
  private static void live(Town town, long seed, int steps, boolean restarts) {
    live(town, seed, steps, 7 * Town.MINUTE, restarts);
  }

  private static void live(Town town, long seed, int steps, long everyMs, boolean restarts) {
    Random dice = new Random(~seed);
    live(
        town,
        seed,
        steps,
        everyMs,
        step -> {
          if (restarts && dice.nextInt(5) == 0) {
            town.restart();
          }
        });
  }

  private static void live(
      Town town, long seed, int steps, long everyMs, IntConsumer afterEachStep) {
    Random random = new Random(seed);
    for (int step = 0; step < steps; step++) {
      step(town, random, step, Town.START + step * everyMs);
      afterEachStep.accept(step);
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

  /** What version 7 did not know is not known; all else goes on as it would have. */
  @Test
  void whatVersionSevenWroteIsReadAndGoneOnFrom() {
    Town whole = new Town(5_000);
    Town older = new Town(5_000);
    live(whole, 3, 900, false);
    live(older, 3, 900, 7 * Town.MINUTE, step -> restoreAsVersionSeven(older, step));
    assertEquals(whole.findings, older.findings);
    assertEquals(
        whole.campaigns.stream().map(DeskMemoryTest::asVersionSevenToldIt).toList(),
        older.campaigns.stream().map(DeskMemoryTest::asVersionSevenToldIt).toList());
  }

  private static void restoreAsVersionSeven(Town town, int step) {
    if (step != 600) {
      return;
    }
    town.restart();
    assertTrue(town.desk().campaigns().size() > 1, "the trial shows little");
    town.stored().replaceAll((key, bytes) -> asVersionSeven(key, bytes, town));
    town.restart();
    for (CampaignState campaign : town.desk().campaigns()) {
      assertEquals(0, campaign.exchanges());
      assertEquals(Map.of(), campaign.history().byDay());
    }
  }

  private static byte[] asVersionSeven(String key, byte[] bytes, Town town) {
    byte[] before =
        switch (key.charAt(0)) {
          case 'p' -> without(bytes, AT_EXCHANGES, Integer.BYTES);
          case 'c' -> {
            int days =
                town.desk().campaigns().stream()
                    .filter(campaign -> key.equals("c" + campaign.id()))
                    .mapToInt(campaign -> campaign.history().byDay().size())
                    .sum();
            int length = Integer.BYTES + 1 + days * DAY_BYTES; // with what mergers have brought
            yield without(bytes, bytes.length - length, length);
          }
          default -> bytes.clone();
        };
    before[0] = 7;
    return before;
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    byte[] less = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, less, at, less.length - at);
    return less;
  }

  private static Campaign asVersionSevenToldIt(Campaign campaign) {
    return Campaign.newBuilder(campaign).setExchanges(null).setDays(List.of()).build();
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
      for (byte[] bad : List.of(Arrays.copyOf(whole, whole.length - 1), foreign)) {
        IllegalArgumentException refused =
            assertThrows(
                IllegalArgumentException.class,
                () -> new CampaignDesk("acme", List.of(Map.entry(piece.getKey(), bad))));
        assertTrue(refused.getMessage().contains("'" + piece.getKey() + "'"), refused.getMessage());
      }
    }
  }
}

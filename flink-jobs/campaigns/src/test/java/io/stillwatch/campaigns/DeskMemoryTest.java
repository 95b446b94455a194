package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Finding;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeskMemoryTest {

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
      foreign[0] = 9;
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

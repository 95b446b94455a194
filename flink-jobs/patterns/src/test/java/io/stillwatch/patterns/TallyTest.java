package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Letters.Hash;
import io.stillwatch.patterns.Letters.Is;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Judged;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.Section;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tallies against what they mean, told slowly. */
class TallyTest {

  private static final long START = 1_750_000_000_000L;
  private static final Condition A = new Is(1, null, true);
  private static final Condition B = new Is(2, null, true);
  private static final Duration WINDOW = Duration.ofSeconds(80);

  private AccountProfile profile = AccountProfile.empty();
  private int looks;

  private List<Match> see(Automaton automaton, long atMs, long letter) {
    long[] values = new long[Traffic.CATALOG.width()];
    values[Traffic.CATALOG.code("prompt")] = letter;
    Sighting sighting =
        Traffic.sighting("a", "x" + ++looks, Phase.EXCHANGE, atMs, SignalSet.of(values));
    Look look =
        new Look(sighting, atMs, true, true, false, sighting.signals(), AccountProfile.empty());
    List<Match> matches = new ArrayList<>();
    automaton.accept(look, profile.nextLook(), profile, matches::add);
    profile = AccountProfile.decode(profile.encode());
    return matches;
  }

  private static Automaton pack(Tally tally) {
    return Packer.pack(Letters.spec(1, tally));
  }

  @Test
  void aCountMatchesAtItsThresholdAndBeginsAnew() {
    Automaton automaton = pack(new Tally.Count(A, 3, WINDOW));
    List<Integer> matched = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      if (!see(automaton, START + i, 1).isEmpty()) {
        matched.add(i);
      }
      assertTrue(see(automaton, START + i, 2).isEmpty());
    }
    assertEquals(List.of(3, 6, 9), matched);
  }

  /** What is counted was seen within the window, and all that was seen in seven eighths of it. */
  @Test
  void aCountLiesBetweenItsWindowAndSevenEighthsOfIt() {
    int matches = 0;
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      profile = AccountProfile.empty();
      Automaton automaton = pack(new Tally.Count(A, 5, WINDOW));
      Deque<Long> seen = new ArrayDeque<>();
      long now = START;
      for (int i = 0; i < 300; i++) {
        now += random.nextInt(40_000);
        seen.add(now);
        long inWindow = within(seen, now, WINDOW.toMillis());
        long inSevenEighths = within(seen, now, WINDOW.toMillis() * 7 / 8);
        boolean matched = !see(automaton, now, 1).isEmpty();
        if (matched) {
          assertTrue(inWindow >= 5, "seed " + seed + ": " + inWindow + " within the window");
          seen.clear();
          matches++;
        } else {
          assertTrue(inSevenEighths < 5, "seed " + seed + ": missed " + inSevenEighths);
        }
      }
    }
    assertTrue(matches > 100, "only " + matches);
  }

  private static long within(Deque<Long> seen, long now, long windowMs) {
    return seen.stream().filter(at -> at > now - windowMs).count();
  }

  @Test
  void aShareNeedsItsPartAndItsWhole() {
    Automaton automaton = pack(new Tally.Share(A, new AnyLetter(), 0.6, 10, WINDOW));
    for (int i = 0; i < 9; i++) {
      assertTrue(see(automaton, START + i, 1).isEmpty(), "the whole is not there yet");
    }
    assertEquals(0.9 + 0.1, see(automaton, START + 9, 1).get(0).measured().get(0).value(), 1e-9);
    for (int i = 0; i < 5; i++) {
      assertTrue(see(automaton, START + 10 + i, 2).isEmpty());
      assertTrue(see(automaton, START + 10 + i, 1).isEmpty(), "half is not enough");
    }
    assertTrue(see(automaton, START + 20, 1).isEmpty(), "6 of 11");
    assertTrue(see(automaton, START + 21, 1).isEmpty(), "7 of 12");
    assertEquals(1, see(automaton, START + 22, 1).size(), "8 of 13");
  }

  private record AnyLetter() implements Condition {
    @Override
    public String text() {
      return "true";
    }

    @Override
    public boolean holds(Judged judged, Earlier earlier) {
      return true;
    }

    @Override
    public boolean isRuledOut(Judged judged, Earlier earlier) {
      return false;
    }

    @Override
    public List<Capture> captures() {
      return List.of();
    }

    @Override
    public List<Anchor> anchors() {
      return List.of();
    }
  }

  @Test
  void weightsAddUpAlsoDownwards() {
    Automaton automaton =
        pack(
            new Tally.Weight(
                List.of(new Tally.Term("a", A, 1.5), new Tally.Term("b", B, -1)), 3, WINDOW));
    assertTrue(see(automaton, START, 1).isEmpty());
    assertTrue(see(automaton, START + 1, 2).isEmpty());
    assertTrue(see(automaton, START + 2, 1).isEmpty(), "2.0");
    assertEquals(3.5, see(automaton, START + 3, 1).get(0).measured().get(0).value());
  }

  /** The sum that a sequential test keeps, told slowly: as it would be if nothing ever grew old. */
  @Test
  void whatSpeaksAgainstItNeverLeavesADebt() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      profile = AccountProfile.empty();
      double against = -0.25 * (1 + random.nextInt(12));
      Automaton automaton =
          pack(
              new Tally.Weight(
                  List.of(new Tally.Term("a", A, 1.5), new Tally.Term("b", B, against)),
                  6,
                  WINDOW));
      double sum = 0;
      int matches = 0;
      for (int i = 0; i < 300; i++) {
        boolean speaksFor = random.nextInt(3) > 0;
        sum = Math.max(0, sum + (speaksFor ? 1.5 : against));
        List<Match> matched = see(automaton, START + i * 200L, speaksFor ? 1 : 2);
        assertEquals(sum >= 6 ? 1 : 0, matched.size(), "seed " + seed + ", look " + i);
        matches += matched.size();
        sum = sum >= 6 ? 0 : sum;
        Standing.Sum standing = (Standing.Sum) automaton.standing(profile, START + i * 200L);
        assertEquals(sum, standing.reached(), 1e-4, "seed " + seed + ", look " + i);
      }
      assertTrue(matches > 0, "seed " + seed);
    }
  }

  @Test
  void whatSpeaksAgainstItTakesOffTheOldestFirst() {
    Automaton automaton =
        pack(
            new Tally.Weight(
                List.of(new Tally.Term("a", A, 1), new Tally.Term("b", B, -1)), 3, WINDOW));
    see(automaton, START, 1);
    see(automaton, START + 40_000, 1);
    see(automaton, START + 41_000, 2);
    // Of the two it is the first that is gone, so that the second still counts now.
    see(automaton, START + 90_000, 1);
    assertEquals(1, see(automaton, START + 90_001, 1).size());
  }

  @Test
  void whatOnlySpeaksAgainstItTakesNoPlace() {
    evidenceThatIsTakenOffTakesNoPlace(-2);
    evidenceThatIsTakenOffTakesNoPlace(-1);
  }

  private void evidenceThatIsTakenOffTakesNoPlace(double against) {
    Automaton automaton =
        pack(
            new Tally.Weight(
                List.of(new Tally.Term("a", A, 1), new Tally.Term("b", B, against)), 3, WINDOW));
    see(automaton, START, 2);
    assertEquals(0, profile.count(Section.TALLIES));
    see(automaton, START + 1, 1);
    assertEquals(1, profile.count(Section.TALLIES));
    see(automaton, START + 2, 2);
    assertEquals(0, profile.count(Section.TALLIES));
  }

  @Test
  void distinctValuesCountOnceAndOnlyWithinTheWindow() {
    Automaton automaton =
        pack(new Tally.Distinct(Hash.LETTER, new AnyLetter(), 3, Duration.ofMillis(1_000)));
    assertTrue(see(automaton, START, 1).isEmpty());
    assertTrue(see(automaton, START + 1, 1).isEmpty());
    assertTrue(see(automaton, START + 2, 2).isEmpty());
    assertTrue(see(automaton, START + 1_001, 3).isEmpty(), "the first has left the window");
    assertEquals(1, see(automaton, START + 1_001, 4).size());
    assertEquals(0, profile.count(Section.COUNTED), "it begins anew");
  }

  @Test
  void whatAVersionWithAnotherWindowOrFormLeftIsNotCounted() {
    assertTrue(see(pack(new Tally.Count(A, 3, WINDOW)), START, 1).isEmpty());
    assertTrue(see(pack(new Tally.Count(A, 2, WINDOW.multipliedBy(2))), START + 1, 1).isEmpty());
    assertTrue(
        see(pack(new Tally.Distinct(Hash.LETTER, new AnyLetter(), 2, WINDOW)), START + 2, 1)
            .isEmpty());
    assertEquals(
        1, see(pack(new Tally.Count(A, 2, WINDOW)), START + 3, 1).size(), "the first goes on");
  }
}

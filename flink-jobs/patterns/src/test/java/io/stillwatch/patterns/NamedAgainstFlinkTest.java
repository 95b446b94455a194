package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.patterns.Letters.Is;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The corners of Flink's matching that an automaton easily gets another way, each by a stream of a
 * few looks, with what both engines have to find in it.
 *
 * <p>A difference that {@link PackedAgainstFlinkTest} finds in generated patterns is made small and
 * becomes a test here. A stream is written as {@code a1 b2+5}: the letter, the number that steps
 * compare, and the seconds since the look before, 1 where none are told.
 */
class NamedAgainstFlinkTest {

  private static final long START_MS = 1_750_000_000_000L;

  // ---- steps

  private static Step step(String name, char letter) {
    return step(name, letter, null, false);
  }

  /** With the same number as the last look of that step has, or another. */
  private static Step step(String name, char letter, String as, boolean same) {
    return new Step(
        name, new Is(letter - 'a' + 1, as, same), 1, 1, false, false, Contiguity.RELAXED, false);
  }

  private static Step not(String name, char letter) {
    return with(step(name, letter), 1, 1, false, true, Contiguity.RELAXED, false);
  }

  private static Step strict(Step step) {
    return with(
        step,
        step.least(),
        step.most(),
        step.optional(),
        step.negative(),
        Contiguity.STRICT,
        step.consecutive());
  }

  private static Step optional(Step step) {
    return with(
        step, step.least(), step.most(), true, false, step.contiguity(), step.consecutive());
  }

  private static Step times(Step step, int least, int most) {
    return with(step, least, most, step.optional(), false, step.contiguity(), step.consecutive());
  }

  private static Step consecutive(Step step) {
    return with(step, step.least(), step.most(), step.optional(), false, step.contiguity(), true);
  }

  private static Step with(
      Step step,
      int least,
      int most,
      boolean optional,
      boolean negative,
      Contiguity contiguity,
      boolean consecutive) {
    return new Step(
        step.name(), step.condition(), least, most, optional, negative, contiguity, consecutive);
  }

  private static Sequence overlapping(Step... steps) {
    return new Sequence(Arrays.asList(steps), Duration.ofSeconds(10), AfterMatch.NO_SKIP);
  }

  private static Sequence skipping(Step... steps) {
    return new Sequence(Arrays.asList(steps), Duration.ofSeconds(10), AfterMatch.SKIP_PAST_LAST);
  }

  // ---- streams

  private static List<Look> looks(String stream) {
    ProfileKeeper keeper = new ProfileKeeper(Traffic.CATALOG, Duration.ofDays(30));
    AccountProfile profile = AccountProfile.empty();
    List<Look> looks = new ArrayList<>();
    long atMs = START_MS;
    for (String written : stream.split(" ")) {
      int time = Math.max(written.indexOf('+'), written.indexOf('-'));
      String shown = time < 0 ? written : written.substring(0, time);
      atMs += time < 0 ? 1_000 : (long) (1_000 * Double.parseDouble(written.substring(time)));
      long[] values = new long[Traffic.CATALOG.width()];
      values[Letters.Hash.LETTER.code()] = shown.charAt(0) - 'a' + 1;
      values[Letters.Hash.NUMBER.code()] =
          shown.length() == 1 ? 0 : Long.parseLong(shown.substring(1));
      Look look =
          keeper.see(
              profile,
              Traffic.sighting(
                  "a", "x" + looks.size(), Phase.EXCHANGE, atMs, SignalSet.of(values)));
      if (look != null) {
        looks.add(look.kept());
      }
    }
    return looks;
  }

  /** Both engines find this: by which look, and what each step took. */
  private static void find(String stream, Sequence sequence, String... matches) throws Exception {
    List<Look> looks = looks(stream);
    List<String> expected =
        Arrays.stream(matches).map(NamedAgainstFlinkTest::full).sorted().toList();
    PatternSpec spec = Letters.spec(sequence);
    assertEquals(expected, BothEngines.stock(spec, looks).matches(), "Flink");
    assertEquals(expected, BothEngines.packed(spec, looks).matches(), "packed");
  }

  /** From {@code 1: p=x0 q=x1}. */
  private static String full(String match) {
    return match.replace(":", " a");
  }

  // ---- time

  @Test
  void aMatchThatTakesTheWholeWindowIsTooLong() throws Exception {
    find("a b+9.999", overlapping(step("p", 'a'), step("q", 'b')), "1: p=x0 q=x1");
    find("a b+10", overlapping(step("p", 'a'), step("q", 'b')));
  }

  @Test
  void aLookThatIsTooLateIsTakenAtTheAccountsClockAndStepsNothingBack() throws Exception {
    // The second look happened before the first; by the account's clock it came with it.
    find("a b-60", overlapping(step("p", 'a'), step("q", 'b')), "1: p=x0 q=x1");
    find("b a-60 b+60", overlapping(step("p", 'a'), step("q", 'b')), "2: p=x1 q=x2");
    // And the window of the match runs from the clock, not from what the look says.
    find("c a-60 b+69.999", overlapping(step("p", 'a'), step("q", 'b')), "2: p=x1 q=x2");
    find("c a-60 b+70", overlapping(step("p", 'a'), step("q", 'b')));
  }

  @Test
  void looksAtOneTimeAreTakenInTheOrderInWhichTheyCame() throws Exception {
    find("b+0 a+0 b+0", overlapping(step("p", 'a'), step("q", 'b')), "2: p=x1 q=x2");
  }

  // ---- contiguity

  @Test
  void aStrictStepTakesTheVeryNextLookOrNone() throws Exception {
    find("a c b a b", overlapping(step("p", 'a'), strict(step("q", 'b'))), "4: p=x3 q=x4");
  }

  @Test
  void aRelaxedStepTakesTheFirstLookThatMeetsItAndNoLaterOne() throws Exception {
    find("a c b b", overlapping(step("p", 'a'), step("q", 'b')), "2: p=x0 q=x2");
  }

  @Test
  void aRepeatedStepLeavesOutLooksBetweenItsOwnUnlessItIsConsecutive() throws Exception {
    Step twice = times(step("p", 'a'), 2, 2);
    find("a c a b", overlapping(twice, step("q", 'b')), "3: p=x0..x2*2 q=x3");
    find("a c a b", overlapping(consecutive(twice), step("q", 'b')));
    find("c a a b", overlapping(consecutive(twice), step("q", 'b')), "3: p=x1..x2*2 q=x3");
  }

  @Test
  void everyLookMoreOfAnOpenStepMakesAMatchMore() throws Exception {
    find(
        "a b b b",
        overlapping(step("p", 'a'), times(step("q", 'b'), 1, Step.UNBOUNDED)),
        "1: p=x0 q=x1",
        "2: p=x0 q=x1..x2*2",
        "3: p=x0 q=x1..x3*3");
  }

  // ---- optional steps

  @Test
  void anOptionalLastStepMakesOneMatchWithoutItAndOneWith() throws Exception {
    find("a c b", overlapping(step("p", 'a'), optional(step("q", 'b'))), "0: p=x0", "2: p=x0 q=x2");
  }

  @Test
  void anOptionalFirstStepMayBeTakenAndLeftOutByMatchesThatEndTogether() throws Exception {
    find("a b", overlapping(optional(step("p", 'a')), step("q", 'b')), "1: p=x0 q=x1", "1: q=x1");
  }

  @Test
  void aStepThatComparesWithOneThatWasLeftOutDoesNotHold() throws Exception {
    Step same = step("r", 'c', "q", true);
    find(
        "a1 b1 c1",
        overlapping(step("p", 'a'), optional(step("q", 'b')), same),
        "2: p=x0 q=x1 r=x2");
    find("a1 c1", overlapping(step("p", 'a'), optional(step("q", 'b')), same));
    // Neither is it another number than one that is not there.
    find(
        "a1 c1", overlapping(step("p", 'a'), optional(step("q", 'b')), step("r", 'c', "q", false)));
  }

  // ---- negative steps

  @Test
  void aLookThatMeetsTheNegativeStepEndsTheMatchAndOneBeforeItBeganDoesNot() throws Exception {
    Sequence sequence = overlapping(step("p", 'a'), not("n", 'b'), step("q", 'c'));
    find("a b c", sequence);
    find("b a c", sequence, "2: p=x1 q=x2");
    // The start is never ended: the account is heard afterwards.
    find("b b a b a c", sequence, "5: p=x4 q=x5");
  }

  @Test
  void aLookThatMeetsTheNegativeStepAndTheLastOneCompletesTheMatch() throws Exception {
    Step same = step("q", 'b');
    find("a b", overlapping(step("p", 'a'), not("n", 'b'), same), "1: p=x0 q=x1");
    // But it takes the match no further than that.
    find("a b b", overlapping(step("p", 'a'), not("n", 'b'), times(same, 2, 2)));
    find("a b c", overlapping(step("p", 'a'), not("n", 'b'), same, step("r", 'c')));
  }

  @Test
  void aNegativeStepBarsBetweenTheLooksOfARepeatedOneBeforeIt() throws Exception {
    Sequence sequence = overlapping(times(step("p", 'a'), 2, 2), not("n", 'b'), step("q", 'c'));
    find("a b a c", sequence);
    find("a b a a c", sequence, "4: p=x2..x3*2 q=x4");
  }

  @Test
  void aStrictNegativeStepAsksTheVeryNextLookOnly() throws Exception {
    Step never = strict(not("n", 'b'));
    find("a b c", overlapping(step("p", 'a'), never, step("q", 'c')));
    find("a d b c", overlapping(step("p", 'a'), never, step("q", 'c')), "3: p=x0 q=x3");
    // A relaxed step behind it outlives that look, even with the same condition; a strict one not.
    find("a d b", overlapping(step("p", 'a'), never, step("q", 'b')), "2: p=x0 q=x2");
    find("a b a d b", overlapping(step("p", 'a'), never, strict(step("q", 'b'))));
  }

  // ---- what earlier steps left

  @Test
  void aStepComparesWithTheLastLookOfARepeatedOne() throws Exception {
    find(
        "a1 a2 b1 b2",
        overlapping(times(step("p", 'a'), 2, 2), step("q", 'b', "p", true)),
        "3: p=x0..x1*2 q=x3");
  }

  @Test
  void matchesThatBranchedRememberEachTheirOwn() throws Exception {
    find(
        "a1 a2 b2 b1",
        overlapping(step("p", 'a'), step("q", 'b', "p", true)),
        "2: p=x1 q=x2",
        "3: p=x0 q=x3");
  }

  // ---- skipPastLast

  @Test
  void aMatchEndsAllThatBeganBeforeItsLastLook() throws Exception {
    find("a a b b", skipping(step("p", 'a'), step("q", 'b')), "2: p=x0 q=x2");
    find("a a b b", overlapping(step("p", 'a'), step("q", 'b')), "2: p=x0 q=x2", "2: p=x1 q=x2");
  }

  @Test
  void aMatchIsHeldBackByOneThatBeganEarlierUntilThatOneIsOver() throws Exception {
    Sequence sequence = skipping(step("p", 'a'), step("q", 'b', "p", true));
    // The first look waits for its own number; the match of the second is told when it gives up.
    find("a1 a2 b2 d+7 d", sequence, "4: p=x1 q=x2");
    // Where it comes in time, it is the one that counts.
    find("a1 a2 b2 b1", sequence, "3: p=x0 q=x3");
  }

  @Test
  void whatIsHeldBackIsToldByALookThatConcernsNoStep() throws Exception {
    find("a1 a2 b2 d d d+20", skipping(step("p", 'a'), step("q", 'b', "p", true)), "5: p=x1 q=x2");
  }

  @Test
  void aStepBehindTheEndIsNeverTaken() throws Exception {
    find("a b a b", skipping(step("p", 'a'), optional(step("q", 'b'))), "0: p=x0", "2: p=x2");
    find("a a a", skipping(times(step("p", 'a'), 1, 3)), "0: p=x0", "1: p=x1", "2: p=x2");
  }

  @Test
  void ofMatchesThatBeganTogetherOneSurvives() throws Exception {
    // With p, and with q in its place, the match begins at the same look.
    find(
        "a b c c",
        skipping(step("p", 'a'), optional(step("q", 'b')), step("r", 'c')),
        "2: p=x0 q=x1 r=x2");
  }
}

package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account usually takes, how it rises above it, and what it is taken for. */
class BaselineTest {

  private static final long DAY = 86_400_000L;
  private static final long MIDNIGHT = 20_000 * DAY;
  private static final double USUAL = 100_000;

  /** Where the record has the usual output. */
  private static final int USUAL_AT = 22;

  private final ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, Duration.ofDays(1_000));
  private AccountProfile profile = AccountProfile.empty();
  private int exchanges;

  private void see(long atMs, Facts facts, SignalSet signals) {
    keeper.see(profile, Sightings.of("x" + exchanges++, Phase.EXCHANGE, atMs, facts, signals));
  }

  private void take(long atMs, double output, double reasoning) {
    see(
        atMs,
        Facts.builder()
            .number(Fact.OUTPUT_TOKENS, Math.round(output))
            .number(Fact.REASONING_TOKENS, Math.round(reasoning))
            .build(),
        SignalSet.EMPTY);
  }

  /** At noon of that day. */
  private void takeOn(int day, double output) {
    take(MIDNIGHT + day * DAY + DAY / 2, output, output / 10);
  }

  /** Day 0 is that of the first event, of which nothing is learnt. */
  private void learn() {
    for (int day = 0; day <= Baseline.DAYS_LEARNING; day++) {
      takeOn(day, USUAL);
    }
    takeOn(Baseline.DAYS_LEARNING + 1, USUAL);
  }

  private double surge() {
    return profile.surge(Amount.OUTPUT_TOKENS);
  }

  @Test
  void aYoungAccountHasNone() {
    takeOn(0, USUAL);
    assertEquals(0, profile.baselineAt(), "not even the place for it");
    for (int day = 1; day <= Baseline.DAYS_LEARNING; day++) {
      takeOn(day, 50 * USUAL);
      assertTrue(Double.isNaN(surge()), "day " + day);
      assertNull(profile.segment());
    }
    takeOn(Baseline.DAYS_LEARNING + 1, USUAL);
    assertEquals(0, surge());
  }

  @Test
  void aSurgeIsToldInDaysOfTheUsualWhileTheDayGoesOn() {
    learn();
    int day = Baseline.DAYS_LEARNING + 2;
    takeOn(day, 2 * USUAL);
    assertEquals(0, surge(), "twice the usual is not unusual");
    takeOn(day, 3 * USUAL);
    assertEquals(3, surge(), 1e-4);
    takeOn(day + 1, 4 * USUAL);
    assertEquals(3 + 4 / (1 + 1.0 / 32) - 2, surge(), 1e-4, "and adds up from day to day");
    take(MIDNIGHT + (day + 1) * DAY + DAY / 2, 1e9, 0);
    assertEquals(Baseline.SURGE_MAX, surge());
  }

  @Test
  void usualDaysEndItAndIdleOnesSooner() {
    learn();
    int day = Baseline.DAYS_LEARNING + 2;
    takeOn(day, 12 * USUAL);
    assertEquals(10, surge(), 1e-4);
    for (int usual = 1; usual <= 4; usual++) {
      takeOn(day + usual, USUAL);
    }
    takeOn(day + 5, 1);
    assertEquals(6, surge(), 0.2);
    takeOn(day + 8, 1);
    assertEquals(0, surge(), 0.2, "two days of nothing and one of hardly anything");
  }

  @Test
  void aPauseTeachesNothing() {
    learn();
    int day = Baseline.DAYS_LEARNING + 60;
    takeOn(day, 5 * USUAL);
    assertEquals(3, surge(), 1e-4);
    // A run on each Sunday is held against Sundays.
    profile = AccountProfile.empty();
    for (int week = 0; week < 20; week++) {
      takeOn(7 * week, 20 * USUAL);
    }
    assertEquals(0, surge());
  }

  @Test
  void aLateEventMovesNothingBack() {
    learn();
    int day = Baseline.DAYS_LEARNING + 2;
    takeOn(day, USUAL);
    byte[] before = baseline();
    take(MIDNIGHT, 0, 0);
    assertArrayEquals(before, baseline());
    take(MIDNIGHT + (day - 1) * DAY, 2 * USUAL, 0);
    assertEquals(1, surge(), 1e-4, "it counts on the day of the account's clock");
  }

  private byte[] baseline() {
    byte[] stored = profile.encode();
    return Arrays.copyOfRange(stored, profile.baselineAt(), stored.length);
  }

  @Test
  void trifleIsNoSurge() {
    for (int day = 0; day <= Baseline.DAYS_LEARNING; day++) {
      takeOn(day, 10);
    }
    takeOn(Baseline.DAYS_LEARNING + 1, 2 * Baseline.USUAL_MIN);
    assertEquals(0, surge());
  }

  @Test
  void reasoningIsHeldAgainstItsOwnUsual() {
    learn();
    take(MIDNIGHT + (Baseline.DAYS_LEARNING + 2) * DAY, USUAL, USUAL);
    assertEquals(0, surge());
    assertEquals(8, profile.surge(Amount.REASONING_TOKENS), 1e-3);
  }

  @Test
  void whatIsStoredGoesOnAsIfItHadNotBeen() {
    Random random = new Random(1);
    AccountProfile restarted = AccountProfile.empty();
    for (int i = 0; i < 2_000; i++) {
      Sighting sighting =
          Sightings.of(
              "x" + i, Phase.EXCHANGE, MIDNIGHT + i * DAY / 20 - random.nextInt(7_200_000));
      keeper.see(profile, sighting);
      restarted = AccountProfile.decode(restarted.encode());
      keeper.see(restarted, sighting);
    }
    assertArrayEquals(profile.encode(), restarted.encode());
  }

  // ---- poisoning

  /** However fast it is raised: who takes twenty times his usual was told of, or waited 75 days. */
  @Test
  void raisingTheUsualTenfoldTakesMonthsOrIsTold() {
    int patient = 0;
    for (double rate = 1.01; rate < 20; rate = 1 + (rate - 1) * 1.15) {
      profile = AccountProfile.empty();
      learn();
      double times = 1;
      int day = 0;
      while (times < 20 && surge() < 10) {
        times *= rate;
        takeOn(Baseline.DAYS_LEARNING + 2 + day++, times * USUAL);
      }
      patient += surge() < 10 ? 1 : 0;
      assertTrue(surge() >= 10 || day >= 75, rate + " times a day: unseen after " + day + " days");
    }
    assertTrue(patient > 3, "the usual cannot be raised at all?");
  }

  /** Whatever is done: what can be taken unseen is what the drift of the usual lets pass. */
  @Test
  void nobodyTakesMoreUnseenThanTheDriftLetsPass() {
    double told = 10;
    double drift = 1 + 1.0 / Baseline.DAYS_WEIGHED;
    double most = 0;
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      profile = AccountProfile.empty();
      learn();
      double greed = 0.2 + 3 * random.nextDouble();
      double amount = 0;
      double allowed = 0;
      double usual = USUAL;
      double tried = 0;
      for (int day = Baseline.DAYS_LEARNING + 2; day < 150 && tried < told; day++) {
        // Whoever does this knows what is usual, and what is left until it is told.
        double known = profile.getFloat(profile.baselineAt() + USUAL_AT);
        double left = Math.max(0, told - 0.01 - tried);
        double times = random.nextInt(4) == 0 ? 2 + left * random.nextDouble() : greed;
        double today = known * times;
        takeOn(day, today);
        amount += today;
        allowed += 2 * usual;
        assertTrue(amount <= allowed + told * usual * drift, "seed " + seed + ", day " + day);
        tried = surge();
        most = Math.max(most, amount / (allowed + told * usual));
        usual *= drift; // at the most
      }
    }
    assertTrue(most > 0.8, "nobody came near: " + most);
  }

  // ---- segments

  private Segment after(int days, IntToSighting work) {
    for (int i = 0; i < days * 20; i++) {
      work.see(MIDNIGHT + i * DAY / 20, i);
    }
    return profile.segment();
  }

  private interface IntToSighting {
    void see(long atMs, int i);
  }

  private void ask(long atMs, int turns, int tools, String name, long hash, long prompt) {
    long[] values = new long[Sightings.CATALOG.width()];
    values[Sightings.CATALOG.code("prompt")] = prompt * 0x9e3779b97f4a7c15L;
    int code = Sightings.CATALOG.code(name);
    values[code] = name.equals("skeleton") ? hash : Double.doubleToRawLongBits(hash / 100.0);
    see(
        atMs,
        Facts.builder().number(Fact.TURNS, turns).number(Fact.TOOL_COUNT, tools).build(),
        SignalSet.of(values));
  }

  @Test
  void eachKindIsKnownByWhatItDoes() {
    for (Segment kind : Segment.ALL) {
      profile = AccountProfile.empty();
      Segment found =
          after(
              5,
              (at, i) -> {
                switch (kind) {
                  case JUDGE -> ask(at, 1, 0, "rubric_grading", 90, i + 1);
                  case AGENT -> ask(at, 9, 5, "skeleton", 7, i + 1);
                  case CHAT -> ask(at, 1 + 2 * (i % 4), 0, "skeleton", 7, i + 1);
                  case EVALUATION -> ask(at, 1, 0, "skeleton", 7, i % 20 + 1);
                  case BATCH -> ask(at, 1, 0, "skeleton", i % 2 == 0 ? 7 : i, i + 1);
                  case MIXED -> ask(at, 1, 0, "skeleton", 1_000 + i, i + 1);
                }
              });
      assertEquals(kind, found);
    }
  }

  @Test
  void whoTakesUpOneTemplateLaterIsABatchTooWhicheverPromptCameFirst() {
    assertEquals(
        Segment.BATCH,
        after(5, (at, i) -> ask(at, 1, 0, "skeleton", i % 2 == 1 ? 7 : 1_000 + i, i + 1)));
    for (int percent : new int[] {50, 60, 80, 95}) {
      for (long seed = 0; seed < 50; seed++) {
        Random random = new Random(seed);
        profile = AccountProfile.empty();
        after(14, (at, i) -> ask(at, 1, 0, "skeleton", 1_000 + i, i + 1));
        assertEquals(Segment.MIXED, profile.segment());
        for (int i = 280; i < 700; i++) {
          int template = random.nextInt(100) < percent ? 7 : 1_000 + i;
          ask(MIDNIGHT + i * DAY / 20, 1, 0, "skeleton", template, i + 1);
        }
        assertEquals(Segment.BATCH, profile.segment(), percent + " of 100, seed " + seed);
      }
    }
  }

  @Test
  void whoGoesOnToAnotherTemplateIsABatchAgain() {
    after(10, (at, i) -> ask(at, 1, 0, "skeleton", 7, i + 1));
    for (int i = 200; i < 600; i++) {
      ask(MIDNIGHT + i * DAY / 20, 1, 0, "skeleton", 8, i + 1);
    }
    assertEquals(Segment.BATCH, profile.segment());
  }

  /** Every day a thousand prompts of one template, and then so many others. */
  @Test
  void aFewOtherPromptsAtTheEndOfADayHideNoTemplate() {
    for (int others : new int[] {0, 28, 31, 40, 300}) {
      for (boolean mixedBefore : new boolean[] {false, true}) {
        profile = AccountProfile.empty();
        if (mixedBefore) {
          workOn(0, 10, 0, 1_000);
          assertEquals(Segment.MIXED, profile.segment());
        }
        workOn(10, 20, 1_000, others);
        assertEquals(Segment.BATCH, profile.segment(), others + " others, " + mixedBefore);
      }
    }
  }

  /**
   * As the release before wrote it, and as code between releases did, of an account of which 60 of
   * 100 prompts are of template 7.
   */
  @ParameterizedTest
  @ValueSource(strings = {"/profile-v2-batch.hex", "/profile-v2-votes.hex"})
  void aBatchThatVersionTwoWroteStaysOne(String resource) throws IOException {
    try (var in = BaselineTest.class.getResourceAsStream(resource)) {
      String stored = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      profile = AccountProfile.decode(HexFormat.of().parseHex(stored));
    }
    assertEquals(Segment.BATCH, profile.segment());
    assertEquals(400_000, profile.getFloat(profile.baselineAt() + USUAL_AT));
    for (int i = 300; i < 600; i++) {
      int template = i % 5 < 2 ? 1_000 + i : 7; // first others
      ask(MIDNIGHT + i * DAY / 20, 1, 0, "skeleton", template, i + 1);
      assertEquals(Segment.BATCH, profile.segment(), "prompt " + i);
    }
  }

  private void workOn(int from, int to, int ofOne, int others) {
    int total = ofOne + others;
    for (int day = from; day < to; day++) {
      for (int i = 0; i < total; i++) {
        int template = i < ofOne ? 7 : 1_000 + exchanges;
        ask(MIDNIGHT + day * DAY + i * DAY / total, 1, 0, "skeleton", template, exchanges + 1);
      }
    }
  }

  @Test
  void itIsNotKnownBeforeThirtyPromptsNorWithoutTurns() {
    for (int i = 0; i < Baseline.PROMPTS_MIN - 1; i++) {
      ask(MIDNIGHT + DAY * (i == 0 ? 0 : 1) + i, 1, 0, "skeleton", 7, i + 1);
    }
    take(MIDNIGHT + 2 * DAY, 1, 0);
    assertNull(profile.segment());
    profile = AccountProfile.empty();
    for (int day = 0; day < 20; day++) {
      takeOn(day, USUAL);
    }
    assertNull(profile.segment());
  }

  @Test
  void aKindThatHasPrevailedStaysThroughAnotherWeek() {
    after(5, (at, i) -> ask(at, 1 + 2 * (i % 2), 0, "skeleton", 7, i + 1));
    assertEquals(Segment.CHAT, profile.segment());
    long later = MIDNIGHT + 5 * DAY;
    for (int i = 0; i < 400; i++) {
      // 35 of 100 are continued: not enough to become chat, enough to stay it
      ask(later + i * DAY / 20, i % 20 < 7 ? 3 : 1, 0, "skeleton", 7, 1_000 + i);
      assertEquals(Segment.CHAT, profile.segment(), "exchange " + i);
    }
    for (int i = 400; i < 800; i++) {
      ask(later + i * DAY / 20, 1, 0, "skeleton", 7, 1_000 + i);
    }
    assertEquals(Segment.BATCH, profile.segment());
  }

  @Test
  void manyPromptsADayDoNotOverflow() {
    for (int i = 0; i < 200_000; i++) {
      ask(MIDNIGHT + DAY + i * DAY / 200_000, 1, 0, "skeleton", 7, i + 1);
      if (i == 0) {
        profile = AccountProfile.empty();
        take(MIDNIGHT, 1, 0);
      }
    }
    take(MIDNIGHT + 2 * DAY, 1, 0);
    assertEquals(Segment.BATCH, profile.segment());
  }

  /** The account of the figures: 26 exchanges a day, for a month. */
  @Test
  void aUsualAccountTakesLessThanTwoKibibytes() {
    for (int i = 0; i < 26 * 30; i++) {
      ask(MIDNIGHT + i * DAY / 26, 1 + 2 * (i % 3), 0, "skeleton", i / 3, i + 1);
    }
    assertTrue(profile.length() <= 2_048, profile.length() + " bytes");
    assertTrue(profile.baselineAt() > 0);
  }
}

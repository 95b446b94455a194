package io.stillwatch.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The law of what is in force, on random actions, extensions, exceptions, reprieves and ends. */
final class LadderTrialTest {

  private static final long LAST_MS = 12_000;

  private final Ledger ledger = new Ledger();

  @Test
  void eachKindIsInForceUntilItsOwnEnd() {
    List<EnforcementAction> rows =
        table(
                List.of(
                    Findings.finding(100, ActionKind.SUSPEND, 100).build(),
                    Findings.finding(100, ActionKind.DEGRADE, 300).build(),
                    Findings.finding(100, ActionKind.THROTTLE, 900).build(),
                    Findings.finding(100, ActionKind.CHALLENGE, 200).build()),
                new FeedbackBook())
            .all();
    assertEquals(
        Set.of(ActionKind.SUSPEND, ActionKind.DEGRADE, ActionKind.THROTTLE, ActionKind.CHALLENGE),
        inForce(rows, List.of(), 199));
    assertEquals(
        Set.of(ActionKind.DEGRADE, ActionKind.THROTTLE, ActionKind.CHALLENGE),
        inForce(rows, List.of(), 200));
    assertEquals(Set.of(ActionKind.THROTTLE), inForce(rows, List.of(), 400));
    assertEquals(Set.of(), inForce(rows, List.of(), 1_000));
  }

  /** For whoever reads the topics: words in any order, any number of times. */
  @Test
  void whatIsInForceFollowsFromTheSetOfWordsAlone() {
    Trials.forSeeds(
        300,
        random -> {
          List<EnforcementAction> rows =
              table(Findings.stream(random, 60, 1), new FeedbackBook()).all();
          List<Feedback> words = words(random, 8);
          List<Feedback> disturbed = new ArrayList<>(words);
          disturbed.addAll(words);
          Collections.shuffle(disturbed, random);
          for (long now = 0; now < LAST_MS; now += 97) {
            assertEquals(inForce(rows, words, now), inForce(rows, disturbed, now));
          }
        });
  }

  /**
   * For the engine: what was decided before a word was spoken may come before or after it, once or
   * again, and the table in force is the same.
   */
  @Test
  void theLedgersTableIsTheSameHoweverDecisionsAndWordsInterleave() {
    int[] acted = new int[2];
    Trials.forSeeds(
        500,
        random -> {
          List<Finding> findings = new ArrayList<>();
          for (int i = 0; i < 25; i++) {
            findings.add(decision(random, 100 + i * 40));
          }
          List<Feedback> words = words(random, 3);
          // Once in the order of time, and once so that whatever is older comes late, and again.
          Map<String, String> expected = play(inOrder(findings, words), words, () -> true);
          for (int i = 0; i < 5; i++) {
            assertEquals(expected, play(late(findings, words, random), words, random::nextBoolean));
          }
          acted[expected.isEmpty() ? 0 : 1]++;
        });
    assertTrue(acted[0] > 50 && acted[1] > 50, "in force in " + acted[1] + " trials of 500");
  }

  @Test
  void whatAnExceptionHeldBackDoesNotFireAtItsEnd() {
    FeedbackBook book =
        book(
            List.of(
                Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.ACCOUNT, "acct-7", 50)
                    .setUntil(Findings.at(500))
                    .build()));
    SubjectRows rows =
        table(List.of(Findings.finding(100, ActionKind.SUSPEND, 9_000).build()), book);
    assertEquals(List.of(), rows.all());
    EnforcementAction later =
        ledger.decide(rows, Findings.finding(500, ActionKind.SUSPEND, 9_000).build(), book).get(0);
    assertEquals(Findings.at(500), later.getEffectiveAt());
  }

  @Test
  void aFreezeHoldsBackWhatIsNewAndPausesWhatWasInForce() {
    FeedbackBook book = new FeedbackBook();
    SubjectRows rows =
        table(List.of(Findings.finding(100, ActionKind.SUSPEND, 9_000).build()), book);
    book.apply(freeze(FeedbackKind.FREEZE, 200));
    assertFalse(Ladder.inForce(rows.all().get(0), book, at(300)));
    Finding during = Findings.finding(300, ActionKind.THROTTLE, 9_000).build();
    assertEquals(List.of(), ledger.decide(rows, during, book));
    assertEquals(List.of(), ledger.revoke(rows, book));

    book.apply(freeze(FeedbackKind.RESUME, 400));
    assertTrue(Ladder.inForce(rows.all().get(0), book, at(500)));
    assertEquals(List.of(), ledger.decide(rows, during, book), "it was held back");
    Finding after = Findings.finding(400, ActionKind.THROTTLE, 9_000).build();
    assertEquals(1, ledger.decide(rows, after, book).size());
  }

  @Test
  void eachScopeCoversItsOwnAndNothingElse() {
    Finding finding =
        Findings.finding(100, ActionKind.SUSPEND, 9_000)
            .setOrganizationId("o")
            .setCampaignId("c")
            .setLinks(List.of("card:1", "network:2"))
            .build();
    EnforcementAction row = ledger.decide(SubjectRows.none(), finding, new FeedbackBook()).get(0);
    Map<FeedbackScope, String> covered =
        Map.of(
            FeedbackScope.ACCOUNT, "acct-7",
            FeedbackScope.ORGANIZATION, "o",
            FeedbackScope.CAMPAIGN, "c",
            FeedbackScope.LINK, "card:1",
            FeedbackScope.NETWORK, "network:2",
            FeedbackScope.PATTERN, "grader",
            FeedbackScope.ACTION, row.getActionId());
    covered.forEach(
        (scope, subject) -> {
          Feedback.Builder word =
              Findings.word(FeedbackKind.EXCEPTION, scope, subject, 150).setUntil(Findings.at(999));
          assertFalse(Ladder.inForce(row, book(List.of(word.build())), at(200)), scope.name());
          assertFalse(Ladder.stands(row, book(List.of(word.build())), at(200)), scope.name());
          for (Feedback other :
              List.of(
                  Feedback.newBuilder(word).setSubject(subject + "x").build(),
                  Feedback.newBuilder(word).setTenant("other").build(),
                  Feedback.newBuilder(word).setUntil(null).build(),
                  Feedback.newBuilder(word).setKind(FeedbackKind.CONFIRMED).build(),
                  Feedback.newBuilder(word).setKind(FeedbackKind.FREEZE).build(),
                  Feedback.newBuilder(word)
                      .setScope(FeedbackScope.TENANT)
                      .setSubject("default")
                      .build())) {
            assertTrue(Ladder.inForce(row, book(List.of(other)), at(200)), scope.name());
          }
        });
  }

  @Test
  void aWordWithoutMeasureIsCutOrPassedBy() {
    FeedbackBook book = new FeedbackBook();
    int max = EnforcementLimits.WORD_CHARS_MAX;
    book.apply(exception("a".repeat(max + 1), 0, 999));
    assertEquals(0, book.size());
    book.apply(
        Feedback.newBuilder(exception("acct-7", 150, 999)).setWhy("w".repeat(max + 1)).build());
    assertEquals(1, book.size());
    SubjectRows rows =
        table(
            List.of(Findings.finding(100, ActionKind.SUSPEND, 9_000).build()), new FeedbackBook());
    String explanation = ledger.revoke(rows, book).get(0).getExplanation();
    assertEquals(
        "taken back by ana: " + "w".repeat(max) + "; before: " + rows.all().get(0).getExplanation(),
        explanation);
  }

  @Test
  void whereThereIsNoRoomForAWordOldOnesGoAndThenNewOnesAreRefused() {
    FeedbackBook book = new FeedbackBook();
    long day = 86_400_000;
    for (int i = 0; i < EnforcementLimits.WORDS_MAX; i++) {
      book.apply(exception("a" + i, 0, i == 0 ? day : 10 * day));
    }
    assertEquals(EnforcementLimits.WORDS_MAX, book.size());
    book.apply(exception("one more", 3 * day, 10 * day));
    assertEquals(1, book.refused(), "the first is over for two days, and no longer");
    book.apply(exception("a moment later", 3 * day + 1, 10 * day));
    assertEquals(1, book.refused(), "there is room as soon as it is");
    assertEquals(EnforcementLimits.WORDS_MAX, book.size());

    book.apply(freeze(FeedbackKind.FREEZE, day));
    assertEquals(1, book.refused(), "there is always room for a freeze");
    assertTrue(book.frozen("default"));
  }

  /** As at a start, of a topic that has been full for a year. */
  @Test
  void whatIsRefusedCostsNoWalkOverAllWords() {
    FeedbackBook book = new FeedbackBook();
    long hour = 3_600_000;
    for (int i = 0; i < EnforcementLimits.WORDS_MAX; i++) {
      book.apply(exception("a" + i, 0, Long.MAX_VALUE / 4 + i));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 40_000; i++) {
            book.apply(exception("b" + i, i * hour, Long.MAX_VALUE / 4));
          }
        });
    assertEquals(40_000, book.refused());
  }

  @Test
  void aWordThatWasReplacedIsForgottenByItsLastBar() {
    FeedbackBook book = new FeedbackBook();
    long day = 86_400_000;
    for (int i = 0; i < EnforcementLimits.WORDS_MAX; i++) {
      book.apply(exception("a" + i, 0, 10 * day));
    }
    for (int i = 0; i < EnforcementLimits.WORDS_MAX + 2; i++) {
      book.apply(exception("a" + i % 2, 1, i % 2 == 0 ? 20 * day : 10 * day));
    }
    book.apply(exception("a1", 2, 3 * day));
    book.apply(exception("one more", 5 * day + 1, 20 * day));
    assertEquals(0, book.refused(), "in the place of a1");
    for (int i = 2; i < EnforcementLimits.WORDS_MAX; i++) {
      book.apply(exception("another" + i, 12 * day + 1, 20 * day));
    }
    assertEquals(0, book.refused(), "in the place of all the others");
    book.apply(exception("too many", 12 * day + 1, 20 * day));
    assertEquals(1, book.refused());
    assertTrue(bars(book, "a0"), "its last bar is not over");
  }

  @Test
  void aWordFromTheFarFutureTakesOneWordsPlaceAndNotAll() {
    FeedbackBook book = new FeedbackBook();
    long day = 86_400_000;
    for (int i = 0; i < EnforcementLimits.WORDS_MAX; i++) {
      book.apply(exception("a" + i, 0, 10 * day + i));
    }
    book.apply(exception("from 2099", 47_000 * day, 47_001 * day));
    assertEquals(EnforcementLimits.WORDS_MAX, book.size());
    assertFalse(bars(book, "a0"));
    assertTrue(bars(book, "a1"));
  }

  @Test
  void aWordThatIsWrittenAgainAndAgainCostsNoWalkOverThem() {
    FeedbackBook book = new FeedbackBook();
    Feedback word = exception("a", 0, 1_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 2 * EnforcementLimits.WORDS_MAX + 20_000; i++) {
            book.apply(word);
          }
        });
    assertEquals(1, book.size());
  }

  private static boolean bars(FeedbackBook book, String account) {
    Finding finding =
        Findings.finding(10, ActionKind.THROTTLE, 1_000).setAccountId(account).build();
    return book.bars(finding, "some action");
  }

  private static Feedback exception(String account, long atMs, long untilMs) {
    return Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.ACCOUNT, account, atMs)
        .setUntil(Findings.at(untilMs))
        .build();
  }

  private static Feedback freeze(FeedbackKind kind, long atMs) {
    return Findings.word(kind, FeedbackScope.TENANT, "default", atMs)
        .setFeedbackId("freeze")
        .build();
  }

  /** Of one kind it has one pattern, so that rows do not go over from one to the other. */
  private static Finding decision(Random random, long clock) {
    ActionKind kind = Findings.KINDS.get(random.nextInt(2));
    return Findings.finding(clock, kind, 50 + random.nextInt(2_000)).build();
  }

  private static List<Feedback> words(Random random, int most) {
    List<Feedback> words = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      long at = 100 + random.nextInt(1_200);
      int what = random.nextInt(4);
      Feedback.Builder word =
          what == 0
              ? Findings.word(FeedbackKind.REVOKE, FeedbackScope.PATTERN, "grader", at)
              : what == 1
                  ? Findings.word(
                      FeedbackKind.EXCEPTION_REMOVED, FeedbackScope.ACCOUNT, "acct-7", at)
                  : Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.ACCOUNT, "acct-7", at)
                      .setUntil(Findings.at(at + random.nextInt(600)));
      words.add(word.setFeedbackId("w" + i).build());
    }
    return words;
  }

  private static List<Object> inOrder(List<Finding> findings, List<Feedback> words) {
    List<Object> all = new ArrayList<>(findings);
    for (Feedback word : words) {
      int place = 0;
      while (place < all.size() && timeOf(all.get(place)) <= word.getAt().toEpochMilli()) {
        place++;
      }
      all.add(place, word);
    }
    return all;
  }

  private static List<Object> late(List<Finding> findings, List<Feedback> words, Random random) {
    List<Object> all = inOrder(findings, words);
    for (int i = 0; i < 10; i++) {
      int from = random.nextInt(all.size());
      Object moved = all.get(from);
      if (moved instanceof Finding) {
        int to = from + random.nextInt(all.size() - from);
        all.add(to + 1, moved); // once more, later
        if (random.nextBoolean()) {
          all.remove(from);
        }
      }
    }
    return all;
  }

  private static long timeOf(Object each) {
    return each instanceof Finding finding
        ? finding.getClock().toEpochMilli()
        : ((Feedback) each).getAt().toEpochMilli();
  }

  /**
   * What is in force in the end.
   *
   * @param walks whether a word is taken to the rows at once, or only after some findings
   */
  private Map<String, String> play(List<Object> all, List<Feedback> words, BooleanSupplier walks) {
    FeedbackBook book = new FeedbackBook();
    SubjectRows rows = SubjectRows.none();
    for (Object each : all) {
      if (each instanceof Finding finding) {
        rows = rows.with(ledger.decide(rows, finding, book));
      } else if (each instanceof Feedback word) {
        book.apply(word);
        if (walks.getAsBoolean()) {
          rows = rows.with(ledger.revoke(rows, book));
          assertEquals(List.of(), ledger.revoke(rows, book), "it is done once");
        }
      }
    }
    rows = rows.with(ledger.revoke(rows, book));
    Map<String, String> inForce = new TreeMap<>();
    for (EnforcementAction row : rows.all()) {
      if (Ladder.inForce(row, book(words), at(1_400))) {
        inForce.put(row.getKind().name(), row.getExpiresAt().toString());
      }
    }
    return inForce;
  }

  private SubjectRows table(List<Finding> findings, FeedbackBook book) {
    SubjectRows rows = SubjectRows.none();
    for (Finding finding : findings) {
      rows = rows.with(ledger.decide(rows, finding, book));
    }
    return rows;
  }

  private static FeedbackBook book(List<Feedback> words) {
    FeedbackBook book = new FeedbackBook();
    words.forEach(book::apply);
    return book;
  }

  private static Set<ActionKind> inForce(
      List<EnforcementAction> rows, List<Feedback> words, long now) {
    FeedbackBook book = book(words);
    return rows.stream()
        .filter(row -> Ladder.inForce(row, book, at(now)))
        .map(EnforcementAction::getKind)
        .collect(Collectors.toSet());
  }

  private static long at(long ms) {
    return Findings.START_MS + ms;
  }
}

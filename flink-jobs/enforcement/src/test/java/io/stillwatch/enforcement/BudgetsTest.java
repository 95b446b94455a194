package io.stillwatch.enforcement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Merger;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Verification;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pattern that meets more accounts than it may holds, and says so. */
final class BudgetsTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final Budgets budgets = new Budgets(new BudgetSettings(20, 1, 5, 1_000));
  private final Heap memory = new Heap();
  private final FeedbackBook words = new FeedbackBook();
  private final List<Budgets.Alarm> alarms = new ArrayList<>();

  @Test
  void itHoldsAtItsBudgetAlarmsOnceAndGoesOnWithTheAccountsThatItHas() {
    active(10_000);
    for (int i = 0; i < 20; i++) {
      assertTrue(admitted("a" + i, i * 1_000L));
    }
    for (int i = 20; i < 40; i++) {
      assertTrue(!admitted("a" + i, i * 1_000L));
    }
    assertTrue(admitted("a0", 41_000), "an account that was acted on stays so");
    assertEquals(1, alarms.size());
    Budgets.Alarm alarm = alarms.get(0);
    assertEquals("grader", alarm.what());
    assertTrue(alarm.holds());
    assertEquals(20, alarm.budget());
    assertTrue(!admitted("b", 10 * HOUR), "it waits for a human, not for the hour to pass");
  }

  @Test
  void aTenantWithFewActiveAccountsHasASmallerBudget() {
    active(900);
    assertEquals(9, admittedOf(100, 0), 1.0);
    assertEquals(1, alarms.size());
    assertEquals(900, alarms.get(0).active(), 60.0);
    for (int i = 0; i < 5; i++) {
      memory.entries.clear();
      assertEquals(5, admittedOf(100, 0), "with nobody known to be active the least");
    }
  }

  @Test
  void neverMoreThanTheBudgetFitsIntoAnyHour() {
    active(10_000);
    Trials.forSeeds(
        50,
        random -> {
          memory.entries.keySet().removeIf(entry -> !entry.startsWith("active"));
          Deque<Long> acted = new ArrayDeque<>();
          long clock = HOUR;
          for (int i = 0; i < 300; i++) {
            clock += random.nextInt((int) (20 * MINUTE));
            if (!admitted("a" + i, clock)) {
              break;
            }
            acted.addLast(clock);
            while (acted.getFirst() <= clock - HOUR) {
              acted.removeFirst();
            }
            assertTrue(acted.size() <= 20, acted.size() + " within an hour");
          }
        });
  }

  @Test
  void aReleaseStartsItAnewAndAnOlderOneDoesNot() {
    words.apply(Findings.word(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 1).build());
    assertEquals(5, admittedOf(10, 0));
    assertEquals(0, admittedOf(5, 5_000), "released before it held");
    words.apply(Findings.word(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 9).build());
    budgets.release(memory, "default", "grader", Findings.at(9), words, alarms::add);
    assertEquals(List.of(true, false), alarms.stream().map(Budgets.Alarm::holds).toList());
    assertEquals(5, admittedOf(10, 10_000));
  }

  /** After a restart the words are known from the start, and are told before the findings come. */
  @Test
  void aReplayIsReleasedWhereTheLiveRunWasAndOnlyOnce() {
    byte[] none = new BudgetMeter().encode();
    for (boolean toldFirst : new boolean[] {true, false}) {
      memory.entries.clear();
      memory.put("meter grader", none);
      words.apply(
          Findings.word(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 9_000).build());
      if (toldFirst) {
        release(9_000);
      }
      assertEquals(toldFirst ? 10 : 5, admittedOf(toldFirst ? 20 : 6, 0), "toldFirst " + toldFirst);
      if (!toldFirst) {
        release(9_000);
        assertEquals(5, admittedOf(20, 1_000));
      }
      release(9_000);
      assertEquals(0, admittedOf(20, 9_500), "one release is one budget");
    }
  }

  /** After a restart from before either. */
  @Test
  void aReplayKnowsOfEachReleaseThatTheLiveRunHad() {
    for (long releasedAtMs : new long[] {1_000, 2_000}) {
      words.apply(
          Findings.word(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", releasedAtMs)
              .build());
    }
    assertEquals(15, admittedOf(30, 0), "it holds, is released, holds again and is released");
    assertEquals(0, admittedOf(10, 3_000), "each release is one budget");
  }

  private void release(long atMs) {
    budgets.release(memory, "default", "grader", Findings.at(atMs), words, alarms::add);
  }

  @Test
  void whatAPatternFoundBeforeItWasShelvedComesThroughByAnApprovalAlone() {
    say(FeedbackKind.FREEZE, FeedbackScope.TENANT, "default", 10);
    assertFalse(admits(enforced(member("before", 20)))); // received 5 ms later
    shelve("default", "another", 90);
    shelve("default", "grader", 26);
    assertFalse(admits(enforced(member("after", 21))), "while the freeze lasts");
    say(FeedbackKind.RESUME, FeedbackScope.TENANT, "default", 30);
    assertEquals(List.of("after"), accounts(resumed(30)));
    assertTrue(admits(enforced(member("on its way", 40))));

    for (int i = 0; i < 10; i++) {
      admits(enforced(member("m" + i, 50 + i)));
    }
    assertEquals(List.of("grader"), budgets.held(memory));
    shelve("*", "grader", 63);
    say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 100);
    assertEquals(
        List.of("m8", "m9"),
        accounts(
            budgets.release(memory, "default", "grader", Findings.at(100), words, alarms::add)),
        "found since it was said of all tenants");
    assertEquals(List.of(), resumed(110), "nor by any later word of this kind");
    shelve("default", "grader", 900);
    assertTrue(admits(enforced(member("next", 120))), "it bars nothing but what is kept");
    approve(200);
    assertEquals(List.of("before", "m3", "m4", "m5", "m6", "m7"), approved("c-1"));
  }

  @Test
  void thereIsAlwaysRoomToShelve() {
    for (int i = 0; i < EnforcementLimits.WORDS_MAX; i++) {
      say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "p" + i, 1);
    }
    shelve("default", "grader", 10);
    assertEquals(0, words.refused());
    assertTrue(words.shelves(member("early", 1)));
  }

  private void shelve(String tenant, String pattern, long untilMs) {
    words.apply(
        Findings.word(FeedbackKind.SHELVE, FeedbackScope.PATTERN, pattern, untilMs - 5)
            .setTenant(tenant)
            .setUntil(Findings.at(untilMs))
            .build());
  }

  private static List<String> accounts(List<Finding> findings) {
    return findings.stream().map(Finding::getAccountId).toList();
  }

  @Test
  void verdictsFromBeforeAReleaseMakeRoomForThoseAfterIt() {
    for (int i = 0; i < EnforcementLimits.VERDICTS_MAX; i++) {
      words.apply(of(FeedbackKind.FALSE_POSITIVE, "action" + i, 1));
    }
    words.apply(of(FeedbackKind.FALSE_POSITIVE, "one more", 2));
    assertEquals(1, words.refused());
    say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 10);
    words.apply(of(FeedbackKind.FALSE_POSITIVE, "of before", 10));
    words.apply(of(FeedbackKind.CONFIRMED, "later", 11));
    assertEquals(1, words.refused());
    assertEquals(new FeedbackBook.Verdicts(1, 1), words.verdicts("default", "grader"));
  }

  private static Feedback of(FeedbackKind verdict, String action, long atMs) {
    return Findings.word(verdict, FeedbackScope.ACTION, action, atMs)
        .setFeedbackId("grader")
        .build();
  }

  @Test
  void whatNobodyFeelsCostsNothingAndWhatHumansForbadeIsNotCounted() {
    for (int i = 0; i < 50; i++) {
      Finding observes =
          Findings.finding(i, ActionKind.OBSERVE, HOUR).setAccountId("o" + i).build();
      assertEquals(observes, budgets.admit(memory, observes, words, alarms::add));
    }
    for (int i = 0; i < 50; i++) {
      Finding verified =
          Findings.finding(i, ActionKind.THROTTLE, HOUR)
              .setAccountId("v" + i)
              .setVerification(Verification.ORGANIZATION)
              .build();
      assertEquals(verified, budgets.admit(memory, verified, words, alarms::add), "observed only");
    }
    for (int i = 0; i < 50; i++) {
      words.apply(
          Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.ACCOUNT, "x" + i, 0)
              .setUntil(Findings.at(HOUR))
              .build());
      assertTrue(!admitted("x" + i, i));
    }
    assertEquals(List.of(), alarms);
    assertEquals(5, admittedOf(10, 100));
  }

  @Test
  void anApprovedCampaignHasABudgetOfItsOwnAndWhatWasKeptOfItComesThrough() {
    for (int i = 0; i < 600; i++) {
      Finding member = member("m" + i, i);
      assertTrue(Budgets.concerns(member));
      assertNull(budgets.admit(memory, member, words, alarms::add), "in shadow it only waits");
    }
    assertEquals(List.of(), budgets.approve(memory, Set.of("c-2"), words, alarms::add));
    words.apply(Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 9_000).build());
    List<Finding> through = budgets.approve(memory, Set.of("c-1"), words, alarms::add);
    assertEquals(600, through.size());
    for (Finding finding : through) {
      assertEquals(Mode.ENFORCE, finding.getMode());
      assertEquals(Findings.at(9_000), finding.getClock());
      assertEquals(Findings.at(9_000), finding.getEvidence().getLastAt(), "subscribers go by it");
    }
    assertEquals(List.of(), alarms);
    assertEquals(List.of(), budgets.approve(memory, Set.of("c-1"), words, alarms::add));
    Finding next = member("new", 9_001);
    Finding admitted = budgets.admit(memory, next, words, alarms::add);
    assertEquals(Mode.ENFORCE, admitted == null ? Mode.UNKNOWN : admitted.getMode());
    int more = 0;
    for (int i = 0; i < 600; i++) {
      more += budgets.admit(memory, member("p" + i, 9_100 + i), words, alarms::add) == null ? 0 : 1;
    }
    assertEquals(399, more, "1,000 members an hour and no more");
    assertEquals("campaign c-1", alarms.get(0).what());
  }

  @Test
  void whatAFreezeOrAHeldBudgetKeptOfACampaignComesThroughWhenAHumanEndsIt() {
    approve(0);
    say(FeedbackKind.FREEZE, FeedbackScope.TENANT, "default", 10);
    assertNull(budgets.admit(memory, member("frozen", 20), words, alarms::add));
    assertNull(budgets.admit(memory, member("excepted", 20), words, alarms::add));
    words.apply(
        Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.ACCOUNT, "excepted", 30)
            .setUntil(Findings.at(40))
            .build());
    say(FeedbackKind.RESUME, FeedbackScope.TENANT, "default", 50);
    List<Finding> resumed = budgets.resume(memory, Findings.at(50), words, alarms::add);
    assertEquals(List.of("frozen"), resumed.stream().map(Finding::getAccountId).toList());
    assertEquals(Findings.at(50), resumed.get(0).getClock());
    assertEquals(List.of(), budgets.resume(memory, Findings.at(60), words, alarms::add), "once");

    for (int i = 0; i < 1_010; i++) {
      budgets.admit(memory, member("m" + i, 100 + i), words, alarms::add);
    }
    assertEquals(List.of("campaign c-1"), budgets.held(memory));
    say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "campaign c-1", 2_000);
    assertEquals(
        11,
        budgets
            .release(memory, "default", "campaign c-1", Findings.at(2_000), words, alarms::add)
            .size(),
        "one of the thousand was the frozen one's");
    assertEquals(List.of(), budgets.held(memory));
  }

  @Test
  void whatIsKeptComesThroughAlsoWhenAFindingKnewOfTheReleaseFirst() {
    approve(0);
    for (int i = 0; i < 1_010; i++) {
      budgets.admit(memory, member("m" + i, i), words, alarms::add);
    }
    say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "campaign c-1", 2_000);
    assertNotNull(budgets.admit(memory, member("next", 2_001), words, alarms::add));
    assertEquals(List.of(), budgets.held(memory));
    assertEquals(
        10,
        budgets
            .release(memory, "default", "campaign c-1", Findings.at(2_000), words, alarms::add)
            .size());
  }

  /** What is not written for three months is forgotten. */
  @Test
  void aBudgetThatHoldsIsWrittenAgainWithEachFindingThatItHolds() {
    assertEquals(5, admittedOf(10, 0));
    byte[] held = memory.get("meter grader");
    assertEquals(0, admittedOf(1, 90 * 24 * HOUR));
    assertFalse(Arrays.equals(held, memory.get("meter grader")));
  }

  @Test
  void whatIsSaidOfAPartCoversThoseWhoCameFromThereAndNobodyElse() {
    approve(10); // c-1, of whose members some belong to c-0 since 20, and all of c-0 to c since 40
    assertTrue(admits(member("c-1", "joined before", 11)));
    assertTrue(admits(part("c-0", "came along", 21)));
    assertFalse(admits(member("c-0", "of the older", 21)), "nobody approved of those");
    dismiss("c-0", 30);
    assertFalse(admits(part("c-0", "came along", 31)), "dismissed as a part of the whole");
    assertFalse(admits(part("c", "came along", 41)), "and stays so when that becomes one with c");
    assertFalse(admits(member("c", "of the oldest", 41)));
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c", 50);
    assertTrue(admits(member("c", "of the oldest", 51)));
    assertTrue(admits(part("c", "came along", 51)), "the last word on those counts");
    dismiss("c-2", 60);
    assertTrue(
        admits(member("c", "of the oldest", 61)), "another part's dismissal is nothing to it");
    assertFalse(
        admits(
            Finding.newBuilder(member("c", "of the other part", 61))
                .setJoinedCampaignId("c-2")
                .setMergers(List.of(new Merger("c", Findings.at(55))))
                .build()));
  }

  @Test
  void whatWasSaidOfTheOlderOneCoversNobodyWhoCameToItLater() {
    dismiss("c-0", 10);
    assertFalse(admits(enforced(member("c-0", "joined", 30))));
    assertTrue(admits(enforced(part("c-0", "came along", 30))), "it came at 20");
    words.apply(
        Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.CAMPAIGN, "c-0", 15)
            .setUntil(Findings.at(100))
            .build());
    assertTrue(admits(enforced(part("c-0", "came along", 40))));
    words.apply(
        Findings.word(FeedbackKind.EXCEPTION, FeedbackScope.CAMPAIGN, "c-1", 15)
            .setUntil(Findings.at(100))
            .build());
    assertFalse(admits(enforced(part("c-0", "came along", 50))), "the exception of its own part");
    assertTrue(admits(enforced(part("c-0", "came along", 101))));
  }

  @Test
  void whatIsKeptOfAPartComesThroughByAnApprovalOfEither() {
    assertFalse(admits(member("c-1", "kept", 1)));
    dismiss("c-1", 5);
    assertFalse(admits(member("c-1", "held back", 6)));
    assertFalse(admits(member("c-0", "new", 22)));
    assertEquals(List.of(), resumed(25), "no freeze is what holds them back");
    // As the verb says it: of the whole and of its part.
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-0", 30);
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 30);
    assertEquals(List.of("held back", "kept", "new"), approved("c-0", "c-1"));
    assertTrue(admits(member("c-1", "on its way when it was said", 19)));

    assertFalse(admits(member("c-3", "apart", 40)));
    assertFalse(admits(member("c-2", "of the older", 42)));
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-3", 50);
    assertEquals(List.of("apart"), approved("c-3"));
    assertTrue(
        memory.entries.containsKey("meter campaign c-3"), "on the budget of what was approved");
  }

  @Test
  void ofAMemberTheFindingThatCameLastIsKeptWhateverItBelongedToBefore() {
    assertFalse(admits(member("c-1", "moved", 1)));
    assertFalse(admits(part("c-0", "moved", 21)));
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 30);
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-0", 30);
    List<Finding> through = budgets.approve(memory, Set.of("c-0", "c-1"), words, alarms::add);
    assertEquals(List.of("f-21"), through.stream().map(Finding::getFindingId).toList());
    assertEquals(Findings.at(30), through.get(0).getClock(), "as of when it was approved");
    assertTrue(memory.entries.containsKey("meter campaign c-0"), "on the budget of the whole");
    assertFalse(memory.entries.containsKey("meter campaign c-1"));
  }

  @Test
  void whatOnePatternFindsTakesNothingAwayThatAnotherHasFound() {
    for (int i = 0; i < 6; i++) {
      admits(enforced(member("m" + i, i)));
    }
    assertEquals(List.of("grader"), budgets.held(memory));
    assertFalse(admits(ofPattern("accounts-acting-as-one", member("m5", 10))));
    say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 20);
    List<Finding> released =
        budgets.release(memory, "default", "grader", Findings.at(20), words, alarms::add);
    assertEquals(List.of("m5"), accounts(released));
    assertEquals("grader", released.get(0).getPatternId());
    approve(30);
    assertEquals(List.of("m5"), approved("c-1"), "what the other has found waits still");
  }

  @Test
  void whatAnOlderReleaseKeptComesThroughAndIsReplacedByWhatIsFoundAnew() {
    FindingBytes findings = new FindingBytes();
    for (String account : List.of("m1", "m2")) {
      memory.put("waiting c-1\0" + account, findings.encode(member(account, 1)));
    }
    assertFalse(admits(member("m2", 5)));
    approve(10);
    assertEquals(List.of("m1", "m2"), approved("c-1"));
    assertEquals(List.of(), memory.startingWith("waiting "));
  }

  private static Finding ofPattern(String pattern, Finding finding) {
    return Finding.newBuilder(finding).setPatternId(pattern).build();
  }

  private boolean admits(Finding finding) {
    return budgets.admit(memory, finding, words, alarms::add) != null;
  }

  private List<String> approved(String... campaigns) {
    return budgets.approve(memory, Set.of(campaigns), words, alarms::add).stream()
        .map(Finding::getAccountId)
        .sorted()
        .toList();
  }

  private List<Finding> resumed(long atMs) {
    return budgets.resume(memory, Findings.at(atMs), words, alarms::add);
  }

  private void dismiss(String campaign, long atMs) {
    say(FeedbackKind.DISMISS, FeedbackScope.CAMPAIGN, campaign, atMs);
  }

  /** Its account joined c-1, which became part of c-0 at 20, and that of c at 40. */
  private static Finding part(String campaign, String account, long clockMs) {
    Merger first = new Merger("c-0", Findings.at(20));
    return Finding.newBuilder(member(campaign, account, clockMs))
        .setJoinedCampaignId("c-1")
        .setMergers(
            campaign.equals("c-0")
                ? List.of(first)
                : List.of(first, new Merger("c", Findings.at(40))))
        .build();
  }

  private static Finding enforced(Finding member) {
    return Finding.newBuilder(member).setMode(Mode.ENFORCE).build();
  }

  private static Finding member(String campaign, String account, long clockMs) {
    return Finding.newBuilder(member(account, clockMs)).setCampaignId(campaign).build();
  }

  @Test
  void aPatternBelowItsFloorActsOnNobodyNewUntilItIsReleased() {
    active(10_000);
    for (int i = 0; i < 4; i++) {
      verdict(FeedbackKind.FALSE_POSITIVE, "action" + i, i);
    }
    assertTrue(precise("a", 10), "four verdicts say nothing");
    verdict(FeedbackKind.FALSE_POSITIVE, "action0", 11);
    assertTrue(precise("b", 12), "of one action the last counts");
    verdict(FeedbackKind.CONFIRMED, "action9", 13);
    assertEquals(1, alarms.size(), "at the verdict, and not when it next meets somebody");
    assertTrue(!precise("c", 14), "one of five");
    assertEquals(1, alarms.size());
    assertEquals(new FeedbackBook.Verdicts(1, 5), alarms.get(0).imprecise());
    assertTrue(precise("a", 15), "whom it has acted on stays so");
    say(FeedbackKind.RELEASE, FeedbackScope.PATTERN, "grader", 20);
    budgets.release(memory, "default", "grader", Findings.at(20), words, alarms::add);
    assertTrue(precise("c", 21), "what was found before the release counts no more");
    for (int i = 0; i < 5; i++) {
      verdict(FeedbackKind.CONFIRMED, "later" + i, 22);
    }
    assertTrue(precise("e", 23));
  }

  private boolean precise(String account, long clockMs) {
    Finding finding =
        Findings.finding(clockMs, ActionKind.THROTTLE, 24 * HOUR).setAccountId(account).build();
    Finding promising =
        Finding.newBuilder(finding)
            .setRequested(
                ActionRequest.newBuilder(finding.getRequested())
                    .setPrecisionFloor(0.5)
                    .setPrecisionVerdicts(5)
                    .build())
            .build();
    return budgets.admit(memory, promising, words, alarms::add) != null;
  }

  private void verdict(FeedbackKind kind, String action, long atMs) {
    words.apply(of(kind, action, atMs));
    budgets.judged(memory, "default", "grader", Findings.at(atMs), words, alarms::add);
  }

  private void approve(long atMs) {
    say(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", atMs);
  }

  private void say(FeedbackKind kind, FeedbackScope scope, String subject, long atMs) {
    words.apply(
        Findings.word(kind, scope, subject, atMs)
            .setFeedbackId(scope == FeedbackScope.TENANT ? "freeze" : kind.name())
            .build());
  }

  @Test
  void aMeterIsReadBackAsItWasAndDamageIsRefused() {
    BudgetMeter meter = new BudgetMeter();
    for (int i = 0; i < 7; i++) {
      meter.spend(Findings.START_MS + i * 10 * MINUTE, 6, new long[0]);
    }
    assertTrue(meter.held());
    byte[] bytes = meter.encode();
    assertArrayEquals(bytes, BudgetMeter.decode(bytes).encode());
    assertEquals(meter.spent(), BudgetMeter.decode(bytes).spent());
    bytes[0] = 9;
    assertThrows(IllegalStateException.class, () -> BudgetMeter.decode(bytes));
    assertThrows(IllegalStateException.class, () -> BudgetMeter.decode(new byte[3]));
    assertThrows(IllegalStateException.class, () -> ActiveAccounts.of(new byte[3]));
  }

  @Test
  void activeAccountsAreCountedToAFewPercentAndForgottenAfterADay() {
    for (int count : new int[] {1, 100, 10_000, 300_000}) {
      ActiveAccounts accounts = ActiveAccounts.none();
      for (int i = 0; i < count; i++) {
        accounts.see("acct-" + i, Findings.START_MS);
        accounts.see("acct-" + i, Findings.START_MS + i);
      }
      assertEquals(count, accounts.count(), Math.max(1, count * 0.1));
      accounts.see("acct-1", Findings.START_MS + 25 * HOUR);
      assertEquals(count, accounts.count(), Math.max(1, count * 0.1), "yesterday's still count");
      accounts.see("acct-1", Findings.START_MS + 3 * 24 * HOUR);
      assertEquals(1, accounts.count());
    }
  }

  private void active(int count) {
    for (int i = 0; i < count; i++) {
      budgets.active(memory, "acct-" + i, Findings.START_MS);
    }
  }

  private int admittedOf(int accounts, long fromMs) {
    int admitted = 0;
    for (int i = 0; i < accounts; i++) {
      admitted += admitted("n" + fromMs + i, fromMs + i) ? 1 : 0;
    }
    return admitted;
  }

  private boolean admitted(String account, long clockMs) {
    Finding finding =
        Findings.finding(clockMs, ActionKind.THROTTLE, 24 * HOUR).setAccountId(account).build();
    return budgets.admit(memory, finding, words, alarms::add) != null;
  }

  private static Finding member(String account, long clockMs) {
    return Findings.finding(clockMs, ActionKind.CHALLENGE, 24 * HOUR)
        .setAccountId(account)
        .setMode(Mode.SHADOW)
        .setCampaignId("c-1")
        .build();
  }
}

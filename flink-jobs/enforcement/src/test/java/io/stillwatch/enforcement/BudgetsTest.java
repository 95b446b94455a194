package io.stillwatch.enforcement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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
    budgets.release(memory, "default", "grader", Findings.START_MS + 9, alarms::add);
    assertEquals(List.of(true, false), alarms.stream().map(Budgets.Alarm::holds).toList());
    assertEquals(5, admittedOf(10, 10_000));
  }

  @Test
  void whatNobodyFeelsCostsNothingAndWhatHumansForbadeIsNotCounted() {
    for (int i = 0; i < 50; i++) {
      Finding observes =
          Findings.finding(i, ActionKind.OBSERVE, HOUR).setAccountId("o" + i).build();
      assertEquals(observes, budgets.admit(memory, observes, words, alarms::add));
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
    assertEquals(List.of(), budgets.approve(memory, "c-2", Findings.at(9_000), words, alarms::add));
    words.apply(Findings.word(FeedbackKind.APPROVE, FeedbackScope.CAMPAIGN, "c-1", 9_000).build());
    List<Finding> through = budgets.approve(memory, "c-1", Findings.at(9_000), words, alarms::add);
    assertEquals(600, through.size());
    for (Finding finding : through) {
      assertEquals(Mode.ENFORCE, finding.getMode());
      assertEquals(Findings.at(9_000), finding.getClock());
    }
    assertEquals(List.of(), alarms);
    assertEquals(List.of(), budgets.approve(memory, "c-1", Findings.at(9_000), words, alarms::add));
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
  void aMeterIsReadBackAsItWasAndDamageIsRefused() {
    BudgetMeter meter = new BudgetMeter();
    for (int i = 0; i < 7; i++) {
      meter.spend(Findings.START_MS + i * 10 * MINUTE, 6, 0);
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

  private static final class Heap implements Budgets.Memory {

    private final TreeMap<String, byte[]> entries = new TreeMap<>();

    @Override
    public byte @Nullable [] get(String entry) {
      return entries.get(entry);
    }

    @Override
    public void put(String entry, byte[] value) {
      entries.put(entry, value.clone());
    }

    @Override
    public void remove(String entry) {
      entries.remove(entry);
    }

    @Override
    public List<Map.Entry<String, byte[]>> startingWith(String prefix) {
      List<Map.Entry<String, byte[]>> found = new ArrayList<>();
      entries.forEach(
          (name, value) -> {
            if (name.startsWith(prefix)) {
              found.add(Map.entry(name, value));
            }
          });
      return found;
    }
  }
}

package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.profiles.Attempt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandOverWatchTest {

  private static final long START = 1_780_000_000_000L;
  private static final long PROMPT = 7;

  private HandOverWatch watch = new HandOverWatch();
  private final List<String> seen = new ArrayList<>();

  private static Attempt attempt(
      String tenant, String account, @Nullable String organization, long atMs, boolean failed) {
    return new Attempt(
        tenant, account, organization, null, false, "x", atMs, atMs, atMs, PROMPT, failed);
  }

  private void see(Attempt attempt) {
    watch.see(
        attempt,
        handOver -> seen.add(handOver.failed().accountId() + ">" + handOver.next().accountId()));
  }

  private void fails(String account, long afterSeconds) {
    see(attempt("acme", account, "org-" + account, START + afterSeconds * 1000, true));
  }

  private void sends(String account, long afterSeconds) {
    see(attempt("acme", account, "org-" + account, START + afterSeconds * 1000, false));
  }

  @Test
  void whatFailsHereAndIsSentElsewhereWithinTwoMinutesIsHandedOver() {
    fails("a", 0);
    sends("b", 120);
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void itDoesNotMatterWhichOfTheTwoIsSeenFirst() {
    sends("b", 20);
    fails("a", 0);
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void whereTheSameFailsOfSeveralOnlyTheFirstTwoAreTakenForOne() {
    fails("a", 0);
    fails("b", 5);
    fails("c", 9);
    sends("d", 12);
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void whatWasAnsweredAfterAllIsNotOpenAnyMore() {
    fails("a", 0);
    sends("a", 5);
    sends("b", 9);
    assertEquals(List.of(), seen);
  }

  @Test
  void theTwoMinutesRunFromTheFirstFailure() {
    fails("a", 0);
    fails("a", 100);
    sends("b", 130);
    assertEquals(List.of(), seen);
  }

  @Test
  void aFailureThatTheResponseTellsIsOne() {
    Attempt request =
        new Attempt("acme", "a", "org-a", "k", true, "x-7", START, START, START, PROMPT, false);
    Attempt response =
        new Attempt("acme", "a", null, null, false, "x-7", START, START + 900, START, PROMPT, true);
    see(request);
    see(response);
    sends("b", 5);
    assertEquals(List.of("a>b"), seen);
    assertEquals("org-a", watch.open().isEmpty() ? "org-a" : null);
  }

  @Test
  void afterARestartNothingIsTakenForNewForAnHour() {
    watch.restore(List.of());
    fails("a", 0);
    sends("b", 5);
    assertEquals(List.of(), seen);
  }

  @Test
  void whoeverTriesAgainByThemselvesHandsNothingOver() {
    fails("a", 0);
    sends("a", 5);
    see(attempt("acme", "a-other", "org-a", START + 6_000, false));
    assertEquals(List.of(), seen);
  }

  @Test
  void anAccountThatTellsTwoOrganisationsHandsNothingToItself() {
    see(attempt("acme", "a", "org-1", START, true));
    see(attempt("acme", "a", "org-2", START + 5_000, false));
    sends("b", 9);
    assertEquals(List.of(), seen);
  }

  @Test
  void laterIsAnotherMatter() {
    fails("a", 0);
    sends("b", 121);
    assertEquals(List.of(), seen);
  }

  @Test
  void whatWasSentBeforeItFailedElsewhereWasNotTakenOver() {
    sends("b", 0);
    fails("a", 5);
    assertEquals(List.of(), seen);
  }

  @Test
  void withoutAFailureTheSamePromptIsChance() {
    sends("a", 0);
    sends("b", 5);
    assertEquals(List.of(), seen);
  }

  @Test
  void onlyTheFirstTakesItOver() {
    fails("a", 0);
    sends("b", 5);
    sends("c", 6);
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void aTextThatIsSentAgainAndAgainIsNobodysWork() {
    sends("somebody", 0);
    fails("a", 3_000);
    sends("b", 3_010);
    assertEquals(List.of(), seen);
  }

  @Test
  void whatIsSentEveryHourIsNobodysWorkUntilItRests() {
    sends("somebody", 0);
    fails("a", 3_660);
    sends("b", 3_670);
    assertEquals(List.of(), seen);
    fails("a", 4 * 3_600);
    sends("b", 4 * 3_600 + 10);
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void whatIsSentEveryDayGoesFromHandToHandOnceAtMost() {
    for (int day = 0; day < 5; day++) {
      fails("a", day * 24 * 3_600);
      sends(day % 2 == 0 ? "b" : "c", day * 24 * 3_600 + 10);
    }
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void whoFailsTwiceStillHandsItOver() {
    fails("a", 0);
    fails("a", 10);
    sends("b", 15);
    assertEquals(List.of("a>b"), seen);
  }

  @Test
  void whoseItIsMustBeToldByBothOrByNeither() {
    see(attempt("acme", "a", null, START, true));
    sends("b", 5);
    assertEquals(List.of(), seen);
    see(attempt("acme", "c", null, START + 10_000, false));
    assertEquals(List.of("a>c"), seen);
  }

  @Test
  void tenantsAreApart() {
    fails("a", 0);
    see(attempt("other", "b", "org-b", START + 5_000, false));
    assertEquals(List.of(), seen);
  }

  @Test
  void whatFailedIsStillKnownAfterItWasStored() {
    fails("a", 0);
    List<Attempt> open = watch.open();
    watch = new HandOverWatch();
    watch.restore(open);
    sends("b", 5);
    assertEquals(List.of("a>b"), seen);
  }
}

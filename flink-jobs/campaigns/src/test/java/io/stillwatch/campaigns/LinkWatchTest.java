package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A link keeps silent until strangers share it. */
class LinkWatchTest {

  private static final long DAY = 86_400_000L;

  private final List<LinkReport> reports = new ArrayList<>();
  private LinkWatch link = new LinkWatch();

  private List<LinkReport> see(LinkObservation observation) {
    reports.clear();
    link.see(observation, reports::add);
    // Whatever is between two observations, the link goes on from its bytes.
    byte[] stored = LinkWatchCodec.encode(link);
    link = LinkWatchCodec.decode(stored, observation);
    return List.copyOf(reports);
  }

  private static LinkObservation template(String account, String organization, long atMs) {
    return LinkObservations.of(LinkKind.TEMPLATE, 7, account, organization, atMs);
  }

  private static List<String> accounts(List<LinkReport> reports) {
    return reports.stream().map(report -> report.observation().accountId()).toList();
  }

  @Test
  void threeAccountsOfThreeOrganisationsMakeItSuspectAndAllAreTold() {
    assertEquals(List.of(), see(template("a", "x", 1)));
    assertEquals(List.of(), see(template("b", "x", 2)), "of one organisation");
    assertEquals(List.of(), see(template("c", "y", 3)), "of two");
    assertEquals(List.of(), see(template("a", "x", 9)), "the newest of an account is held");
    List<LinkReport> all = see(template("d", "z", 10));
    assertEquals(List.of("a", "b", "c", "d"), accounts(all));
    assertEquals(9, all.get(0).observation().clockMs());
    assertEquals(List.of(1L, 2L, 3L, 10L), all.stream().map(LinkReport::sinceMs).toList());
    assertEquals(List.of(2, 1, 1, 1), all.stream().map(LinkReport::times).toList());
    assertEquals(List.of(4L, 4L, 4L, 4L), all.stream().map(LinkReport::accounts).toList());
    assertEquals(List.of(LinkReport.of(template("b", "x", 11), 4)), see(template("b", "x", 11)));
    assertEquals(List.of(LinkReport.of(template("e", "z", 12), 5)), see(template("e", "z", 12)));
  }

  @Test
  void anAccountThatChangesItsOrganisationIsNotThreeAccounts() {
    for (String organization : List.of("x", "y", "z", "u", "v")) {
      assertEquals(List.of(), see(template("a", organization, 1)));
    }
    assertEquals(List.of(), see(template("b", "w", 1)));
    assertEquals(3, see(template("c", "w", 1)).size());
  }

  @Test
  void whoDeclaresNoOrganisationIsOne() {
    see(template("a", null, 1));
    see(template("b", null, 2));
    assertEquals(List.of("a", "b", "c"), accounts(see(template("c", null, 3))));
  }

  @Test
  void aCardIsToldOfFromTwoPartiesOn() {
    assertEquals(List.of(), see(LinkObservations.of(LinkKind.CARD, 7, "a", "x", 1)));
    assertEquals(List.of(), see(LinkObservations.of(LinkKind.CARD, 7, "b", "x", 2)));
    List<LinkReport> all = see(LinkObservations.of(LinkKind.CARD, 7, "c", "y", 3));
    assertEquals(List.of("a", "b", "c"), accounts(all));
    assertEquals(3, all.get(0).accounts());
  }

  @Test
  void sixtyFourMembersAreHeldAndWhoComesThenIsTold() {
    int max = CampaignLimits.LINK_MEMBERS_MAX;
    for (int i = 0; i < max + 10; i++) {
      assertEquals(List.of(), see(template("a" + i, i < max ? "x" : "y", i)));
    }
    List<LinkReport> all = see(template("stranger", "z", 1_000));
    assertEquals(max + 1, all.size());
    assertEquals("a0", all.get(0).observation().accountId());
    assertEquals("stranger", all.get(max).observation().accountId());
    assertEquals(max + 11, all.get(0).accounts(), 8, "by now it is a sketch");
  }

  @Test
  void aKindThatOnlyCountsTellsWhenThereAreAnEighthMore() {
    for (LinkKind kind : List.of(LinkKind.TENANT, LinkKind.NETWORK, LinkKind.PROGRAM)) {
      link = new LinkWatch();
      List<Long> told = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        for (int again = 0; again < 2; again++) {
          see(LinkObservations.of(kind, kind.ordinal(), i, i)).forEach(r -> told.add(r.accounts()));
        }
      }
      assertEquals(
          "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 27, 30, 33, 37]",
          told.toString());
    }
  }

  @Test
  void aKindThatOnlyCountsTellsOnceAWeekWhileItIsShown() {
    for (int i = 0; i < 20; i++) {
      see(LinkObservations.of(LinkKind.NETWORK, 3, i, i));
    }
    List<Long> told = new ArrayList<>();
    for (int day = 1; day <= 28; day++) {
      for (int i = 0; i < 3; i++) {
        see(LinkObservations.of(LinkKind.NETWORK, 3, i, day * DAY))
            .forEach(report -> told.add(report.accounts()));
      }
    }
    assertEquals(List.of(20L, 20L, 20L, 20L), told);
  }

  @Test
  void accountsAreCountedExactlyAndThenWithinTheSketchesError() {
    int exact = CampaignLimits.LINK_ACCOUNTS_EXACT_MAX;
    Headcount count = new Headcount();
    SplittableRandom random = new SplittableRandom(1);
    long before = 0;
    for (int i = 1; i <= 20_000; i++) {
      long hash = random.nextLong();
      count.add(hash);
      assertFalse(count.add(hash), "known already");
      if (i <= exact) {
        assertEquals(i, count.count());
      }
      if (i % 1_000 == 0) {
        assertEquals(i, count.count(), 0.2 * i);
        assertTrue(count.count() >= before);
        before = count.count();
      }
    }
  }

  @Test
  void itHasChangedOnlyWhereItHasToBeWritten() {
    LinkObservation first = template("a", "x", 5);
    see(first);
    see(template("b", "y", 5));
    see(template("c", "z", 5));
    see(template("a", "x", 10));
    link.see(template("a", "x", 10), reports::add);
    assertFalse(link.changed(), "all of it is known");
    link.see(template("a", "x", DAY), reports::add);
    assertTrue(link.changed(), "the next day it is written so that it is kept");
  }
}

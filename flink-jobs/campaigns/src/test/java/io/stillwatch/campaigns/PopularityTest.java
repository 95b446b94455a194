package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PopularityTest {

  private static final long VALUE = 7;
  private static final long DAY = 20_000;

  private final Popularity popularity = new Popularity();

  private List<Long> forgotten(long beforeDay, long today) {
    List<Long> changed = new ArrayList<>();
    int forgotten = popularity.forget(beforeDay, today, changed::add);
    assertEquals(forgotten, changed.size());
    return changed;
  }

  @Test
  void aValueIsForgottenThatNoMemberShowsAndNoLinkHasToldOfSince() {
    assertTrue(popularity.told(VALUE, 40, DAY));
    assertFalse(popularity.told(VALUE, 40, DAY), "known");
    assertTrue(popularity.told(VALUE, 39, DAY + 1), "that it is still shown is news each day");
    assertEquals(List.of(), forgotten(DAY + 1, DAY + 31));
    assertEquals(40, popularity.accounts(VALUE));
    popularity.shownByMember(VALUE);
    assertEquals(List.of(), forgotten(DAY + 2, DAY + 32));
    popularity.leftByMember(VALUE, false);
    assertEquals(List.of(VALUE), forgotten(DAY + 2, DAY + 32));
    assertEquals(1, popularity.accounts(VALUE));
  }

  @Test
  void whatNoLinkHasToldOfGoesWithTheLastMemberThatShowsIt() {
    popularity.shownByMember(VALUE);
    popularity.leftByMember(VALUE, false);
    assertNull(popularity.stored(VALUE));
  }

  @Test
  void forgottenMembersAreNoStrangersAndCountOnce() {
    popularity.told(VALUE, 10, DAY);
    for (int account = 0; account < 4; account++) {
      popularity.shownByMember(VALUE);
      popularity.leftByMember(VALUE, false);
      assertTrue(popularity.forgotten(VALUE, account));
    }
    assertEquals(6, popularity.outsiders(VALUE));
    assertFalse(popularity.forgotten(VALUE, 3), "it had come back, and is gone again");
    assertEquals(6, popularity.outsiders(VALUE));
    assertEquals(6, popularity.accounts(VALUE));
  }

  @Test
  void ofTooManyValuesThoseLeaveThatFewestHaveShownTheLongestUntoldFirst() {
    int max = CampaignLimits.VALUES_MAX;
    popularity.told(1, 3, DAY - 1);
    popularity.told(2, 2, DAY);
    popularity.told(3, 2, DAY - 1);
    popularity.shownByMember(3);
    for (long value = 4; value < max + 2; value++) {
      popularity.told(value, 2, DAY - 1);
    }
    assertFalse(popularity.isFull(), "one that a member shows does not count");
    popularity.told(max + 2, 2, DAY);
    assertTrue(popularity.isFull());
    Set<Long> changed = new HashSet<>();
    assertEquals(max / 8 + 1, popularity.makeRoom(value -> value == 4, changed::add));
    assertEquals(max / 8 + 1, changed.size());
    for (long value : List.of(1L, 2L, 3L, 4L, max + 2L)) {
      assertNotNull(popularity.stored(value), "value " + value);
    }
    assertNull(popularity.stored(5));
    assertEquals(1, popularity.accounts(5));
    for (long value = 5; value < 5 + max / 8; value++) {
      popularity.told(value, 2, DAY);
    }
    assertFalse(popularity.isFull());
    popularity.leftByMember(3, false);
    assertTrue(popularity.isFull(), "now no member shows it");
    popularity.shownByMember(2);
    assertFalse(popularity.isFull());
  }

  @Test
  void whatWasStoredWithoutADayCountsAsToldToday() {
    Popularity.Count stored = new Popularity.Count();
    stored.told = 40;
    popularity.restore(VALUE, stored);
    List<Long> changed = new ArrayList<>();
    assertEquals(0, popularity.forget(DAY - 30, DAY, changed::add));
    assertEquals(List.of(VALUE), changed, "lest each restart begin anew");
    assertEquals(List.of(), forgotten(DAY, DAY + 30));
    assertEquals(List.of(VALUE), forgotten(DAY + 1, DAY + 31));
  }
}

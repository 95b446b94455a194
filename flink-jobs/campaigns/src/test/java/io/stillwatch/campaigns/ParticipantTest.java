package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParticipantTest {

  private final Participant account = new Participant("a", 0);
  private final List<Long> dropped = new ArrayList<>();

  private void shows(LinkKind kind, long value, @Nullable String organization, boolean verified) {
    Traits traits =
        new Traits(
            kind == LinkKind.TEMPLATE ? value : 0,
            0,
            kind == LinkKind.CARD ? value : 0,
            0,
            0,
            0,
            verified ? 5 : Traits.UNTOLD,
            1);
    LinkObservation observation =
        new LinkObservation(
            "acme", "a", organization, null, verified, "x", 1, 1, 1, kind, value, traits);
    dropped.addAll(account.learn(LinkReport.of(observation, 1)).dropped());
  }

  @Test
  void whatOneSourceLeavesOutAnotherHasSaid() {
    shows(LinkKind.CARD, 1, "org", true);
    shows(LinkKind.CARD, 1, null, false);
    assertTrue(account.verified());
    assertEquals("org", account.organizationId());
    assertEquals(5, account.bornAtMs());
  }

  @Test
  void aTemplateInUseIsNotPushedOut() {
    int max = CampaignLimits.valuesMax(LinkKind.TEMPLATE);
    for (long value = 1; value <= max; value++) {
      shows(LinkKind.TEMPLATE, value, null, false);
    }
    shows(LinkKind.TEMPLATE, 1, null, false);
    shows(LinkKind.TEMPLATE, max + 1, null, false);
    assertEquals(List.of(2L), dropped);
    assertEquals(2, account.hits(LinkKind.TEMPLATE, max - 2));
    assertEquals(1, account.values(LinkKind.TEMPLATE)[max - 2]);
  }

  @Test
  void theFirstCardStaysTheFirst() {
    shows(LinkKind.CARD, 1, null, false);
    shows(LinkKind.CARD, 2, null, false);
    shows(LinkKind.CARD, 1, null, false);
    assertArrayEquals(new long[] {1, 2}, account.values(LinkKind.CARD));
  }

  @Test
  void ofCardsTheOneLeavesThatWasNotPaidWithForLongestAndNeverTheFirst() {
    int max = CampaignLimits.valuesMax(LinkKind.CARD);
    for (long value = 1; value <= max; value++) {
      shows(LinkKind.CARD, value, null, false);
    }
    shows(LinkKind.CARD, 2, null, false);
    shows(LinkKind.CARD, max + 1, null, false);
    assertEquals(List.of(3L), dropped);
    assertEquals(1, account.values(LinkKind.CARD)[0]);
    assertTrue(account.shows(LinkKind.CARD, 2));
  }
}

package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Merger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergersTest {

  private final Mergers mergers = new Mergers();

  @Test
  void whatBecameOfACampaignIsToldByTheLastMergers() {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      mergers.merged("c" + i, "c" + (i + 1), i);
      int joined = random.nextInt(i + 2);
      List<Merger> last = new ArrayList<>();
      for (int into = Math.max(joined, i + 1 - CampaignLimits.MERGERS_TOLD_MAX);
          into <= i;
          into++) {
        last.add(new Merger("c" + (into + 1), Instant.ofEpochMilli(into)));
      }
      assertEquals(last, mergers.since("c" + joined), "c" + joined + " of " + i);
      assertEquals("c" + (i + 1), mergers.now("c" + joined));
    }
  }

  @Test
  void alongAChainTheWayUpCostsLittle() {
    int chain = 4_000;
    for (int i = 0; i < chain; i++) {
      mergers.merged("c" + i, "c" + (i + 1), i);
      mergers.now("c" + i / 2);
    }
    for (int i = 0; i < chain; i++) {
      mergers.now("c" + i);
    }
    assertTrue(mergers.gone() < 40L * chain, mergers.gone() + " steps");
  }
}

package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Phase;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SightingTest {

  private static final Facts FACTS =
      Facts.builder()
          .text(Fact.MODEL, "m-1")
          .number(Fact.TURNS, 4)
          .text(Fact.COUNTRY, "Østerreich")
          .text(Fact.LANGUAGE, "\ud83d\ude00")
          .mark(Fact.SESSION_ID, true)
          .build();

  private static final long[] VALUES = new long[SignalLimits.CODE_MAX + 1];

  static {
    VALUES[0] = 7;
    VALUES[12] = Double.doubleToRawLongBits(0.25);
    VALUES[SignalLimits.CODE_MAX] = -1;
  }

  private static Sighting of(String tenant, String account, LinkHashes links) {
    return new Sighting(
        tenant,
        account,
        "org",
        null,
        "x-1",
        99,
        Phase.REQUEST,
        5,
        Sighting.ABSENT,
        FACTS,
        SignalSet.of(VALUES.clone()),
        links);
  }

  private static Sighting unpacked(Sighting sighting) {
    return Sighting.unpack(Arrays.copyOf(sighting.bytes(), sighting.length()));
  }

  @Test
  void whatIsPackedIsFoundAgain() {
    for (LinkHashes links : new LinkHashes[] {LinkHashes.NONE, new LinkHashes(1, 2, 3, 0, 5)}) {
      Sighting packed = of("acme", "a\n\u0416", links);
      Sighting found = unpacked(packed);
      assertEquals(packed, found);
      assertEquals("acme", found.tenant());
      assertEquals("a\n\u0416", found.accountId());
      assertEquals("org", found.organizationId());
      assertNull(found.apiKeyId());
      assertEquals("x-1", found.exchangeId());
      assertEquals(99, found.exchangeHash());
      assertEquals(Phase.REQUEST, found.phase());
      assertEquals(5, found.occurredAtMs());
      assertEquals(Sighting.ABSENT, found.receivedAtMs());
      assertEquals(FACTS, found.facts());
      assertEquals("Østerreich", found.facts().text(Fact.COUNTRY));
      assertEquals(4, found.facts().number(Fact.TURNS));
      assertEquals(links, found.links());
      for (int code = 0; code < VALUES.length; code++) {
        assertEquals(VALUES[code], found.signals().raw(code), "code " + code);
      }
      assertEquals(VALUES.length, found.signals().length());
    }
  }

  @Test
  void anAccountIsKnownByItsPackedKeyAndByNoOther() {
    Sighting one = of("acme", "a-1", LinkHashes.NONE);
    assertEquals("acme\na-1", Sighting.accountKey(one.packedAccountKey()));
    assertTrue(unpacked(one).isOf(one.packedAccountKey()));
    Set<Long> hashes = new HashSet<>();
    for (String other : new String[] {"a-2", "a-", "a-11", "b-1", "", "a-1\0"}) {
      Sighting another = of("acme", other, LinkHashes.NONE);
      assertFalse(another.isOf(one.packedAccountKey()), other);
      assertNotEquals(one, another);
      assertTrue(hashes.add(another.accountHash()), other);
    }
    assertFalse(of("acm", "ea-1", LinkHashes.NONE).isOf(one.packedAccountKey()));
    assertEquals(one.accountHash(), unpacked(one).accountHash());
  }
}

package io.stillwatch.campaigns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.campaigns.LinkWatch.Held;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stored form of a link: small, pinned, and refused when it is torn. */
class LinkWatchCodecTest {

  private static final LinkObservation ONE =
      LinkObservations.of(LinkKind.TEMPLATE, 7, 1, LinkObservations.START);

  private static final LinkObservation BARE =
      new LinkObservation(
          "default",
          "bare",
          null,
          null,
          false,
          "x",
          LinkObservations.START + 90_000_000L,
          LinkObservations.START,
          -1,
          LinkKind.TEMPLATE,
          7,
          new Traits(7, 0, 0, 0, 0, 0, Traits.UNTOLD, 1, 300, 0, 0));

  private static final long DAY = 86_400_000L;

  private static LinkWatch seenBy(LinkKind kind, int accounts) {
    LinkWatch link = new LinkWatch();
    for (int i = 0; i < accounts; i++) {
      link.see(LinkObservations.of(kind, 7, i, LinkObservations.START + i), report -> {});
    }
    return link;
  }

  @Test
  void aLinkWithOneMemberIsSmall() {
    int bytes = LinkWatchCodec.encode(seenBy(LinkKind.TEMPLATE, 1)).length;
    System.out.println("{\"trial\":\"link state\",\"members\":1,\"bytes\":" + bytes + "}");
    assertTrue(bytes < 200, bytes + " bytes");
  }

  @Test
  void aLinkIsNeverLargerThanItsBounds() {
    String id = "\u20ac".repeat(256); // the longest that intake lets pass
    LinkWatch held = new LinkWatch();
    for (int i = 0; i < 1_000; i++) {
      held.see(
          LinkObservations.of(LinkKind.CARD, 7, i + id.substring(8), id, LinkObservations.START),
          report -> {});
    }
    int longest = LinkWatchCodec.encode(held).length;
    int suspect = LinkWatchCodec.encode(seenBy(LinkKind.CARD, 1_000)).length;
    int few = LinkWatchCodec.encode(seenBy(LinkKind.CARD, 64)).length;
    int counting = LinkWatchCodec.encode(seenBy(LinkKind.TENANT, 1_000)).length;
    System.out.println(
        "{\"trial\":\"link state\",\"longest\":"
            + longest
            + ",\"suspect\":"
            + suspect
            + ",\"suspect_64\":"
            + few
            + ",\"counting\":"
            + counting
            + "}");
    assertTrue(longest < CampaignLimits.LINK_MEMBERS_MAX * 2_000, longest + " bytes");
    assertTrue(suspect < 300, suspect + " bytes");
    assertTrue(few < 600, few + " bytes");
    assertTrue(counting < 300, counting + " bytes");
  }

  @Test
  void itsBytesAreThoseOfVersionThree() throws Exception {
    LinkWatch link = seenBy(LinkKind.TEMPLATE, 1);
    link.see(LinkObservations.of(LinkKind.TEMPLATE, 7, 0, LinkObservations.START + DAY), r -> {});
    link.see(BARE, report -> {});
    assertEquals(golden(3), HexFormat.of().formatHex(LinkWatchCodec.encode(link)));
    LinkWatch decoded = decoded(3);
    assertEquals(link.members, decoded.members);
    assertEquals(
        List.of(LinkObservations.START, BARE.clockMs()),
        decoded.members.values().stream().map(Held::sinceMs).toList());
    assertEquals(List.of(2, 1), decoded.members.values().stream().map(Held::times).toList());
    assertEquals(2, decoded.accounts.count());
    assertEquals(2, decoded.parties.length);
  }

  @Test
  void ofVersionTwoAMemberIsKnownByItsNewestObservation() throws Exception {
    LinkWatch link = seenBy(LinkKind.TEMPLATE, 1);
    link.see(BARE, report -> {});
    LinkWatch before = decoded(2);
    assertEquals(link.members, before.members);
    assertEquals(2, before.accounts.count());
    assertEquals(2, before.parties.length);
  }

  @Test
  void ofVersionOneTheExchangesAreNotKnownEither() throws Exception {
    LinkWatch before = decoded(1);
    assertEquals(
        decoded(2).members.values().stream().map(held -> untold(held.newest())).toList(),
        before.members.values().stream().map(Held::newest).toList());
    assertEquals(2, before.accounts.count());
    assertEquals(2, before.parties.length);
  }

  /** Who has paid alone for months is not new to its card for an upgrade. */
  @Test
  void whoPaidWithACardBeforeVersionThreeIsKnownToHavePaidForLong() throws Exception {
    LinkObservation card = LinkObservations.of(LinkKind.CARD, 7, 1, LinkObservations.START);
    LinkWatch before = LinkWatchCodec.decode(HexFormat.of().parseHex(golden("v2-card")), card);
    Held held = before.members.values().iterator().next();
    assertEquals(LinkObservations.START, held.newest().clockMs());
    assertTrue(held.sinceMs() < held.newest().clockMs() - CampaignLimits.OWNED_MS);
  }

  private static String golden(int version) throws IOException {
    return golden("v" + version);
  }

  private static String golden(String version) throws IOException {
    try (var in = LinkWatchCodecTest.class.getResourceAsStream("/link-" + version + ".hex")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
  }

  private static LinkWatch decoded(int version) throws IOException {
    return LinkWatchCodec.decode(HexFormat.of().parseHex(golden(version)), ONE);
  }

  private static LinkObservation untold(LinkObservation member) {
    Traits traits = member.traits();
    return new LinkObservation(
        member.tenant(),
        member.accountId(),
        member.organizationId(),
        member.apiKeyId(),
        member.verified(),
        member.exchangeId(),
        member.clockMs(),
        member.occurredAtMs(),
        member.receivedAtMs(),
        member.kind(),
        member.link(),
        new Traits(
            traits.template(),
            traits.closing(),
            traits.card(),
            traits.network(),
            traits.program(),
            traits.tools(),
            traits.bornAtMs(),
            traits.templates()));
  }

  @Test
  void theHashesUnderTheOtherKeyOfARotationAreKept() {
    for (long[] others : new long[][] {{0, 0}, {5, 0}, {0, 6}, {5, 6}}) {
      LinkWatch link = new LinkWatch();
      link.see(
          new LinkObservation(
              "default",
              "rotated",
              null,
              null,
              true,
              "x",
              LinkObservations.START,
              LinkObservations.START,
              -1,
              LinkKind.TEMPLATE,
              7,
              new Traits(7, 0, 3, 4, 0, 0, Traits.UNTOLD, 1, 5, others[0], others[1])),
          report -> {});
      LinkWatch decoded = LinkWatchCodec.decode(LinkWatchCodec.encode(link), ONE);
      assertEquals(link.members, decoded.members);
    }
  }

  @Test
  void whatWasDecodedIsWrittenAgainAsItWas() {
    for (LinkKind kind : LinkKind.values()) {
      for (int accounts : new int[] {1, 2, 3, 63, 64, 65, 66, 200}) {
        LinkWatch link = seenBy(kind, accounts);
        byte[] stored = LinkWatchCodec.encode(link);
        LinkWatch decoded =
            LinkWatchCodec.decode(stored, LinkObservations.of(kind, 7, 0, LinkObservations.START));
        assertArrayEquals(stored, LinkWatchCodec.encode(decoded), kind + " " + accounts);
        assertEquals(link.members, decoded.members);
        assertEquals(link.accounts.count(), decoded.accounts.count());
      }
    }
  }

  @Test
  void tornBytesAreRefusedAndForeignOnesDoNoHarm() {
    Random random = new Random(1);
    for (int accounts : new int[] {1, 2, 3, 70}) {
      byte[] stored = LinkWatchCodec.encode(seenBy(LinkKind.TEMPLATE, accounts));
      for (int length = 0; length < stored.length; length++) {
        byte[] torn = Arrays.copyOf(stored, length);
        assertThrows(IllegalArgumentException.class, () -> LinkWatchCodec.decode(torn, ONE));
      }
      byte[] longer = Arrays.copyOf(stored, stored.length + 1);
      assertThrows(IllegalArgumentException.class, () -> LinkWatchCodec.decode(longer, ONE));
      for (int i = 0; i < 50_000; i++) {
        byte[] foreign = stored.clone();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          foreign[random.nextInt(foreign.length)] = (byte) random.nextInt();
        }
        try {
          LinkWatch read = LinkWatchCodec.decode(foreign, ONE);
          assertTrue(read.members.size() <= CampaignLimits.LINK_MEMBERS_MAX);
          read.see(ONE, report -> {});
          LinkWatchCodec.decode(LinkWatchCodec.encode(read), ONE);
        } catch (IllegalArgumentException e) {
          assertTrue(String.valueOf(e.getMessage()).contains("damaged"), e.getMessage());
        }
      }
    }
  }
}

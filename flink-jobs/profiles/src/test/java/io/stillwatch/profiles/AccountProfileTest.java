package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.SignalSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The packed value: its bytes, its bounds, and what it refuses. */
class AccountProfileTest {

  private static final long START = 1_750_000_000_000L;

  private static AccountProfile used() {
    AccountProfile profile = AccountProfile.empty();
    ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, Duration.ofDays(30));
    keeper.see(
        profile, Sightings.of("one", Phase.EXCHANGE, START, Sightings.pair(7, 0x123456789L)));
    keeper.see(
        profile, Sightings.of("two", Phase.REQUEST, START + 1_000, Sightings.reasoning(0.5)));
    int at = profile.append(Section.COUNTED);
    profile.putInt(at, 42);
    return profile;
  }

  @Test
  void itsBytesAreThoseOfVersionOne() throws Exception {
    try (var in = AccountProfileTest.class.getResourceAsStream("/profile-v1.hex")) {
      String golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertEquals(golden, HexFormat.of().formatHex(used().encode()));
      AccountProfile decoded = AccountProfile.decode(HexFormat.of().parseHex(golden));
      assertEquals(START + 1_000, decoded.clockMs());
      assertEquals(1, decoded.value(Counter.EXCHANGES, Horizon.FORTNIGHT), 0.001);
      assertEquals(2, decoded.count(Section.EXCHANGES));
      assertEquals(1, decoded.count(Section.OPEN));
      assertEquals(42, decoded.getInt(decoded.at(Section.COUNTED, 0)));
    }
  }

  @Test
  void itsLinksStandAtItsEnd() throws Exception {
    AccountProfile profile = used();
    ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, Duration.ofDays(30));
    long[] values = new long[Sightings.CATALOG.width()];
    values[Sightings.CATALOG.code("near_skeleton")] = 0xabcdefL;
    values[Sightings.CATALOG.code("tail")] = 0xfedcbaL;
    Look look =
        keeper.see(
            profile, Sightings.of("three", Phase.EXCHANGE, START + 2_000, SignalSet.of(values)));
    keeper.tell(profile, look, link -> {});
    try (var in = AccountProfileTest.class.getResourceAsStream("/profile-v1-links.hex")) {
      String golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertEquals(golden, HexFormat.of().formatHex(profile.encode()));
      AccountProfile decoded = AccountProfile.decode(HexFormat.of().parseHex(golden));
      assertEquals(2, decoded.count(Section.LINKS));
      assertEquals(1, decoded.templates());
      assertTrue(decoded.told());
    }
  }

  @Test
  void itsBaselineStandsBehindAllElse() throws Exception {
    AccountProfile profile = used();
    ProfileKeeper keeper = new ProfileKeeper(Sightings.CATALOG, Duration.ofDays(30));
    for (int day = 1; day <= 9; day++) {
      keeper.see(profile, Sightings.of("day " + day, Phase.EXCHANGE, START + day * 86_400_000L));
    }
    try (var in = AccountProfileTest.class.getResourceAsStream("/profile-v3.hex");
        var two = AccountProfileTest.class.getResourceAsStream("/profile-v2.hex")) {
      String golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertEquals(golden, HexFormat.of().formatHex(profile.encode()));
      AccountProfile decoded = AccountProfile.decode(HexFormat.of().parseHex(golden));
      assertEquals(0, decoded.surge(Amount.OUTPUT_TOKENS));
      assertEquals(profile.length(), decoded.length());
      String before = new String(two.readAllBytes(), StandardCharsets.US_ASCII).strip();
      byte[] written = AccountProfile.decode(HexFormat.of().parseHex(before)).encode();
      assertEquals(golden, HexFormat.of().formatHex(written), "of version 2, without a template");
    }
  }

  @Test
  void encodingWhatWasDecodedGivesTheSameBytes() {
    byte[] stored = used().encode();
    assertArrayEquals(stored, AccountProfile.decode(stored.clone()).encode());
  }

  @Test
  void whateverAnAccountDoesItStaysBelowTheCap() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      AccountProfile profile = AccountProfile.empty();
      int longest = 0;
      profile.openBaseline();
      profile.putInt(profile.baselineAt(), 4711);
      for (int i = 0; i < 5_000; i++) {
        Section section = Section.ALL[random.nextInt(Section.ALL.length)];
        if (random.nextInt(10) == 0 && profile.count(section) > 0) {
          profile.remove(section, random.nextInt(profile.count(section)));
        } else {
          profile.putInt(profile.append(section), i);
        }
        longest = Math.max(longest, profile.length());
      }
      assertTrue(longest <= ProfileLimits.BYTES_MAX, longest + " bytes");
      assertTrue(profile.dropped() > 0, "the limits bit");
      AccountProfile decoded = AccountProfile.decode(profile.encode());
      assertEquals(4711, decoded.getInt(decoded.baselineAt()), "what stands behind moves along");
    }
  }

  @Test
  void aSectionHoldsItsLimitAndThenDropsItsOldest() {
    for (Section section : Section.ALL) {
      AccountProfile profile = AccountProfile.empty();
      for (int i = 0; i < section.recordsMax() - 1; i++) {
        profile.putInt(profile.append(section), i);
      }
      assertEquals(section.recordsMax() - 1, profile.count(section));
      profile.putInt(profile.append(section), 1_000);
      assertEquals(section.recordsMax(), profile.count(section));
      assertEquals(0, profile.dropped());
      assertEquals(0, profile.getInt(profile.at(section, 0)));
      profile.putInt(profile.append(section), 1_001);
      assertEquals(section.recordsMax(), profile.count(section));
      assertEquals(section.ring() ? 0 : 1, profile.dropped());
      assertEquals(1, profile.getInt(profile.at(section, 0)), "the oldest left");
      assertEquals(1_001, profile.getInt(profile.at(section, section.recordsMax() - 1)));
    }
  }

  @Test
  void aRingThatWentRoundIsStillReadOldestFirst() {
    for (Section section : new Section[] {Section.EXCHANGES, Section.PAIRS}) {
      AccountProfile profile = AccountProfile.empty();
      int max = section.recordsMax();
      for (long i = 1; i <= 3L * max / 2; i++) {
        profile.putLong(profile.append(section), i);
      }
      profile = AccountProfile.decode(profile.encode());
      for (int i = 0; i < max; i++) {
        long hash = max / 2 + 1 + i;
        assertEquals(hash, profile.getLong(profile.at(section, i)));
        assertEquals(i, profile.find(section, hash));
      }
      assertEquals(-1, profile.find(section, max / 2));
      profile.remove(section, 1);
      assertEquals(max - 1, profile.count(section));
      assertEquals(max / 2 + 1, profile.getLong(profile.at(section, 0)));
      assertEquals(max / 2 + 3, profile.getLong(profile.at(section, 1)));
      assertEquals(3L * max / 2, profile.getLong(profile.at(section, max - 2)));
    }
  }

  @Test
  void aRingThatCannotBeginThereIsRefused() {
    byte[] stored = used().encode();
    stored[201] = 1; // of two exchanges, the second first: that is only so once a ring is full
    assertThrows(IllegalArgumentException.class, () -> AccountProfile.decode(stored));
  }

  @Test
  void tornOrForeignBytesAreRefused() {
    byte[] stored = used().encode();
    byte[] shorter = Arrays.copyOf(stored, stored.length - 1);
    byte[] newer = stored.clone();
    newer[0] = AccountProfile.WITH_BASELINE + 1;
    byte[] promising = stored.clone();
    promising[0] = AccountProfile.WITH_BASELINE; // and there is none
    assertThrows(IllegalArgumentException.class, () -> AccountProfile.decode(shorter));
    assertThrows(IllegalArgumentException.class, () -> AccountProfile.decode(promising));
    assertThrows(IllegalArgumentException.class, () -> AccountProfile.decode(newer));
    assertThrows(IllegalArgumentException.class, () -> AccountProfile.decode(new byte[0]));
  }

  @Test
  void distinctPromptsAreEstimatedWithoutBias() {
    for (int distinct : new int[] {1, 10, 100, 1_000, 20_000}) {
      double sum = 0;
      int seeds = 60;
      for (long seed = 0; seed < seeds; seed++) {
        AccountProfile profile = AccountProfile.empty();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < distinct; i++) {
          long hash = random.nextLong();
          profile.sawPrompt(hash);
          profile.sawPrompt(hash);
        }
        sum += profile.distinctPrompts();
      }
      // The mean of 60 estimates with a deviation of 13 % each strays by 1.7 %.
      assertEquals(distinct, sum / seeds, 0.07 * distinct);
    }
  }

  @Test
  void countersForgetAtTheSamePaceHoweverBusyTheAccountIs() {
    for (long everyMs : new long[] {250, 500, 15_000, 400_000}) {
      AccountProfile profile = AccountProfile.empty();
      for (long at = START; at < START + 3 * 86_400_000L; at += everyMs) {
        profile.advance(at);
        profile.decayCounters();
        profile.add(Counter.EXCHANGES, 1);
      }
      // What comes in evenly settles where as much is forgotten.
      double perHour = 3_600_000.0 / everyMs;
      double settled = perHour / Math.log(2);
      assertEquals(
          settled,
          profile.value(Counter.EXCHANGES, Horizon.HOUR),
          settled * 0.02 + 1,
          "every " + everyMs + " ms");
      double day = 24 * perHour / Math.log(2) * (1 - Math.pow(0.5, 3));
      assertEquals(
          day,
          profile.value(Counter.EXCHANGES, Horizon.DAY),
          day * 0.02 + 1,
          "every " + everyMs + " ms");
    }
  }
}

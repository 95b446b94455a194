package io.stillwatch.intake.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.intake.seal.SealCheck.Sealed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a seal proves, and that nothing else passes for it. */
class SealCheckTest {

  private static final String TOPIC = "inference.events";
  private static final long NOW = 1_780_000_000_000L;
  private static final SealKeys OLD = SealKeys.parse("old=" + "ab".repeat(32));
  private static final SealKeys NEW = SealKeys.parse("new=" + "cd".repeat(32));
  private static final SealKeys BOTH =
      SealKeys.parse("new=" + "cd".repeat(32) + "\n# goes on Monday\nold=" + "ab".repeat(32));

  private final Sealer sealer = new Sealer("pod-1#1");
  private final SealCheck check = required(() -> OLD);

  private static SealCheck required(Supplier<SealKeys> keys) {
    return new SealCheck(SealNeed.REQUIRED, TOPIC, keys);
  }

  private static byte[] record(String account) {
    return ("{\"tenant\":\"t\",\"account_id\":\"" + account + "\"}").getBytes(UTF_8);
  }

  private Sealed sealed(String account, long offset) {
    byte[] record = record(account);
    return new Sealed(3, offset, NOW, sealer.seal(OLD, TOPIC, 3, record, NOW), record);
  }

  private static @Nullable RejectionReason reason(@Nullable Rejected rejected) {
    return rejected == null ? null : rejected.reason();
  }

  @Test
  void whatWasSealedIsTakenOnce() {
    Sealed first = sealed("a", 0);
    assertNull(check.check(first));
    assertNull(check.check(sealed("a", 1)), "the same record sealed again is another one");
    assertEquals(
        RejectionReason.SEAL_REPLAYED,
        reason(check.check(new Sealed(3, 2, NOW + 5, first.seal(), first.bytes()))));
  }

  @Test
  void noByteOfSealOrRecordCanBeChanged() {
    Sealed good = sealed("a", 0);
    byte[] seal = good.seal();
    Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
    for (int bit = 0; bit < 8; bit++) {
      for (int at = 0; at < seal.length; at++) {
        reasons.add(refused(good, flipped(seal, at, bit), good.bytes()));
      }
      for (int at = 0; at < good.bytes().length; at++) {
        reasons.add(refused(good, seal, flipped(good.bytes(), at, bit)));
      }
    }
    for (int length = 0; length < seal.length; length++) {
      reasons.add(refused(good, Arrays.copyOf(seal, length), good.bytes()));
    }
    reasons.add(refused(good, Arrays.copyOf(seal, seal.length + 1), good.bytes()));
    assertEquals(
        EnumSet.of(RejectionReason.SEAL_FORGED, RejectionReason.SEAL_UNKNOWN_KEY), reasons);
    assertNull(check.check(good), "none of them has used the sequence up");
  }

  private RejectionReason refused(Sealed good, byte[] seal, byte[] bytes) {
    RejectionReason reason =
        reason(check.check(new Sealed(good.partition(), good.offset(), NOW, seal, bytes)));
    assertNotNull(reason, "a changed record was taken");
    return reason;
  }

  private static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << bit);
    return copy;
  }

  @Test
  void randomBytesAreNoSealAndBreakNothing() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] seal = new byte[random.nextInt(120)];
      random.nextBytes(seal);
      if (seal.length > 0 && i % 2 == 0) {
        seal[0] = 1;
      }
      assertNotNull(check.check(new Sealed(0, i, NOW, seal, record("a"))));
    }
  }

  @Test
  void aSealFitsNoOtherRecordTenantTopicOrPartition() {
    Sealed mine = sealed("mine", 0);
    Sealed victims = sealed("victim", 1);
    Sealed swapped = new Sealed(3, 0, NOW, mine.seal(), victims.bytes());
    assertEquals(RejectionReason.SEAL_FORGED, reason(check.check(swapped)));
    Sealed moved = new Sealed(4, 0, NOW, mine.seal(), mine.bytes());
    assertEquals(RejectionReason.SEAL_FORGED, reason(check.check(moved)));
    SealCheck elsewhere = new SealCheck(SealNeed.REQUIRED, "other.events", () -> OLD);
    assertEquals(RejectionReason.SEAL_FORGED, reason(elsewhere.check(mine)));
  }

  @Test
  void whatIsMissingIsRefusedOnlyWhereItIsRequired() {
    Sealed bare = new Sealed(0, 0, NOW, null, record("a"));
    Sealed wrong = new Sealed(0, 0, NOW, new byte[] {1, 2}, record("a"));
    assertEquals(RejectionReason.SEAL_MISSING, reason(check.check(bare)));
    SealCheck optional = new SealCheck(SealNeed.OPTIONAL, TOPIC, () -> OLD);
    assertNull(optional.check(bare));
    assertEquals(RejectionReason.SEAL_FORGED, reason(optional.check(wrong)));
    assertNull(new SealCheck(SealNeed.OFF, TOPIC, () -> OLD).check(wrong));
  }

  @Test
  void inARotationBothKeysAreTakenAndThenOnlyTheNewOne() {
    List<SealKeys> inUse = new ArrayList<>(List.of(BOTH));
    SealCheck rotating = required(() -> inUse.get(0));
    byte[] record = record("a");
    byte[] byOld = sealer.seal(OLD, TOPIC, 0, record, NOW);
    byte[] byNew = sealer.seal(BOTH, TOPIC, 0, record, NOW);
    assertNull(rotating.check(new Sealed(0, 0, NOW, byOld, record)));
    assertNull(rotating.check(new Sealed(0, 1, NOW, byNew, record)));
    inUse.set(0, NEW);
    byte[] late = sealer.seal(OLD, TOPIC, 0, record, NOW);
    assertEquals(
        RejectionReason.SEAL_UNKNOWN_KEY,
        reason(rotating.check(new Sealed(0, 2, NOW, late, record))));
    byte[] next = sealer.seal(NEW, TOPIC, 0, record, NOW);
    assertNull(rotating.check(new Sealed(0, 3, NOW, next, record)));
  }

  @Test
  void aSealIsFreshForAnHourByTheBrokersTimeWhichNeverRunsBack() {
    byte[] record = record("a");
    byte[] seal = sealer.seal(OLD, TOPIC, 0, record, NOW);
    long hour = SealLimits.AGE_MS_MAX;
    assertEquals(
        RejectionReason.SEAL_STALE,
        reason(check.check(new Sealed(0, 0, NOW + hour + 1, seal, record))));
    assertEquals(
        RejectionReason.SEAL_STALE,
        reason(check.check(new Sealed(0, 0, NOW - hour - 1, seal, record))));
    assertNull(check.check(new Sealed(0, 0, NOW + hour, seal, record)), "at the limit");
    // Another sender moves the clock on; a replayer who may write the record's time cannot put it
    // back to where the forgotten sender was fresh.
    long later = NOW + 3 * hour;
    byte[] other = new Sealer("pod-2#1").seal(OLD, TOPIC, 0, record, later);
    assertNull(check.check(new Sealed(0, 1, later, other, record)));
    assertEquals(
        RejectionReason.SEAL_STALE, reason(check.check(new Sealed(0, 2, NOW, seal, record))));
  }

  @Test
  void whatIsReadAgainAfterARestoreIsJudgedAsBefore() {
    List<Sealed> log = new ArrayList<>();
    Random random = new Random(11);
    for (int offset = 0; offset < 200; offset++) {
      boolean replay = offset > 5 && random.nextInt(4) == 0;
      Sealed next = sealed("a" + offset, offset);
      Sealed before = replay ? log.get(random.nextInt(offset)) : next;
      log.add(new Sealed(3, offset, NOW + offset, before.seal(), before.bytes()));
    }
    SealCheck whole = required(() -> OLD);
    List<@Nullable RejectionReason> verdicts =
        log.stream().map(one -> reason(whole.check(one))).toList();
    assertTrue(verdicts.contains(RejectionReason.SEAL_REPLAYED) && verdicts.contains(null));
    for (int cut : new int[] {0, 1, 57, 199}) {
      SealCheck before = required(() -> OLD);
      log.subList(0, cut).forEach(before::check);
      List<byte[]> stored = before.histories(p -> false);
      log.subList(cut, 200).forEach(before::check); // lost with the process
      SealCheck after = required(() -> OLD);
      stored.forEach(after::restore);
      assertEquals(
          verdicts.subList(cut, 200),
          log.subList(cut, 200).stream().map(one -> reason(after.check(one))).toList());
    }
  }

  @Test
  void ofTwoStoredHistoriesTheOneFurtherOnHolds() {
    Sealed first = sealed("a", 0);
    Sealed second = sealed("b", 1);
    SealCheck one = required(() -> OLD);
    one.check(first);
    byte[] behind = one.histories(p -> false).get(0);
    one.check(second);
    byte[] ahead = one.histories(p -> false).get(0);
    for (List<byte[]> order : List.of(List.of(behind, ahead), List.of(ahead, behind))) {
      SealCheck restored = required(() -> OLD);
      order.forEach(restored::restore);
      assertEquals(List.of(), restored.histories(p -> false), "nobody has read it here yet");
      assertEquals(1, restored.histories(p -> p == 3).size(), "kept for who will");
      assertEquals(
          RejectionReason.SEAL_REPLAYED,
          reason(restored.check(new Sealed(3, 2, NOW, second.seal(), second.bytes()))));
    }
  }

  @Test
  void noNumberOfSendersMakesAReplayPass() {
    int max = 4;
    SealHistory history = new SealHistory(max);
    List<Seal> seals = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] seal = new Sealer("pod#" + i).seal(OLD, TOPIC, 0, record("a"), NOW + i);
      seals.add(Seal.parse(seal));
    }
    for (int i = 0; i < 40; i++) {
      assertNull(history.admit(seals.get(i), i, NOW + i));
      assertTrue(history.senders() <= max);
    }
    for (Seal seal : seals) {
      assertEquals(RejectionReason.SEAL_REPLAYED, history.admit(seal, 41, NOW + 41));
    }
    long later = NOW + 50 + SealLimits.AGE_MS_MAX;
    byte[] next = new Sealer("pod#next").seal(OLD, TOPIC, 0, record("a"), later);
    assertNull(history.admit(Seal.parse(next), 42, later));
    assertEquals(1, history.senders(), "who is too old to be fresh is forgotten");
  }
}

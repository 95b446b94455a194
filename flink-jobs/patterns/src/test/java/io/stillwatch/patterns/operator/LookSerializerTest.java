package io.stillwatch.patterns.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Traffic;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.AccountSnapshot;
import io.stillwatch.profiles.AccountView;
import io.stillwatch.profiles.Amount;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Segment;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What travels between tasks comes back as it was. */
class LookSerializerTest {

  private final ProfileKeeper keeper = new ProfileKeeper(Traffic.CATALOG, Duration.ofDays(30));
  private final AccountProfile profile = AccountProfile.empty();

  @Test
  void aLookComesBackWithItsAccountAsItStood() throws Exception {
    int looks = 0;
    for (Sighting sighting : Traffic.of(3, 500, 1)) {
      Look look = keeper.see(profile, sighting);
      if (look == null) {
        continue;
      }
      DataOutputSerializer out = new DataOutputSerializer(64);
      new LookSerializer().serialize(look, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      Look back = new LookSerializer().deserialize(in);
      assertEquals(0, in.available(), "nothing is left over");
      same(look, back);
      same(look, new LookSerializer().copy(look));
      looks++;
    }
    assertTrue(looks > 300, "too few looks to prove anything: " + looks);
  }

  @Test
  void aLookThatWasWrittenBeforeThereWereBaselinesHasNone() throws Exception {
    Look look = keeper.see(profile, Traffic.of(3, 1, 1).get(0));
    byte[] bytes = bytes(look);
    int baseline = Amount.values().length * Double.BYTES + 1;
    int shorter = bytes.length - Integer.BYTES - baseline;
    byte[] before = ByteBuffer.wrap(bytes).putInt(shorter).array();
    LookSerializer serializer = new LookSerializer();
    // What stood in its buffer before must not be taken for what is not there.
    Look surging = surging(look);
    same(surging, serializer.deserialize(new DataInputDeserializer(bytes(surging))));
    Look back =
        serializer.deserialize(new DataInputDeserializer(before, 0, Integer.BYTES + shorter));
    same(look, back);
  }

  private static byte[] bytes(Look look) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    new LookSerializer().serialize(look, out);
    return out.getCopyOfBuffer();
  }

  private static Look surging(Look look) {
    return new Look(
        look.sighting(),
        look.clockMs(),
        look.asked(),
        look.answered(),
        look.freshPair(),
        look.signals(),
        new AccountSnapshot(
            1,
            2,
            3,
            new double[Horizon.values().length][Counter.values().length],
            new double[] {4.5, 30},
            Segment.BATCH));
  }

  @Test
  void aRecordOfAnotherLengthIsRefusedAndNotFilledUpFromTheOneBefore() throws IOException {
    SightingSerializer serializer = new SightingSerializer();
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(Traffic.of(3, 1, 1).get(0), out);
    byte[] whole = out.getCopyOfBuffer();
    serializer.deserialize(new DataInputDeserializer(whole));
    int shorter = whole.length - Integer.BYTES - Long.BYTES;
    byte[] older = ByteBuffer.wrap(whole.clone()).putInt(shorter).array();
    IOException told =
        assertThrows(
            IOException.class,
            () ->
                serializer.deserialize(
                    new DataInputDeserializer(older, 0, Integer.BYTES + shorter)));
    assertTrue(told.getMessage().contains("another version wrote it"), told.getMessage());
  }

  @Test
  void aCopyDoesNotFollowTheLivingProfile() throws IOException {
    Look copy = null;
    double then = 0;
    for (Sighting sighting : Traffic.of(3, 50, 1)) {
      Look look = keeper.see(profile, sighting);
      if (copy == null && look != null) {
        copy = new LookSerializer().copy(look);
        then = look.account().value(Counter.EXCHANGES, Horizon.FORTNIGHT);
      }
    }
    assertEquals(then, copy.account().value(Counter.EXCHANGES, Horizon.FORTNIGHT));
    assertNotEquals(then, profile.value(Counter.EXCHANGES, Horizon.FORTNIGHT));
  }

  @Test
  void anyTextComesBackAsItWas() throws IOException {
    Sighting plain = Traffic.of(3, 1, 1).get(0);
    String halfAPair = "\ud83d";
    for (String text :
        new String[] {
          "", "a", "\u00e9\u00ff", "\u0100", "x\ud83d\ude00", halfAPair, "y".repeat(5_000)
        }) {
      Sighting sighting =
          new Sighting(
              plain.tenant(),
              text,
              text,
              null,
              text,
              plain.exchangeHash(),
              plain.phase(),
              plain.occurredAtMs(),
              plain.receivedAtMs(),
              plain.facts(),
              plain.signals(),
              plain.links());
      DataOutputSerializer out = new DataOutputSerializer(64);
      new SightingSerializer().serialize(sighting, out);
      Sighting back =
          new SightingSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
      assertEquals(text, back.accountId());
      assertEquals(text, back.organizationId());
      assertNull(back.apiKeyId());
      assertEquals(text, back.exchangeId());
      assertEquals(plain.links(), back.links());
    }
  }

  private static void same(Look expected, Look found) {
    assertEquals(expected.sighting().facts(), found.sighting().facts());
    assertEquals(expected.sighting().exchangeHash(), found.sighting().exchangeHash());
    assertEquals(expected.clockMs(), found.clockMs());
    assertEquals(expected.freshPair(), found.freshPair());
    AccountView account = found.account();
    assertEquals(AccountSnapshot.of(expected.account()), account);
    assertEquals(expected.account().distinctPrompts(), account.distinctPrompts());
    for (Horizon horizon : Horizon.values()) {
      for (Counter counter : Counter.values()) {
        assertEquals(expected.account().value(counter, horizon), account.value(counter, horizon));
      }
    }
  }
}

package io.stillwatch.intake;

import static io.stillwatch.intake.Events.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;

/** Bytes made to hurt: lengths that lie, and two hundred thousand records broken at random. */
class HostileBytesTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LIE_BYTES_MAX = 16 << 10;
  private static final int TRIALS = 200_000;

  @Test
  void aStringThatAnnounces1900MegabytesCostsNothing() {
    byte[] lie = afterHeader("80c6868d0e"); // as exchange_id, the first field
    Rejected why = costs(lie);
    assertEquals(RejectionReason.MALFORMED, why.reason());
    assertEquals("exchange_id", why.field());
  }

  @Test
  void aListThatAnnounces200MillionItemsCostsNothing() {
    Schema list =
        new SchemaParser()
            .parse(
                "{\"type\":\"record\",\"name\":\"Lie\",\"fields\":[{\"name\":\"l\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}]}")
            .mainSchema();
    Intake intake =
        new Intake(
            IntakeLimits.defaults(),
            f -> f == SchemaNormalization.parsingFingerprint64(list) ? list : null,
            id -> list,
            false);
    byte[] lie = HexFormat.of().parseHex("0000000001" + "8088debe01000000");
    intake.accept(lie, -1); // builds its reader
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Rejected why = rejected(intake.accept(lie, -1));
    long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(RejectionReason.OVER_LIMIT, why.reason());
    assertEquals("l[]", why.field());
    assertTrue(cost < LIE_BYTES_MAX, cost + " bytes allocated");
  }

  @Test
  void aMapOfTheEventThatAnnouncesBillionsCostsNothing() {
    byte[] good = Events.avro(Events.full());
    int scores = indexOf(good, "cot_elicitation") - 2; // its block count and the key's length
    for (String count : List.of("feffffff0f", "ffffffff0f02", "feffffffffffffffff01")) {
      ByteArrayOutputStream lie = new ByteArrayOutputStream();
      lie.write(good, 0, scores);
      lie.writeBytes(HexFormat.of().parseHex(count));
      lie.write(good, scores + 1, good.length - scores - 1);
      Rejected why = costs(lie.toByteArray());
      assertNotNull(why.field());
      assertTrue(why.field().startsWith("features.scores"), why.toString());
    }
  }

  private static Rejected costs(byte[] lie) {
    Intake intake = Events.intake();
    intake.accept(Events.avro(Events.full()), -1);
    intake.accept(lie, -1);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Outcome outcome = intake.accept(lie, -1);
    long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(cost < LIE_BYTES_MAX, cost + " bytes allocated");
    return rejected(outcome);
  }

  @Test
  void recordsBrokenAtRandomAreAnsweredAndCostNoMoreThanTheirSize() {
    breakAtRandom(
        TRIALS,
        Events.avro(Events.full()),
        Events.json(Events.full()),
        Events.confluent(Events.full(), Events.CONFLUENT_ID),
        Events.avro(Events.small()),
        Events.json(Events.small()));
  }

  @Test
  void foreignRecordsBrokenAtRandomToo() throws IOException {
    breakAtRandom(
        TRIALS / 10,
        Otlp.bytes(),
        FormatFixturesTest.resource("otlp-spans.json"),
        FormatFixturesTest.resource("litellm.json"),
        FormatFixturesTest.resource("langfuse.json"),
        FormatFixturesTest.resource("openai-chat.json"),
        FormatFixturesTest.resource("envoy.json"));
  }

  private static void breakAtRandom(int trials, byte[]... good) {
    Intake intake = Events.intake();
    Random random = new Random(20_260_528L);
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    int[] reasons = new int[RejectionReason.values().length];
    int[] accepted = {0};
    for (int trial = 0; trial < trials; trial++) {
      byte[] bytes = broken(good[trial % good.length], random);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Outcome outcome;
      try {
        outcome = intake.accept(bytes, trial % 3 == 0 ? -1 : Events.AT_MS);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("trial " + trial + ": " + HexFormat.of().formatHex(bytes), e);
      }
      long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(cost < (1 << 20), "trial " + trial + " allocated " + cost);
      outcome.each(
          one -> {
            if (one instanceof Accepted event) {
              accepted[0]++;
              assertEquals(event.event(), again(codec, event.event()));
            } else {
              Rejected why = rejected(one);
              reasons[why.reason().code()]++;
              assertTrue(why.detail().length() <= 120, why.detail());
            }
          });
      if (trial % 8 == 0) {
        assertTrue(MaskedHead.of(bytes).length() <= MaskedHead.CHARS_MAX);
      }
    }
    assertTrue(accepted[0] > trials / 100, "hardly a good one among them: " + accepted[0]);
    assertTrue(
        Arrays.stream(reasons).filter(count -> count > 0).count() >= 8,
        "too few kinds of damage: " + Arrays.toString(reasons));
  }

  private static InferenceEvent again(RecordCodec<InferenceEvent> codec, InferenceEvent event) {
    try {
      return codec.decode(codec.encode(event));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] broken(byte[] good, Random random) {
    byte[] bytes = good.clone();
    switch (random.nextInt(6)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> {
        for (int writes = 1 + random.nextInt(8); writes > 0; writes--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      case 3 -> {
        bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        if (bytes.length > 0 && random.nextBoolean()) {
          bytes[0] = good[0];
        }
      }
      case 4 -> { // the header stays, the body is noise
        byte[] noise = new byte[random.nextInt(256)];
        random.nextBytes(noise);
        int header = Math.min(10, good.length);
        bytes = Arrays.copyOf(good, header + noise.length);
        System.arraycopy(noise, 0, bytes, header, noise.length);
      }
      default -> { // a piece moved elsewhere
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(32), bytes.length - Math.max(from, to));
        System.arraycopy(good, from, bytes, to, length);
      }
    }
    return bytes;
  }

  private static byte[] afterHeader(String hex) {
    byte[] body = HexFormat.of().parseHex(hex);
    byte[] bytes = Arrays.copyOf(Events.avro(Events.small()), 10 + body.length);
    System.arraycopy(body, 0, bytes, 10, body.length);
    return bytes;
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
  }
}

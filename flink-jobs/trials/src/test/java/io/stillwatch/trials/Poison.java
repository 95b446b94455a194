package io.stillwatch.trials;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SingleObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Ways in which a record can be no event, each with the reason that must be given for it. */
enum Poison {
  RANDOM_BYTES("UNKNOWN_FORMAT") {
    @Override
    byte[] make(Random random) {
      byte[] bytes = new byte[1 + random.nextInt(500)];
      random.nextBytes(bytes);
      bytes[0] = (byte) (1 + random.nextInt(8)); // starts no format that is read, and no text
      return bytes;
    }
  },
  TRUNCATED_AVRO("MALFORMED") {
    @Override
    byte[] make(Random random) {
      byte[] whole = new Good().event(random);
      return Arrays.copyOf(whole, 2 + random.nextInt(whole.length - 2));
    }
  },
  UNKNOWN_FINGERPRINT("UNKNOWN_SCHEMA") {
    @Override
    byte[] make(Random random) {
      byte[] bytes = new Good().event(random);
      bytes[2 + random.nextInt(8)] ^= 0x5A;
      return bytes;
    }
  },
  UNKNOWN_CONFLUENT_ID("UNKNOWN_SCHEMA") {
    @Override
    byte[] make(Random random) {
      byte[] event = new Good().event(random);
      byte[] bytes = new byte[5 + event.length - SingleObject.BODY_OFFSET];
      bytes[4] = (byte) random.nextInt();
      System.arraycopy(event, SingleObject.BODY_OFFSET, bytes, 5, bytes.length - 5);
      return bytes;
    }
  },
  NO_BYTES("EMPTY") {
    @Override
    byte[] make(Random random) {
      return new byte[0];
    }
  },
  /** Above what intake takes and below what the topic takes. */
  OVERSIZED("RECORD_TOO_LARGE") {
    @Override
    byte[] make(Random random) {
      byte[] bytes = new byte[(1 << 20) + 1 + random.nextInt(60 << 10)];
      byte[] head = json("\"prompt_text\":\"" + CANARY);
      Arrays.fill(bytes, (byte) 'x');
      System.arraycopy(head, 0, bytes, 0, head.length);
      return bytes;
    }
  },
  BROKEN_JSON("MALFORMED") {
    @Override
    byte[] make(Random random) {
      byte[] whole = json("\"prompt_text\":\"" + CANARY + random.nextInt() + "\"}");
      return random.nextBoolean()
          ? Arrays.copyOf(whole, whole.length - 1 - random.nextInt(10))
          : (new String(whole, StandardCharsets.UTF_8) + ",").getBytes(StandardCharsets.UTF_8);
    }
  },
  WITHOUT_A_REQUIRED_FIELD("MISSING_FIELD") {
    @Override
    byte[] make(Random random) {
      String[] fields = {
        "\"exchange_id\":\"" + CANARY + random.nextInt() + "\"",
        "\"account_id\":\"" + CANARY + "\"",
        "\"occurred_at\":" + EventStream.START,
        "\"phase\":\"REQUEST\""
      };
      fields[random.nextInt(fields.length)] = "\"prompt_text\":\"" + CANARY + "\"";
      return ("{" + String.join(",", fields) + "}").getBytes(StandardCharsets.UTF_8);
    }
  },
  /** Five bytes that announce a string of 1.9 GB, or eight that announce a longer one. */
  LENGTH_LIE("MALFORMED") {
    @Override
    byte[] make(Random random) {
      return avro(out -> out.writeLong(random.nextBoolean() ? 1_900_000_000L : 1L << 50));
    }
  },
  /** A map that announces 200 million entries in a few bytes. */
  COUNT_LIE("OVER_LIMIT") {
    @Override
    byte[] make(Random random) {
      return avro(
          out -> {
            out.writeString(CANARY + random.nextInt());
            out.writeString(CANARY);
            out.writeLong(EventStream.START);
            out.writeEnum(Phase.REQUEST.ordinal());
            out.writeIndex(0); // received_at
            out.writeString("default");
            for (int absent = 0; absent < FIELDS_FROM_ORGANIZATION_TO_TEXTS; absent++) {
              out.writeIndex(0);
            }
            out.writeIndex(1); // features, whose first field is a map
            out.writeLong(200_000_000);
          });
    }
  },
  ABSURD_TIME("BAD_TIME") {
    @Override
    byte[] make(Random random) {
      long[] times = {0, -1, 1_750_000_000L, 1_750_000_000_000_000L, Long.MAX_VALUE / 2_000};
      InferenceEvent event = new Good().build(random);
      event.setOccurredAt(Instant.ofEpochMilli(times[random.nextInt(times.length)]));
      return RecordCodec.of(InferenceEvent.class).encode(event);
    }
  },
  CONTROL_CHARACTERS("BAD_ID") {
    @Override
    byte[] make(Random random) {
      char[] controls = {'\n', '\0', '\u001b', '\u0085'};
      String id = CANARY + controls[random.nextInt(controls.length)] + random.nextInt();
      InferenceEvent event = new Good().build(random);
      if (random.nextBoolean()) {
        event.setAccountId(id);
      } else {
        event.setExchangeId(id);
      }
      return RecordCodec.of(InferenceEvent.class).encode(event);
    }
  };

  /** Stands in every text of every poison, and must stand nowhere behind the door. */
  static final String CANARY = "Canary";

  private static final int FIELDS_FROM_ORGANIZATION_TO_TEXTS = 10;

  private final String reason;

  Poison(String reason) {
    this.reason = reason;
  }

  abstract byte[] make(Random random);

  /** The name of the rejection reason that is due. */
  String reason() {
    return reason;
  }

  private static byte[] json(String rest) {
    return ("{\"exchange_id\":\""
            + CANARY
            + "\",\"account_id\":\""
            + CANARY
            + "\",\"occurred_at\":"
            + EventStream.START
            + ",\"phase\":\"REQUEST\","
            + rest)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The header of an event, and then whatever is written. */
  private static byte[] avro(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new Good().event(new Random(0)), 0, SingleObject.BODY_OFFSET);
    try {
      BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
      body.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Body {
    void write(BinaryEncoder out) throws IOException;
  }

  /** What would be an event if it were let alone. */
  private static final class Good {
    InferenceEvent build(Random random) {
      return InferenceEvent.newBuilder()
          .setExchangeId(CANARY + random.nextInt())
          .setAccountId(CANARY + random.nextInt(100))
          .setOccurredAt(Instant.ofEpochMilli(EventStream.START))
          .setPhase(Phase.REQUEST)
          .setPromptText("A secret that nobody behind the door may see: " + CANARY)
          .build();
    }

    byte[] event(Random random) {
      return RecordCodec.of(InferenceEvent.class).encode(build(random));
    }
  }
}

package io.stillwatch.intake.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the header {@value #HEADER} of a sealed record.
 *
 * <pre>
 *   0  version, 1
 *   1  sequence (long, big endian): greater than that of every seal of this sender before
 *   9  when it was sealed (epoch milliseconds, long)
 *  17  length of the key's id, the id in ASCII
 *   .  length of the sender, the sender in ASCII
 *   .  HMAC-SHA-256, 32 bytes, over
 *        "stillwatch seal", everything above,
 *        length of the topic, the topic, partition,
 *        length of the record, the record
 * </pre>
 *
 * <p>Every part has its length before it, so that no two records have one input. The record holds
 * tenant, account, exchange and time; so a seal fits no other of any of them, and no other topic or
 * partition.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared but by fits
record Seal(String keyId, String sender, long sequence, long sealedAtMs, byte[] head, byte[] mac) {

  static final String HEADER = "stillwatch-seal";

  static final int MAC_BYTES = 32;

  private static final byte VERSION = 1;
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] DOMAIN = "stillwatch seal".getBytes(US_ASCII);

  /** Makes what stands before the MAC. */
  static byte[] head(String keyId, String sender, long sequence, long sealedAtMs) {
    byte[] id = keyId.getBytes(US_ASCII);
    byte[] from = sender.getBytes(US_ASCII);
    return ByteBuffer.allocate(19 + id.length + from.length)
        .put(VERSION)
        .putLong(sequence)
        .putLong(sealedAtMs)
        .put((byte) id.length)
        .put(id)
        .put((byte) from.length)
        .put(from)
        .array();
  }

  /** Reads a seal; null when the bytes are none. */
  static @Nullable Seal parse(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.get() != VERSION) {
        return null;
      }
      long sequence = in.getLong();
      long sealedAtMs = in.getLong();
      String keyId = name(in, SealLimits.KEY_ID_CHARS_MAX);
      String sender = name(in, SealLimits.SENDER_CHARS_MAX);
      if (keyId == null || sender == null || in.remaining() != MAC_BYTES) {
        return null;
      }
      byte[] head = new byte[in.position()];
      byte[] mac = new byte[MAC_BYTES];
      in.get(0, head).get(mac);
      return new Seal(keyId, sender, sequence, sealedAtMs, head, mac);
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static @Nullable String name(ByteBuffer in, int charsMax) {
    int length = in.get();
    if (length < 1 || length > charsMax || length > in.remaining()) {
      return null;
    }
    byte[] name = new byte[length];
    in.get(name);
    String text = new String(name, US_ASCII);
    return isName(text, charsMax) ? text : null;
  }

  /** Letters, digits and few marks: what may stand in a log line as it is. */
  static boolean isName(String text, int charsMax) {
    return !text.isEmpty()
        && text.length() <= charsMax
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_'
                        || c == '.'
                        || c == '#');
  }

  /** Compares without telling by its time how much of it is right. */
  boolean fits(byte[] expected) {
    return MessageDigest.isEqual(expected, mac);
  }

  /** Computes MACs. Thread-confined. */
  static final class Maker {
    private final Mac mac;

    Maker() {
      try {
        mac = Mac.getInstance(ALGORITHM);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
      }
    }

    byte[] mac(SecretKeySpec key, byte[] head, String topic, int partition, byte[] record) {
      try {
        mac.init(key);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a key of " + ALGORITHM + " is any bytes", e);
      }
      byte[] place = topic.getBytes(UTF_8);
      mac.update(DOMAIN);
      mac.update(head);
      number(place.length);
      mac.update(place);
      number(partition);
      number(record.length);
      mac.update(record);
      return mac.doFinal();
    }

    private void number(int value) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        mac.update((byte) (value >>> shift));
      }
    }
  }

  static SecretKeySpec key(byte[] bytes) {
    return new SecretKeySpec(bytes, ALGORITHM);
  }
}

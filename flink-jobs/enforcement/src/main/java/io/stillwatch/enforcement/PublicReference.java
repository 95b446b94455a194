package io.stillwatch.enforcement;

import io.stillwatch.schemas.Sha256;
import java.nio.ByteBuffer;

/**
 * What a customer may quote back: {@code SW-XXXX-XXXX-XXXX}, 60 bits that follow from the action's
 * id.
 *
 * <p>Crockford's base 32, which has no I, L, O and U, so that it survives being read out over the
 * telephone. It is a hash of the id and not a part of it: who holds the reference cannot derive the
 * id. Support finds the action by it because the row carries both.
 */
public final class PublicReference {

  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final String DOMAIN = "stillwatch reference 1 ";
  private static final int GROUPS = 3;
  private static final int GROUP_DIGITS = 4;
  private static final int DIGIT_BITS = 5;

  private PublicReference() {}

  public static String of(String actionId) {
    byte[] hash = Sha256.of(DOMAIN + actionId);
    long bits = ByteBuffer.wrap(hash).getLong();
    StringBuilder reference = new StringBuilder("SW");
    int shift = Long.SIZE;
    for (int group = 0; group < GROUPS; group++) {
      reference.append('-');
      for (int digit = 0; digit < GROUP_DIGITS; digit++) {
        shift -= DIGIT_BITS;
        reference.append(DIGITS[(int) (bits >>> shift) & 31]);
      }
    }
    return reference.toString();
  }
}

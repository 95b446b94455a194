package io.stillwatch.schemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.NullMarked;

/**
 * The name of a schema on the wire: the CRC-64-AVRO of its parsing canonical form.
 *
 * <p>The canonical form leaves out docs, defaults and logical types, so two schemas that differ
 * only there have one fingerprint; their bytes are the same too.
 */
@NullMarked
public final class Fingerprint {
  private static final String HEX_DIGITS = "0123456789abcdef";

  private Fingerprint() {}

  public static long of(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** Sixteen lower-case digits: the key of the schema on detection.schemas. */
  public static String hex(long fingerprint) {
    StringBuilder digits = new StringBuilder(16);
    for (int shift = 60; shift >= 0; shift -= 4) {
      digits.append(HEX_DIGITS.charAt((int) (fingerprint >>> shift) & 0xF));
    }
    return digits.toString();
  }
}

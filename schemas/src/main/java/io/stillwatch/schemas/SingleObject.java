package io.stillwatch.schemas;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.NullMarked;

/**
 * The header of Avro's single-object encoding.
 *
 * <pre>
 *   0  C3 01         mark
 *   2  8 bytes       fingerprint of the writer's schema, little endian
 *  10  ...           body
 * </pre>
 */
@NullMarked
public final class SingleObject {
  public static final byte MARK_0 = (byte) 0xC3;
  public static final byte MARK_1 = 0x01;
  public static final int BODY_OFFSET = 10;

  private static final int FINGERPRINT_OFFSET = 2;
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SingleObject() {}

  /** Whether the bytes start with the mark; the rest of the header may still be missing. */
  public static boolean isMarked(byte[] bytes) {
    return bytes.length >= FINGERPRINT_OFFSET && bytes[0] == MARK_0 && bytes[1] == MARK_1;
  }

  /** Whether the whole header is there. */
  public static boolean hasHeader(byte[] bytes) {
    return bytes.length >= BODY_OFFSET && isMarked(bytes);
  }

  public static long fingerprint(byte[] bytes) {
    return (long) LONG_LE.get(bytes, FINGERPRINT_OFFSET);
  }

  static byte[] header(long fingerprint) {
    byte[] header = new byte[BODY_OFFSET];
    header[0] = MARK_0;
    header[1] = MARK_1;
    LONG_LE.set(header, FINGERPRINT_OFFSET, fingerprint);
    return header;
  }
}

package io.stillwatch.enforcement;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A time as eight bytes of state. */
final class Times {

  private Times() {}

  static byte[] bytes(long ms) {
    return ByteBuffer.allocate(Long.BYTES).putLong(ms).array();
  }

  /** Long ago where there is none. */
  static long of(byte @Nullable [] bytes) {
    return bytes == null ? Long.MIN_VALUE : ByteBuffer.wrap(bytes).getLong();
  }
}

package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the verdicts on a pattern's actions has to confirm them.
 *
 * @param share of all verdicts
 * @param verdicts how many there have to be before it counts
 */
record PrecisionFloor(double share, int verdicts) {

  private static final byte VERSION = 1;
  private static final int BYTES = 1 + Double.BYTES + Integer.BYTES;

  /** The one that a pattern states, or null. */
  static @Nullable PrecisionFloor of(ActionRequest request) {
    Double share = request.getPrecisionFloor();
    Integer verdicts = request.getPrecisionVerdicts();
    return share == null || verdicts == null
        ? null
        : new PrecisionFloor(share, Math.max(1, verdicts));
  }

  static PrecisionFloor of(byte[] bytes) {
    if (bytes.length != BYTES || bytes[0] != VERSION) {
      throw new IllegalStateException(
          "a floor of precision in state is damaged; restore an older checkpoint");
    }
    ByteBuffer value = ByteBuffer.wrap(bytes, 1, BYTES - 1);
    return new PrecisionFloor(value.getDouble(), value.getInt());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(BYTES).put(VERSION).putDouble(share).putInt(verdicts).array();
  }

  boolean undercut(FeedbackBook.Verdicts said) {
    return said.all() >= verdicts && said.confirmed() < share * said.all();
  }
}

package io.stillwatch.subscriber;

import io.stillwatch.schemas.Sha256;
import java.nio.ByteBuffer;

/** Sixteen bytes that stand for an {@code action_id}, which may be of any length. */
record ActionName(long high, long low) {

  static ActionName of(String actionId) {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(actionId));
    return new ActionName(digest.getLong(), digest.getLong());
  }
}

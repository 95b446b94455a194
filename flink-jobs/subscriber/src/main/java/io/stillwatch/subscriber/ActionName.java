package io.stillwatch.subscriber;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Sixteen bytes that stand for an {@code action_id}, which may be of any length. */
record ActionName(long high, long low) {

  static ActionName of(String actionId) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest(actionId.getBytes(StandardCharsets.UTF_8)));
      return new ActionName(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

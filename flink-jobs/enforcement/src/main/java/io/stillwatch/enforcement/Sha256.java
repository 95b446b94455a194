package io.stillwatch.enforcement;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash that this room's names are made with. */
final class Sha256 {

  private Sha256() {}

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}

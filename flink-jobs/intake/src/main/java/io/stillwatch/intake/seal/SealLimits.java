package io.stillwatch.intake.seal;

/** Every bound of seals, in one place. */
public final class SealLimits {

  /**
   * How far the time of a seal may lie from the time at which the broker received the record. It is
   * longer than any sender tries to deliver, and a clock may be wrong by the rest.
   */
  public static final long AGE_MS_MAX = 60 * 60 * 1000L;

  /** Senders that are remembered of one partition. Each start of a sidecar is a sender. */
  static final int SENDERS_MAX = 1 << 16;

  /** Keys in one file: two in a rotation, and some room. */
  static final int KEYS_MAX = 8;

  /** Bytes of a key: as many as the hash has. */
  static final int KEY_BYTES = 32;

  /** Bytes of a key file that are read. */
  static final int KEY_FILE_BYTES_MAX = 4096;

  /** A key file is looked at again after this time. */
  static final long KEY_FILE_LOOK_EVERY_MS = 5_000;

  /** Characters of a key's id. */
  static final int KEY_ID_CHARS_MAX = 32;

  /** Characters of a sender's name. */
  public static final int SENDER_CHARS_MAX = 120;

  private SealLimits() {}
}

package io.stillwatch.enforcement;

import java.util.Arrays;

/**
 * About how many different accounts of a tenant were active today or yesterday, whichever is more:
 * two HyperLogLog sketches of 1,024 registers in 2,056 bytes, right to about 3 %.
 *
 * <p>A day is one of the accounts' clocks; one that stands behind counts for the day that is.
 */
final class ActiveAccounts {

  private static final int REGISTERS = 1_024;
  private static final int INDEX_BITS = 10;
  private static final int HEAD = Long.BYTES;
  private static final long DAY_MS = 86_400_000L;

  /** Flajolet's constant for so many registers. */
  private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

  private final byte[] bytes;

  private ActiveAccounts(byte[] bytes) {
    this.bytes = bytes;
  }

  static ActiveAccounts none() {
    return new ActiveAccounts(new byte[HEAD + 2 * REGISTERS]);
  }

  /** Reads what {@link #bytes} gave. */
  static ActiveAccounts of(byte[] bytes) {
    if (bytes.length != HEAD + 2 * REGISTERS) {
      throw new IllegalStateException(
          "a count of accounts in state is damaged: it has "
              + bytes.length
              + " bytes; restore an older checkpoint");
    }
    return new ActiveAccounts(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns whether it changed anything. */
  boolean see(String account, long clockMs) {
    boolean turned = turnTo(clockMs / DAY_MS);
    long hash = hash(account);
    int register = HEAD + (int) (hash >>> (Long.SIZE - INDEX_BITS));
    // The bit at the end bounds the rank.
    byte rank =
        (byte) (Long.numberOfLeadingZeros((hash << INDEX_BITS) | (1L << (INDEX_BITS - 1))) + 1);
    if (bytes[register] >= rank) {
      return turned;
    }
    bytes[register] = rank;
    return true;
  }

  long count() {
    return Math.max(count(HEAD), count(HEAD + REGISTERS));
  }

  private boolean turnTo(long day) {
    long present = day();
    if (day <= present) {
      return false;
    }
    if (day == present + 1) {
      System.arraycopy(bytes, HEAD, bytes, HEAD + REGISTERS, REGISTERS);
    } else {
      Arrays.fill(bytes, HEAD + REGISTERS, bytes.length, (byte) 0);
    }
    Arrays.fill(bytes, HEAD, HEAD + REGISTERS, (byte) 0);
    for (int i = 0; i < HEAD; i++) {
      bytes[i] = (byte) (day >>> (8 * i));
    }
    return true;
  }

  private long day() {
    long day = 0;
    for (int i = 0; i < HEAD; i++) {
      day |= (bytes[i] & 0xFFL) << (8 * i);
    }
    return day;
  }

  private long count(int from) {
    double sum = 0;
    int empty = 0;
    for (int i = from; i < from + REGISTERS; i++) {
      sum += 1.0 / (1L << bytes[i]);
      empty += bytes[i] == 0 ? 1 : 0;
    }
    double estimate = ALPHA * REGISTERS * REGISTERS / sum;
    if (estimate <= 2.5 * REGISTERS && empty > 0) {
      estimate = REGISTERS * StrictMath.log((double) REGISTERS / empty);
    }
    return Math.round(estimate);
  }

  /** FNV-1a over the characters, then mixed so that every bit depends on all. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}

package io.stillwatch.signals;

/**
 * The public 64-bit hash of an exchange id, by which profiles remember an exchange and findings
 * point at it.
 *
 * <p>SipHash-2-4 of the id's UTF-8 bytes under the all-zero 128-bit key; 1 where that is 0.
 * Deliberately not keyed: whoever holds the exchange id, a customer with a question or an
 * investigator with a log, can compute it again and find it in a record.
 */
public final class ExchangeHash {

  private static final String DIGITS = "0123456789abcdef";

  private ExchangeHash() {}

  /** Never 0. */
  public static long of(String exchangeId) {
    long hash = HashKey.PUBLIC.hash(exchangeId);
    return hash == 0 ? 1 : hash;
  }

  /** 16 lower-case hexadecimal digits, the highest first. */
  public static String hex(long hash) {
    char[] hex = new char[16];
    for (int i = 0; i < hex.length; i++) {
      hex[i] = DIGITS.charAt((int) (hash >>> (60 - 4 * i)) & 0xf);
    }
    return new String(hex);
  }
}

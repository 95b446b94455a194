package io.stillwatch.intake.seal;

/**
 * Seals records on behalf of one sender. Records must reach a partition in the order in which they
 * were sealed; one that is sent again is sealed again. Thread-confined.
 */
public final class Sealer {

  /** The header that a seal stands in. */
  public static final String HEADER = Seal.HEADER;

  private final String sender;
  private final Seal.Maker maker = new Seal.Maker();
  private long sequence;

  /**
   * @param sender another one at each start of the process: its sequence begins anew
   */
  public Sealer(String sender) {
    if (!Seal.isName(sender, SealLimits.SENDER_CHARS_MAX)) {
      throw new IllegalArgumentException(
          "sender must be at most "
              + SealLimits.SENDER_CHARS_MAX
              + " letters, digits, '-', '_', '.' or '#'");
    }
    this.sender = sender;
  }

  /** The seal of the next record. */
  public byte[] seal(SealKeys keys, String topic, int partition, byte[] record, long nowMs) {
    byte[] head = Seal.head(keys.first(), sender, ++sequence, nowMs);
    byte[] mac = maker.mac(keys.firstKey(), head, topic, partition, record);
    byte[] seal = new byte[head.length + mac.length];
    System.arraycopy(head, 0, seal, 0, head.length);
    System.arraycopy(mac, 0, seal, head.length, mac.length);
    return seal;
  }
}

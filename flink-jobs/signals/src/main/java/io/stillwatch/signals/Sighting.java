package io.stillwatch.signals;

import io.stillwatch.schemas.Phase;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one event tells of an exchange once its texts have been read and dropped: who, when, what
 * was reported of it, and which signals. The only thing that travels from the stateless part of the
 * job to the account. Immutable.
 *
 * <p>It is one array of bytes from the moment it is read, so that to send and to receive it is a
 * copy, and its account pays for what it asks and not for the rest.
 *
 * <pre>
 *   0  exchange hash   i64
 *   8  occurred at     i64   ms
 *  16  received at     i64   ms, or {@link #ABSENT}
 *  24  facts there     u64   mask of {@link Facts}
 *  32  signals there   u64   mask of {@link SignalSet}
 *  40  account at      i32
 *  44  phase           u8
 *  45  links there     u8    0 or 1
 *  46  signals         i64 for each
 *      links           i64 x 5, where there are any
 *      facts           as {@link Facts} has them
 *      texts           account key, organisation, API key, exchange
 * </pre>
 */
public final class Sighting {

  /** A time that nobody told. */
  public static final int ABSENT = -1;

  private static final int OCCURRED_AT = 8;
  private static final int RECEIVED_AT = 16;
  private static final int FACTS_THERE = 24;
  private static final int SIGNALS_THERE = 32;
  private static final int ACCOUNT_AT = 40;
  private static final int PHASE = 44;
  private static final int LINKS_THERE = 45;
  private static final int HEAD = 46;

  private static final Phase[] PHASES = Phase.values();

  private final byte[] bytes;
  private final int length;
  private final Facts facts;
  private final SignalSet signals;
  private final LinkHashes links;

  /**
   * Packs what was read.
   *
   * @param exchangeHash {@link ExchangeHash} of the exchange id
   * @param occurredAtMs when it happened, already clamped by intake
   * @param receivedAtMs when the broker received it, or {@link #ABSENT}
   * @param facts what the producer reported beside that
   * @param links what the account may share with others
   */
  public Sighting(
      String tenant,
      String accountId,
      @Nullable String organizationId,
      @Nullable String apiKeyId,
      String exchangeId,
      long exchangeHash,
      Phase phase,
      long occurredAtMs,
      long receivedAtMs,
      Facts facts,
      SignalSet signals,
      LinkHashes links) {
    String key = accountKey(tenant, accountId);
    boolean anyLinks = !links.equals(LinkHashes.NONE);
    bytes =
        new byte
            [HEAD
                + Long.BYTES * Long.bitCount(signals.mask())
                + (anyLinks ? LinkHashes.BYTES : 0)
                + facts.bytes()
                + Packed.room(key)
                + Packed.room(organizationId)
                + Packed.room(apiKeyId)
                + Packed.room(exchangeId)];
    Packed.putLong(bytes, 0, exchangeHash);
    Packed.putLong(bytes, OCCURRED_AT, occurredAtMs);
    Packed.putLong(bytes, RECEIVED_AT, receivedAtMs);
    Packed.putLong(bytes, FACTS_THERE, facts.mask());
    Packed.putLong(bytes, SIGNALS_THERE, signals.mask());
    bytes[PHASE] = (byte) phase.ordinal();
    bytes[LINKS_THERE] = (byte) (anyLinks ? 1 : 0);
    int signalsEnd = signals.writeTo(bytes, HEAD);
    int factsAt = anyLinks ? links.writeTo(bytes, signalsEnd) : signalsEnd;
    int accountAt = facts.writeTo(bytes, factsAt);
    Packed.putInt(bytes, ACCOUNT_AT, accountAt);
    int at = Packed.putText(bytes, accountAt, key);
    at = Packed.putText(bytes, at, organizationId);
    at = Packed.putText(bytes, at, apiKeyId);
    length = Packed.putText(bytes, at, exchangeId);
    this.facts = facts;
    this.signals = signals;
    this.links = links;
  }

  private Sighting(byte[] packed) {
    bytes = packed;
    length = packed.length;
    signals = new SignalSet(Packed.getLong(packed, SIGNALS_THERE), packed, HEAD);
    int linksAt = HEAD + Long.BYTES * Long.bitCount(signals.mask());
    boolean anyLinks = packed[LINKS_THERE] != 0;
    links = anyLinks ? LinkHashes.readFrom(packed, linksAt) : LinkHashes.NONE;
    facts =
        new Facts(
            Packed.getLong(packed, FACTS_THERE),
            packed,
            anyLinks ? linksAt + LinkHashes.BYTES : linksAt,
            Packed.getInt(packed, ACCOUNT_AT));
  }

  /** Takes over what {@link #bytes} gave. */
  public static Sighting unpack(byte[] packed) {
    return new Sighting(packed);
  }

  /** What it is made of, to be read only; the first {@link #length} bytes count. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  // ---- who

  /**
   * An account across tenants. A tenant has no control characters, so the pair reads in one way.
   */
  public static String accountKey(String tenant, String accountId) {
    return tenant + '\n' + accountId;
  }

  public String accountKey() {
    return text(accountAt());
  }

  /** A hash of the account's key, for tables on the heap. */
  public long accountHash() {
    int at = accountAt();
    int end = Packed.afterText(bytes, at);
    long hash = 0;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = mixed(hash ^ Packed.getLong(bytes, at));
    }
    for (; at < end; at++) {
      hash = hash * 31 + bytes[at];
    }
    return mixed(hash);
  }

  private static long mixed(long hash) {
    long mixed = hash * 0x9e3779b97f4a7c15L;
    return mixed ^ mixed >>> 32;
  }

  /** The account's key as it is packed, for {@link #isOf}. */
  public byte[] packedAccountKey() {
    int at = accountAt();
    return Arrays.copyOfRange(bytes, at, Packed.afterText(bytes, at));
  }

  /** The account's key that was packed so. */
  public static String accountKey(byte[] packed) {
    return text(packed, 0);
  }

  /** Whether that is the packed key of its account. */
  public boolean isOf(byte[] packedAccountKey) {
    int at = accountAt();
    return at + packedAccountKey.length <= length
        && Arrays.equals(
            bytes, at, at + packedAccountKey.length, packedAccountKey, 0, packedAccountKey.length);
  }

  private int accountAt() {
    return Packed.getInt(bytes, ACCOUNT_AT);
  }

  public String tenant() {
    String key = accountKey();
    return key.substring(0, key.indexOf('\n'));
  }

  public String accountId() {
    String key = accountKey();
    return key.substring(key.indexOf('\n') + 1);
  }

  public @Nullable String organizationId() {
    return Packed.getText(bytes, Packed.afterText(bytes, accountAt()));
  }

  public @Nullable String apiKeyId() {
    return Packed.getText(bytes, apiKeyAt());
  }

  private int apiKeyAt() {
    return Packed.afterText(bytes, Packed.afterText(bytes, accountAt()));
  }

  // ---- what

  public String exchangeId() {
    return text(Packed.afterText(bytes, apiKeyAt()));
  }

  private String text(int at) {
    return text(bytes, at);
  }

  private static String text(byte[] bytes, int at) {
    String text = Packed.getText(bytes, at);
    if (text == null) {
      throw new IllegalStateException("a sighting without a text that it has to have");
    }
    return text;
  }

  public long exchangeHash() {
    return Packed.getLong(bytes, 0);
  }

  public Phase phase() {
    return PHASES[bytes[PHASE]];
  }

  public long occurredAtMs() {
    return Packed.getLong(bytes, OCCURRED_AT);
  }

  public long receivedAtMs() {
    return Packed.getLong(bytes, RECEIVED_AT);
  }

  public Facts facts() {
    return facts;
  }

  public SignalSet signals() {
    return signals;
  }

  public LinkHashes links() {
    return links;
  }

  /**
   * The same exchange with what somebody else told of it, who does not know whose it is: what is
   * missing here is filled in. It is over when both say so.
   *
   * @param together what both tell of it
   */
  public Sighting completedBy(Sighting other, Phase together) {
    String organization = organizationId();
    String apiKey = apiKeyId();
    return new Sighting(
        tenant(),
        accountId(),
        organization == null ? other.organizationId() : organization,
        apiKey == null ? other.apiKeyId() : apiKey,
        exchangeId(),
        exchangeHash(),
        together,
        Math.max(occurredAtMs(), other.occurredAtMs()),
        Math.max(receivedAtMs(), other.receivedAtMs()),
        facts.or(other.facts),
        signals.or(other.signals),
        links.or(other.links));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sighting that
        && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(accountHash() ^ exchangeHash());
  }

  @Override
  public String toString() {
    return phase() + " of " + exchangeId() + " by " + accountId() + ' ' + facts;
  }
}

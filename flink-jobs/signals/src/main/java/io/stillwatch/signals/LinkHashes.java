package io.stillwatch.signals;

/**
 * What an account may share with others beside what it asks: who pays, from where, with which
 * program and tools. Keyed hashes, 0 where nothing was told.
 *
 * <p>Apart from {@link Facts} and {@link SignalSet}, so that no pattern of account scope can be
 * written on them, but for the tools: that two accounts share one is for campaigns to weigh.
 *
 * @param card the payment fingerprint
 * @param network the address's /24, or /48 where it is IPv6
 * @param client the client program without its version, and its TLS fingerprint
 * @param tools the schema of the tools that were offered
 * @param apiKey the key that was used
 * @param otherCard the card under the other key of a rotation; 0 where there is none
 * @param otherNetwork the network under that key
 */
public record LinkHashes(
    long card,
    long network,
    long client,
    long tools,
    long apiKey,
    long otherCard,
    long otherNetwork) {

  public static final LinkHashes NONE = new LinkHashes(0, 0, 0, 0, 0);

  /** While no key is rotated. */
  public LinkHashes(long card, long network, long client, long tools, long apiKey) {
    this(card, network, client, tools, apiKey, 0, 0);
  }

  /** These, and the other's where there is none. */
  LinkHashes or(LinkHashes other) {
    return new LinkHashes(
        card == 0 ? other.card : card,
        network == 0 ? other.network : network,
        client == 0 ? other.client : client,
        tools == 0 ? other.tools : tools,
        apiKey == 0 ? other.apiKey : apiKey,
        card == 0 ? other.otherCard : otherCard,
        network == 0 ? other.otherNetwork : otherNetwork);
  }
}

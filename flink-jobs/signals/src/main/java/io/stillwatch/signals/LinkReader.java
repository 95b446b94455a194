package io.stillwatch.signals;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.InferenceEvent;
import org.jspecify.annotations.Nullable;

/** Reads what accounts may share; what names a payer or an address leaves as a keyed hash only. */
final class LinkReader {

  // Set apart, so that a card and a client that are written alike are not one thing.
  private static final byte CARD = 1;
  private static final byte NETWORK = 2;
  private static final byte CLIENT = 3;
  private static final byte TOOLS = 4;
  private static final byte API_KEY = 5;

  /** Groups of an IPv6 address that name its network. */
  private static final int IPV6_GROUPS = 3;

  private final HashKey key;
  private final @Nullable HashKey beside;

  LinkReader(HashKeys keys) {
    this.key = keys.key();
    this.beside = keys.beside();
  }

  LinkHashes read(InferenceEvent event) {
    AccountFacts account = event.getAccount();
    Client client = event.getClient();
    String tools = event.getToolSchemaHash();
    String apiKey = event.getApiKeyId();
    if (account == null && client == null && tools == null && apiKey == null) {
      return LinkHashes.NONE;
    }
    String card = account == null ? null : account.getPaymentFingerprint();
    String network = client == null ? null : network(client.getIp());
    return new LinkHashes(
        hash(key, CARD, card, ""),
        hash(key, NETWORK, network, ""),
        client == null
            ? 0
            : hash(key, CLIENT, product(client.getUserAgent()), client.getTlsFingerprint()),
        hash(key, TOOLS, tools, ""),
        hash(key, API_KEY, apiKey, ""),
        beside == null ? 0 : hash(beside, CARD, card, ""),
        beside == null ? 0 : hash(beside, NETWORK, network, ""));
  }

  private static long hash(
      HashKey key, byte kind, @Nullable String first, @Nullable String second) {
    if (isEmpty(first) && isEmpty(second)) {
      return 0;
    }
    SipHash hash = new SipHash().start(key).add(kind);
    hash.add(first == null ? "" : first).add((byte) 0).add(second == null ? "" : second);
    return hash.endNonZero();
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  /** Null for what is no address: a name that many share must not link them. */
  static @Nullable String network(@Nullable String ip) {
    if (ip == null) {
      return null;
    }
    return ip.indexOf(':') >= 0 ? ipv6Network(ip) : ipv4Network(ip);
  }

  private static @Nullable String ipv4Network(String ip) {
    int dots = 0;
    int lastDot = -1;
    for (int i = 0; i < ip.length(); i++) {
      char c = ip.charAt(i);
      if (c == '.') {
        dots++;
        lastDot = i;
      } else if (c < '0' || c > '9') {
        return null;
      }
    }
    return dots == 3 ? ip.substring(0, lastDot) : null;
  }

  /** The first groups without leading zeros; an address that maps an IPv4 one is that one. */
  private static @Nullable String ipv6Network(String ip) {
    if (ip.indexOf('.') >= 0) {
      return ipv4Network(ip.substring(ip.lastIndexOf(':') + 1));
    }
    StringBuilder network = new StringBuilder();
    int value = 0;
    int groups = 0;
    for (int i = 0; i < ip.length() && groups < IPV6_GROUPS; i++) {
      char c = ip.charAt(i);
      int digit = Character.digit(c, 16);
      if (digit >= 0) {
        value = value << 4 | digit;
      } else if (c == ':') {
        network.append(Integer.toHexString(value & 0xffff)).append(':');
        value = 0;
        groups++;
        if (i + 1 < ip.length() && ip.charAt(i + 1) == ':') {
          break; // the rest of the network's groups are zero, or are hidden with those that are
        }
      } else {
        return null;
      }
    }
    while (groups++ < IPV6_GROUPS) {
      network.append("0:");
    }
    return network.toString();
  }

  /** "openai-python/1.54.3" and "openai-python/1.55.0" are one program. */
  private static @Nullable String product(@Nullable String userAgent) {
    if (userAgent == null) {
      return null;
    }
    int end = 0;
    while (end < userAgent.length() && !startsVersion(userAgent, end)) {
      end++;
    }
    return userAgent.substring(0, end);
  }

  private static boolean startsVersion(String userAgent, int at) {
    char c = userAgent.charAt(at);
    return (c == '/' || c == ' ')
        && at + 1 < userAgent.length()
        && Character.isDigit(userAgent.charAt(at + 1));
  }
}

package io.stillwatch.cli.webhook;

import io.stillwatch.cli.WrongUse;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where deliveries go, and whether they may go there.
 *
 * <p>HTTPS to a public address, unless the settings allow more: a URL that somebody could change
 * must not make this process talk to a cloud's metadata or to what listens on the cluster's inside.
 * Every attempt goes to the very address that was looked at for it, since names are given other
 * addresses; redirects are never followed.
 *
 * @param plainAllowed whether {@code http} will do
 * @param privateAllowed whether an address of a private network will do, this machine among them
 */
record Target(URI url, boolean plainAllowed, boolean privateAllowed) {

  private static final int IPV4_BYTES = 4;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  static Target of(String text, boolean plainAllowed, boolean privateAllowed) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new WrongUse("it is no URL: " + e.getReason(), e);
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
      throw new WrongUse("it must be like https://host/path, without user, password and fragment");
    }
    if (!scheme.equals("https") && !(scheme.equals("http") && plainAllowed)) {
      throw new WrongUse(
          "it must begin with https://"
              + (scheme.equals("http") ? "; webhook.allow.http=true takes plain http" : ""));
    }
    return new Target(url, plainAllowed, privateAllowed);
  }

  boolean isPlain() {
    return url.getScheme().equalsIgnoreCase("http");
  }

  /** Without the brackets of an IPv6 address. */
  String host() {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return url.getPort() >= 0 ? url.getPort() : isPlain() ? HTTP_PORT : HTTPS_PORT;
  }

  /** As it stands in the first line of a request. */
  String path() {
    URI ascii = URI.create(url.toASCIIString());
    String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
  }

  /** The same of the addresses that the host has at present. */
  String refusal() throws UnknownHostException {
    return privateAllowed ? "" : refusal(List.of(InetAddress.getAllByName(host())));
  }

  /** Why nothing may be sent to these addresses of the host; empty when it may. */
  String refusal(List<InetAddress> addresses) {
    for (InetAddress address : privateAllowed ? List.<InetAddress>of() : addresses) {
      if (!isPublic(address)) {
        return host()
            + " is "
            + address.getHostAddress()
            + ", which is no public address; webhook.allow.private=true takes it";
      }
    }
    return "";
  }

  private static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == IPV4_BYTES) {
      return isPublic(bytes, 0);
    }
    boolean unique = (bytes[0] & 0xFE) == 0xFC; // fc00::/7
    int embedded = embeddedAt(bytes);
    return !unique
        && !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress()
        && (embedded < 0 || isPublic(bytes, embedded));
  }

  /** Where in an IPv6 address the IPv4 address stands that it leads to; -1 when to none. */
  private static int embeddedAt(byte[] bytes) {
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
      return 2; // 6to4, 2002::/16
    }
    byte[] translated = {0, 0x64, (byte) 0xFF, (byte) 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}; // NAT64
    int last = bytes.length - IPV4_BYTES;
    return Arrays.equals(bytes, 0, last, translated, 0, last)
            || Arrays.equals(bytes, 0, last, new byte[last], 0, last)
        ? last
        : -1;
  }

  /** What the registry of special purpose addresses calls globally reachable. */
  private static boolean isPublic(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    int second = bytes[at + 1] & 0xFF;
    return switch (first) {
      case 0, 10, 127 -> false;
      case 100 -> second < 64 || second > 127; // shared
      case 169 -> second != 254; // link local, 169.254.169.254 among them
      case 172 -> second < 16 || second > 31;
      case 192 -> second != 168 && !(second == 0 && bytes[at + 2] == 0);
      case 198 -> second != 18 && second != 19; // benchmarks
      default -> first < 224; // beyond are multicast and reserved ones
    };
  }

  /** Without the query: some receivers have their secret there. */
  @Override
  public String toString() {
    return url.getScheme() + "://" + url.getAuthority() + url.getPath();
  }
}
